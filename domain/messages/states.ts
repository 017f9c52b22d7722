/**
 * The states of a message, whole words everywhere (SQL, code, API, screens), and the moves between them.
 * The database refuses every move that is not listed here; a test holds the migration against this list.
 */
export const MESSAGE_STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'suppressed',
  'expired',
  'cancelled',
  'unknown',
] as const;

/** One of the ten states. */
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What each state means to a person, Chinese and English; printed by the docs and the screens. */
export const STATE_MEANING: Record<MessageState, { zh: string; en: string }> = {
  queued: { zh: '待发送', en: 'waits for its turn; nothing has left us' },
  sending: { zh: '发送中', en: 'intent is written; the provider is being called' },
  sent: { zh: '已提交', en: 'the provider took it and gave a reference' },
  delivered: { zh: '已送达', en: 'a receipt says it reached the phone' },
  undelivered: { zh: '未送达', en: 'a receipt says it did not reach the phone' },
  failed: { zh: '失败', en: 'refused for good, or cannot be sent; may be redriven by hand' },
  suppressed: {
    zh: '不应发送',
    en: 'never to be sent, with a reason: opted out, no address, duplicate phone …',
  },
  expired: { zh: '已过期', en: 'too old to send when its turn came' },
  cancelled: { zh: '已取消', en: 'the run was cancelled before its turn came' },
  unknown: { zh: '待核实', en: 'may have been sent; being reconciled with the provider' },
};

/** From each state, the states a message may move to. A state without moves is final. */
export const MESSAGE_MOVES: Record<MessageState, readonly MessageState[]> = {
  // Delivered: back in the queue after a try that a late receipt proves to have arrived.
  queued: ['sending', 'delivered', 'suppressed', 'expired', 'cancelled', 'failed'],
  // A receipt may overtake our own record of the call; a refusal or throttling sends it back to the queue.
  sending: ['sent', 'failed', 'queued', 'unknown', 'delivered', 'undelivered'],
  // Settled by query or receipt; back to the queue only once it is known not to have arrived.
  unknown: ['sent', 'delivered', 'undelivered', 'queued', 'failed', 'suppressed', 'expired', 'cancelled'],
  sent: ['delivered', 'undelivered'],
  failed: ['queued'],
  delivered: [],
  undelivered: [],
  suppressed: [],
  expired: [],
  cancelled: [],
};

/** States in which a message still needs work of ours; a step is drained when none is left. */
export const OPEN_STATES = ['queued', 'sending', 'unknown'] as const satisfies readonly MessageState[];

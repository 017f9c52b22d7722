import type { Outcome, Provider, ProviderCall, Sighting } from '../../providers/contract.js';
import type { SettableClock } from '../../runtime/clock.js';

/** What happens to a call on its way. */
export const FATES = [
  /** Taken, and said so. */
  'taken',
  /** Taken, and the answer lost. */
  'answer lost',
  /** Lost before the gateway saw it. */
  'lost on the way',
  /** Seen by the gateway, which remembers its nonce, and lost behind it. */
  'lost behind the gateway',
  /** Refused for now. */
  'throttled',
  /** Refused, with everything else we have for it. */
  'account refused',
  /** Taken, after a long time. */
  'slow',
  /** Our process dies before anything left, or after it was taken. */
  'killed before',
  'killed after',
] as const;

/** Longer than anybody who is well takes. */
const SLOW_MILLISECONDS = 2000;

/** One of them. */
export type CallFate = (typeof FATES)[number];

/**
 * A carrier as the reconciler must expect it: its gateway refuses a nonce it has seen lately, what it took can be
 * found by its label only after a while, and it counts what reached each phone.
 */
export class ModelCarrier implements Provider {
  readonly channel = 'sms';
  readonly maxMessagesPerCall = 100;
  readonly maxOpenCalls = 4;
  /** Texts that reached each phone. */
  readonly delivered = new Map<string, number>();
  /** What happens to calls from now on. */
  fate: CallFate = 'taken';
  /** Whether it answers when asked. */
  answers = true;
  private readonly nonces = new Map<string, Date>();
  private readonly taken: { outId: string; address: string; at: Date }[] = [];

  constructor(
    private readonly clock: SettableClock,
    /** How long what was taken stays out of sight, and how long the gateway remembers a nonce. */
    private readonly memory: { hiddenSeconds: number; nonceSeconds: number },
    readonly name = 'carrier',
    readonly weight = 100,
  ) {}

  async send(call: ProviderCall): Promise<Outcome> {
    const { fate } = this;
    if (fate === 'killed before') throw new Error('killed');
    const refusal = this.refusalOf(call);
    if (refusal) return refusal;
    if (fate === 'slow') this.clock.advance(SLOW_MILLISECONDS);
    for (const { address } of call.messages) {
      this.delivered.set(address, (this.delivered.get(address) ?? 0) + 1);
      this.taken.push({ outId: call.outId, address, at: this.clock.now() });
    }
    if (fate === 'killed after') throw new Error('killed');
    return fate === 'taken' || fate === 'slow'
      ? { kind: 'accepted', reference: 'biz' }
      : { kind: 'unknown', code: 'link.no-answer' };
  }

  /** What keeps a call from being taken; its nonce is used once the gateway has seen it. */
  private refusalOf(call: ProviderCall): Outcome | undefined {
    if (this.fate === 'lost on the way') return { kind: 'unknown', code: 'link.broken' };
    if (!this.isNew(call)) return { kind: 'unknown', code: 'SignatureNonceUsed' };
    if (this.fate === 'throttled')
      return { kind: 'throttled', until: new Date(+this.clock.now() + 1000), code: 'Throttling' };
    if (this.fate === 'account refused')
      return { kind: 'rejected', scope: 'account', code: 'isv.AMOUNT_NOT_ENOUGH' };
    return this.fate === 'lost behind the gateway'
      ? { kind: 'unknown', code: 'ServiceUnavailable' }
      : undefined;
  }

  async find({ outId, addresses }: { outId: string; addresses: readonly string[] }): Promise<Sighting> {
    if (!this.answers) return 'unanswered';
    const visible = (at: Date): boolean => this.secondsSince(at) >= this.memory.hiddenSeconds;
    const asked = this.taken.filter((text) => text.outId === outId && addresses.includes(text.address));
    return asked.some(({ at }) => visible(at)) ? 'found' : 'absent';
  }

  async close(): Promise<void> {}

  private isNew({ outId, epoch }: ProviderCall): boolean {
    const nonce = `${outId} ${epoch}`;
    const seen = this.nonces.get(nonce);
    if (seen && this.secondsSince(seen) < this.memory.nonceSeconds) return false;
    this.nonces.set(nonce, this.clock.now());
    return true;
  }

  private secondsSince(at: Date): number {
    return (+this.clock.now() - +at) / 1000;
  }
}

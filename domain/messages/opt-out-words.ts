/**
 * Does a reply withdraw from our messages?
 *
 * Withdrawal must be as easy as consent, so every usual way of saying it counts. Whatever holds a word
 * outside the closed lists below is `other` and goes to a person: "怎么退订", "不退订", "他说退订" ask or deny, and a
 * T inside a sentence ("T恤到了吗") is a letter.
 */
export type Meaning = 'opt-out' | 'other';

/**
 * Words that may stand around 退订 without changing what is meant; no negation, question or report is here. No
 * word is made of two others, so that matching stays linear on a text sent to stall us.
 */
const POLITE =
  '我们|我|要求|要|想|请|麻烦|帮忙|帮|给|你们|你|您|好|申请|需要|确认|立即|立刻|马上|现在|全部|所有|的|了|吧|谢';
const ABOUT = '回复|回|发送|短信|信息|消息|通知|提醒|服务|业务|此|本|这个|该';
const ENOUGH = '(?:不要|别|不想|勿)再?(?:给我再?)?(?:发送|发|收到|收|打扰|骚扰)';

/** A sentence made of 退订 and such words alone: 我要退订, 退订短信谢谢, 不要再发了退订. */
const SAYS_OPT_OUT = new RegExp(
  `^(?:${ENOUGH}|${POLITE}|${ABOUT})*退订(?:退订|${ENOUGH}|${POLITE}|${ABOUT})*$`,
);

const ASKED_TO_SEND = '(?:(?:拒收)?请?(?:回复|回|发送|发)|REPLY)?';
/** The bare letters our texts offer, with the verb people copy along: T, 回复TD, 拒收请回复R, 回T退订; by mail: unsubscribe. */
const SENDS_OPT_OUT = new RegExp(
  `^${ASKED_TO_SEND}(?:(?:TD|T|R)(?:退订|谢谢)?|N退订|UNSUBSCRIBE(?:ME)?(?:PLEASE)?)$`,
);
/** N also answers "no" to a question we asked; it withdraws only where the text before it was a promotion. */
const SENDS_N = new RegExp(`^${ASKED_TO_SEND}N$`);

/** Upper case, half width, without the quoted signature 【…】, blanks, punctuation, quotes and pictures. */
const bare = (content: string): string =>
  content
    .normalize('NFKC')
    .toUpperCase()
    .replace(/^\s*【[^】]*】/, '')
    .replaceAll('訂', '订')
    .replace(/[\p{P}\p{S}\p{Z}\p{C}\p{M}]/gu, '');

/** Whether it depends on what was sent before if a reply withdraws: a bare N. */
export const isBareN = (content: string): boolean => SENDS_N.test(bare(content));

/** The meaning of a reply. `afterPromotion`: the last message to this phone under this signature was one. */
export function meaning(content: string, afterPromotion = false): Meaning {
  const text = bare(content);
  const withdraws =
    SENDS_OPT_OUT.test(text) || SAYS_OPT_OUT.test(text) || (afterPromotion && SENDS_N.test(text));
  return withdraws ? 'opt-out' : 'other';
}

import type { Sentence } from '../../domain/problem.js';

/** What a relay's refusal is about, by the second number of its enhanced code (RFC 3463). */
const SUBJECTS: Readonly<Record<string, Sentence>> = {
  1: { zh: '没有这个邮箱地址', en: 'no such address' },
  2: { zh: '对方邮箱停用或已满', en: 'the mailbox is closed or full' },
  3: { zh: '对方服务器不收这封邮件，也许过大', en: 'their server does not take it; it may be too large' },
  4: { zh: '送不到对方服务器', en: 'no way to their server' },
  5: { zh: '对方服务器不认这次会话', en: 'their server did not follow the conversation' },
  6: { zh: '内容或格式不被接受', en: 'content or format was not accepted' },
  7: { zh: '对方按规则拒收', en: 'refused by their policy' },
};

/** Where the word of the whole subject would be too much, or too little. */
const STATUSES: Readonly<Record<string, Sentence>> = {
  '2.2': { zh: '对方邮箱已满', en: 'the mailbox is full' },
  '4.7': { zh: '多次投递未成，已过期', en: 'tried for too long' },
};

/** What a bounce (`bounce 5.1.1`) says; undefined: it is none. */
function bounceMeaning(code: string): Sentence | undefined {
  const [, subject = '', detail = ''] = /^bounce [45]\.(\d{1,3})\.(\d{1,3})$/.exec(code) ?? [];
  if (subject === '') return undefined;
  const said = STATUSES[`${subject}.${detail}`] ?? SUBJECTS[subject];
  return said
    ? { zh: `邮件被退回：${said.zh}`, en: `the mail came back: ${said.en}` }
    : { zh: '邮件被退回', en: 'the mail came back' };
}

/** What a relay's code (`550 5.1.1`, or `550` alone) or a bounce says; undefined: it is no such code. */
export function replyMeaning(code: string): Sentence | undefined {
  const bounce = bounceMeaning(code);
  if (bounce) return bounce;
  const found = /^5\d\d(?: 5\.(\d{1,3})\.\d{1,3})?$/.exec(code);
  if (!found) return undefined;
  return SUBJECTS[found[1] ?? ''] ?? { zh: '邮件服务器拒收', en: 'refused by the mail relay' };
}

import { CLERK_REASON_MEANING } from '../../../domain/call-out/clerk-reasons.js';
import { EFFECT_MEANING } from '../../../domain/call-out/effects.js';
import { confidenceWords, REPLY_MEANING_WORDS } from '../../../domain/call-out/reading-words.js';
import type { Sentence } from '../../../domain/problem.js';
import type { Resolved, WaitingReplyView } from '../../../office/inbox.js';
import { acceptingCommands } from '../inbox-guess.js';
import type { Words } from '../words.js';
import { shownTime } from './time.js';

/** Replies that wait, a paragraph each: what was written, what it may mean, why it waits, how to settle it. */
export function inboxView(replies: readonly WaitingReplyView[], words: Words): string {
  if (replies.length === 0) return words.say('没有等待处理的回复', 'no replies are waiting');
  return replies.map((reply) => replyView(reply, words)).join('\n\n');
}

function replyView(reply: WaitingReplyView, words: Words): string {
  const { say, tell, label } = words;
  return [
    [`[${reply.id}]`, shownTime(reply.receivedAt), cameFrom(reply), ...sharing(reply, words)].join(' '),
    `    ${reply.content === null ? say('内容须有权限才能看', 'its words are not yours to see') : `“${printable(reply.content)}”`}`,
    `    ${label('可能的意思', 'guess')}: ${guess(reply, words)}`,
    `    ${label('等待原因', 'why it waits')}: ${tell(reasonMeaning(reply.reason))}`,
    ...(reply.run === null ? [] : [`    ${label('可能是谁的', 'perhaps of')}: ${whose(reply, words)}`]),
    ...usersLine(reply, words),
    ...acceptingCommands(reply).map((command) => `    → ${command}`),
  ].join('\n');
}

const cameFrom = ({ channel, phone, email }: WaitingReplyView): string =>
  channel === 'email' ? (email ?? '—') : phone;

const sharing = ({ people }: WaitingReplyView, { say }: Words): string[] =>
  people > 1 ? [say(`${people} 人共用`, `shared by ${people}`)] : [];

/** Who may have written, where the guess does not say it all. */
function usersLine({ run, users }: WaitingReplyView, { label }: Words): string[] {
  if (users.length === 0 || (run !== null && users.length === 1)) return [];
  const each = users.map(({ person, name }) => `${name} ${label('编号', 'id')} ${person}`);
  return [`    ${label('此号码的使用人', 'who uses this phone')}: ${each.join(' · ')}`];
}

function guess({ meaning, confidence }: WaitingReplyView, { tell }: Words): string {
  const said = tell(REPLY_MEANING_WORDS[meaning]);
  return meaning === 'unclear' ? said : `${said}（${tell(confidenceWords(confidence))}）`;
}

const reasonMeaning = (reason: string): Sentence =>
  (CLERK_REASON_MEANING as Readonly<Record<string, Sentence>>)[reason] ?? { zh: reason, en: reason };

function whose({ run, title, name, person, code }: WaitingReplyView, { label }: Words): string {
  const who = person === null ? [] : [`${name ?? ''} ${label('编号', 'id')} ${person}`.trim()];
  return [
    ...who,
    `${label('活动', 'run')} ${run} ${title ?? ''}`.trim(),
    ...(code === null ? [] : [code]),
  ].join(' · ');
}

const SHOWN_CHARACTERS = 300;

/** A stranger's words on one line: nothing in them may steer the terminal. */
function printable(content: string): string {
  const line = content.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\p{Cf}\p{Cs}]/gu, '');
  const characters = [...line];
  if (characters.length <= SHOWN_CHARACTERS) return line;
  return `${characters.slice(0, SHOWN_CHARACTERS).join('')}… (${characters.length})`;
}

/** What settling a reply has come to. */
export function resolvedView({ id, run, person, effect }: Resolved, { say, tell, label }: Words): string {
  const head = label(`回复 ${id}`, `reply ${id}`);
  if (effect === null) return `${head}: ${say('已归档，没有改变什么', 'settled; nothing had to change')}`;
  const whom = `${label('活动', 'run')} ${run} · ${label('人员', 'person')} ${person}`;
  return `${head} · ${whom}: ${tell(EFFECT_MEANING[effect])}`;
}

import type { Flaw } from '../domain/duties/form.js';
import type { Duty } from '../ledger/duties/duties.js';
import { officeTime } from '../domain/calendar/office-day.js';
import { closedSentence, type Closed } from './duty-words.js';
import type { RefusedFile } from './files.js';
import { refuse, Refusal } from './refusal.js';

/** There is none, or none that the actor may know of. */
export const noSuchDuty = (id: number): Refusal =>
  refuse(
    'not-found',
    'no-such-duty',
    `没有报送 ${id}，或不在您的管辖范围：请用 muster duty list 查看`,
    `there is no duty ${id} within your sight: see \`muster duty list\``,
  );

/** Nothing is taken for it. */
export function closedDuty(duty: Pick<Duty, 'id' | 'lockAt' | 'committee'>, closed: Closed): Refusal {
  const { zh, en } = closedSentence(closed, duty);
  return refuse('conflict', closed, `报送 ${duty.id} ${zh}`, `duty ${duty.id}: ${en}`);
}

/** Somebody else wrote into it meanwhile. */
export const overtaken = (id: number, by: string, at: Date): Refusal =>
  refuse(
    'conflict',
    'overtaken',
    `没有任何改动：${by} 已于 ${officeTime(at)} 另行填写，请用 muster duty show ${id} 查看后再报`,
    `nothing was changed: ${by} has written something else at ${officeTime(at)}; see \`muster duty show ${id}\` first`,
  );

/** What keeps it from being handed in. */
export const flawedDuty = (flaws: readonly Flaw[]): Refusal =>
  new Refusal(
    'invalid',
    flaws.map(({ key, reason, zh, en }) => ({ path: [key], reason, zh, en })),
  );

/** Files that were not taken. */
export const refusedFiles = (files: readonly RefusedFile[]): Refusal =>
  new Refusal(
    'invalid',
    files.map(({ slot, name, fault: { reason, zh, en } }) => ({
      path: [slot],
      reason,
      zh: `${name}：${zh}`,
      en: `${name}: ${en}`,
    })),
  );

/** There is no room for them. */
export const overfull = (names: readonly string[]): Refusal =>
  refuse(
    'invalid',
    'overfull',
    `这一项的文件已满，没有收下：${names.join('、')}；其余内容已存为草稿`,
    `no room for ${names.join(', ')}: the slot is full; the rest is kept as a draft`,
  );

/** A slot its form does not have. */
export const noSuchSlot = (slot: string, known: readonly string[]): Refusal =>
  refuse(
    'invalid',
    'unknown-field',
    `没有“${slot}”这一项附件，可用：${known.join('、') || '（不收附件）'}`,
    `there is no place for files “${slot}”; there are: ${known.join(', ') || 'none'}`,
  );

/** It has no such file. */
export const noSuchFile = (id: number): Refusal =>
  refuse(
    'not-found',
    'no-such-file',
    `没有附件 ${id}：请用 muster duty show 查看编号`,
    `there is no file ${id}: see \`muster duty show\``,
  );

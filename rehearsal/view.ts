import { pairs, table } from '../apps/cli/table.js';
import { previewView } from '../apps/cli/views/preview.js';
import { statementView } from '../apps/cli/views/statement.js';
import { channelLabel, runStateLabel, type Words } from '../apps/cli/words.js';
import { officeTime } from '../domain/calendar/office-day.js';
import type { Sentence } from '../domain/problem.js';
import { FINDINGS, type FindingKind } from './judge.js';
import type { Outcome } from './outcome.js';

/** What each finding means to a person. */
const MEANING: Record<FindingKind, Sentence> = {
  lost: { zh: '丢失', en: 'lost' },
  twice: { zh: '重复', en: 'twice' },
  twiceAfterLostAnswer: {
    zh: '邮件应答丢失后重发（逐字节相同）',
    en: 'mail again after a lost answer, byte for byte the same',
  },
  unknown: { zh: '仍待核实', en: 'still unknown' },
  untold: { zh: '已到达而台账未记', en: 'arrived, and the ledger does not say so' },
};

/** What a rehearsal came to, for the person who decides on the real thing. */
export function outcomeView(outcome: Outcome, words: Words): string {
  const { label, say } = words;
  const { title, beganAt, endedAt, byHour } = outcome;
  return [
    previewView(outcome.preview, words),
    '',
    say(`预演：${title}（没有联系任何真实的人）`, 'rehearsal: nobody real was written to'),
    pairs([
      [label('开始', 'began'), officeTime(beganAt)],
      [label('最后一条', 'last message'), lastHour(outcome, words)],
      [label('结束', 'over'), `${officeTime(endedAt)} ${runStateLabel(words, outcome.endState)}`],
      ...FINDINGS.map(
        (kind) => [label(MEANING[kind].zh, MEANING[kind].en), String(outcome.findings[kind])] as const,
      ),
      ...extras(outcome, words),
    ]),
    '',
    table(
      [label('时间', 'hour'), label('步骤', 'step'), label('渠道', 'channel'), label('条数', 'messages'), ''],
      byHour.map(({ hour, step, channel, messages }) => [
        ...[officeTime(hour), step, channelLabel(words, channel), messages],
        bar(messages, Math.max(...byHour.map((one) => one.messages))),
      ]),
    ),
    '',
    statementView(outcome.statement, words, { committees: false, occurrences: false }),
  ].join('\n');
}

/** What only some rehearsals have. */
const extras = ({ invitations, list }: Outcome, { label, say }: Words): [string, string][] => [
  ...(invitations > 0
    ? [
        [label('日历邀请', 'calendar'), say(`${invitations} 封邮件`, `${invitations} mails`)] as [
          string,
          string,
        ],
      ]
    : []),
  ...(list
    ? [
        [
          label('名单', 'list'),
          `${list.file} · ${say(`${list.messages} 条`, `${list.messages} messages`)}`,
        ] as [string, string],
      ]
    : []),
];

const lastHour = ({ byHour }: Outcome, { say }: Words): string => {
  const last = byHour.at(-1);
  if (last === undefined) return '—';
  const from = officeTime(last.hour);
  return say(`${from} 起的一小时内`, `in the hour from ${from}`);
};

const WIDTH = 24;

/** A length a person sees at a glance; whatever is there shows at least a little. */
const bar = (count: number, most: number): string =>
  '█'.repeat(Math.max(1, Math.round((count / most) * WIDTH)));

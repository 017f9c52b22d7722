import { TEST_MARK } from '../../../domain/messages/test-mark.js';
import { MESSAGE_STATES, STATE_MEANING, type MessageState } from '../../../domain/messages/states.js';
import type { StatementCommittee, StatementLine, StatementStep } from '../../../ledger/statement.js';
import type { StatementView } from '../../../office/look-up.js';
import { table, type Cell } from '../table.js';
import { channelLabel, stateLabel, type Words } from '../words.js';

/** 对账单: each step and channel with every state; on demand each of its firings, and each committee. */
export function statementView(
  statement: StatementView,
  words: Words,
  { committees, occurrences }: { committees: boolean; occurrences: boolean },
): string {
  const inAll = <Line extends AnyLine>(lines: readonly Line[]): Line[] =>
    occurrences ? [...lines] : addedUp(lines);
  const name = nameBy(words, occurrences);
  const mark = statement.test ? TEST_MARK : '';
  const head = words.label(`${mark}活动 ${statement.run} 对账单`, 'statement');
  if (statement.steps.length === 0)
    return `${head}\n${words.say('受众尚未确定，还没有账目', 'the audience is not frozen yet: nothing to account for')}`;
  return [
    head,
    ...firings(inAll(statement.steps)).flatMap((lines) => ['', firingTable(lines, words, name)]),
    ...reasonTable(statement.reasons, words),
    ...(committees
      ? firings(inAll(statement.committees)).flatMap((lines) => ['', committeeTable(lines, words, name)])
      : []),
    '',
    balance(statement.balanced, words),
  ].join('\n');
}

type AnyLine = StatementStep | StatementCommittee;

/** The firings of a step added up, as `occurrence` the number of them: a call-out fires a step dozens of times. */
function addedUp<Line extends AnyLine>(lines: readonly Line[]): Line[] {
  const sums = new Map<string, Line>();
  const last = new Map<string, number>();
  for (const line of lines) {
    const key = [line.step, line.channel, 'committee' in line ? line.committee : ''].join(' ');
    const sum = sums.get(key) ?? { ...line, audience: 0, balanced: true, ...NOTHING };
    sum.audience += line.audience;
    sum.balanced &&= line.balanced;
    for (const state of MESSAGE_STATES) sum[state] += line[state];
    sums.set(key, sum);
    last.set(line.step, Math.max(last.get(line.step) ?? 0, line.occurrence));
  }
  return [...sums.values()].map((sum) => ({ ...sum, occurrence: last.get(sum.step) ?? 0 }));
}

const NOTHING = Object.fromEntries(MESSAGE_STATES.map((state) => [state, 0])) as Record<MessageState, number>;

/** Lines of the same step and occurrence; of committees, also of the same channel. */
function firings<Line extends AnyLine>(lines: readonly Line[]): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.step} ${line.occurrence}${'committee' in line ? ` ${line.channel}` : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

/** What a group of lines is about. */
type Name = (line: AnyLine) => string;

const stepName = ({ label }: Words, { step }: AnyLine, times: string): string =>
  `${label('步骤', 'step')} ${step} · ${times}`;

/** Of one firing its number, of several added up how many they were. */
const nameBy =
  (words: Words, occurrences: boolean): Name =>
  (line) => {
    const { label } = words;
    const n = line.occurrence;
    return stepName(
      words,
      line,
      occurrences ? label(`第 ${n} 次`, `occurrence ${n}`) : label(`共 ${n} 次`, `fired ${n} ×`),
    );
  };

/** States down, channels across. */
function firingTable(lines: readonly StatementStep[], words: Words, name: Name): string {
  const row = (name: string, cell: (line: StatementStep) => Cell): Cell[] => [name, ...lines.map(cell)];
  return [
    name(lines[0]!),
    table(
      ['', ...lines.map(({ channel }) => channelLabel(words, channel))],
      [
        row(words.label('受众', 'audience'), ({ audience }) => audience),
        ...MESSAGE_STATES.map((state) => row(stateLabel(words, state), (line) => line[state])),
        row(words.label('平衡', 'balanced'), mark),
      ],
    ),
  ].join('\n');
}

/** Why messages are where they are, over all firings of a step; nothing where there is nothing to explain. */
function reasonTable(reasons: StatementView['reasons'], words: Words): string[] {
  const sums = new Map<string, StatementView['reasons'][number]>();
  for (const line of reasons) {
    const key = JSON.stringify([line.step, line.channel, line.state, line.reason]);
    sums.set(key, { ...line, count: (sums.get(key)?.count ?? 0) + line.count });
  }
  if (sums.size === 0) return [];
  const { stacked } = words;
  const head = [
    stacked('步骤', 'step'),
    stacked('渠道', 'channel'),
    stacked('状态', 'state'),
    stacked('条数', 'messages'),
    stacked('原因', 'reason'),
    stacked('代码', 'code'),
  ];
  const rows = [...sums.values()].map((line): Cell[] => [
    line.step,
    channelLabel(words, line.channel),
    stateLabel(words, line.state),
    line.count,
    words.tell(line),
    line.reason,
  ]);
  return ['', table(head, rows)];
}

/** Committees down, states across; states nobody is in are left out. */
function committeeTable(lines: readonly StatementCommittee[], words: Words, name: Name): string {
  const states = MESSAGE_STATES.filter((state) => lines.some((line) => line[state] > 0));
  const { stacked } = words;
  return [
    `${name(lines[0]!)} · ${channelLabel(words, lines[0]!.channel)}`,
    table(
      [
        stacked('委员会', 'committee'),
        stacked('受众', 'audience'),
        ...states.map((state) => stacked(STATE_MEANING[state].zh, state)),
        stacked('平衡', 'balanced'),
      ],
      lines.map((line) => [
        `${line.name} ${line.committee}`,
        line.audience,
        ...states.map((state) => line[state]),
        mark(line),
      ]),
    ),
  ].join('\n');
}

const mark = ({ balanced }: StatementLine): string => (balanced ? '✓' : '✗');

/** Recipients are frozen before their messages are written, page by page: until then a statement cannot balance. */
const balance = (balanced: boolean, words: Words): string =>
  balanced
    ? `✓ ${words.say('账目平衡：受众等于各状态之和', 'balanced: the audience equals the sum of the states')}`
    : `✗ ${words.say('尚不平衡：消息还在写入；写完后仍不平衡就是程序缺陷，请报告', 'not balanced: messages are still being written; if it stays so, that is a defect to report')}`;

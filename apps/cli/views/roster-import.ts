import type { AppliedCounts, RosterCounts, RosterImportState } from '../../../ledger/roster/imports.js';
import type { LeftReason } from '../../../ledger/roster/undo.js';
import type { ImportSummary, RosterReport } from '../../../office/roster/report.js';
import type { Undone } from '../../../office/roster/undo.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { nextSteps } from './roster-next.js';
import { reportBody, rowLabel } from './roster-plan.js';
import { shownTime } from './time.js';

const STATES: Record<RosterImportState, string> = {
  planned: '待执行',
  applied: '已生效',
  undone: '已撤销',
  discarded: '已作废',
};
const stateLabel = (words: Words, state: RosterImportState): string => words.label(STATES[state], state);

/** Imports, one a line. */
export function importsView(imports: readonly ImportSummary[], words: Words): string {
  if (imports.length === 0) {
    return words.say(
      '还没有导入：请用 muster roster plan',
      'no imports yet: begin with `muster roster plan`',
    );
  }
  const { stacked } = words;
  const heads: [string, string][] = [
    ['导入', 'import'],
    ['状态', 'state'],
    ['新增', 'new'],
    ['变更', 'changed'],
    ['不变', 'unchanged'],
    ['待确认', 'questions'],
    ['错误', 'errors'],
    ['计划', 'planned'],
    ['生效', 'applied'],
    ['撤销', 'undone'],
  ];
  return table(
    heads.map(([zh, en]) => stacked(zh, en)),
    imports.map(({ counts, ...one }) => [
      one.id,
      stateLabel(words, one.state),
      ...[counts.new, counts.changed, counts.unchanged, counts.questions, counts.errors],
      `${one.plannedBy} ${shownTime(one.plannedAt)}`,
      one.appliedBy === null ? '—' : `${one.appliedBy} ${shownTime(one.appliedAt)}`,
      one.undoneBy === null ? '—' : `${one.undoneBy} ${shownTime(one.undoneAt)}`,
    ]),
  );
}

/** An import as it stands. */
export function reportView(report: RosterReport, words: Words): string {
  const { label } = words;
  const facts = pairs([
    [label('导入', 'import'), String(report.id)],
    [label('状态', 'state'), stateLabel(words, report.state)],
    [label('计划', 'planned'), `${report.plannedBy} ${shownTime(report.plannedAt)}`],
    ...(report.appliedBy === null
      ? []
      : [[label('生效', 'applied'), `${report.appliedBy} ${shownTime(report.appliedAt)}`] as const]),
    ...(report.undoneBy === null
      ? []
      : [[label('撤销', 'undone'), `${report.undoneBy} ${shownTime(report.undoneAt)}`] as const]),
  ]);
  const end = report.state === 'planned' ? ['', ...nextSteps(report, words)] : [];
  return [facts, '', ...reportBody(report, words), ...outcome(report.counts, words), ...end].join('\n');
}

/** This very file is in force: nothing was planned. */
export const alreadyView = ({ id, appliedBy, appliedAt }: ImportSummary, words: Words): string =>
  words.say(
    `这个文件已作为导入 ${id} 生效（${appliedBy} ${shownTime(appliedAt)}），没有再做计划；如需改动，请先撤销或修改文件`,
    `this very file is in force as import ${id} (${appliedBy} ${shownTime(appliedAt)}); nothing was planned`,
  );

/** What applying did, and what it left out. */
export const appliedView = (done: ImportSummary, words: Words): string =>
  [
    words.say(
      `导入 ${done.id} 已生效；如有不妥，可用 muster roster undo ${done.id} --reason 原因 撤销`,
      `import ${done.id} is in force; \`muster roster undo ${done.id} --reason WHY\` takes it back`,
    ),
    ...outcome(done.counts, words),
  ].join('\n');

/** What undoing did, and whom it left. */
export function undoneView({ id, undone, left, counts }: Undone, words: Words): string {
  const head = [
    words.say(
      `导入 ${id} 已撤销：移除 ${undone.removed} 人，恢复 ${undone.restored} 人`,
      `import ${id} is undone: ${undone.removed} removed, ${undone.restored} as before`,
    ),
    ...optOutsThatStay(counts, words),
  ];
  if (undone.left === 0) return head.join('\n');
  return [
    ...head,
    '',
    words.say(
      `${undone.left} 人之后有了变动，保持现状，需要时请逐人处理`,
      `${undone.left} people were touched since and are left as they are`,
    ),
    ...Object.entries(left.reasons).map(
      ([reason, people]) => `  ${people} ${leftReason(reason as LeftReason, words)}`,
    ),
    '',
    ...left.first.map(
      ({ row, person, name, reason }) =>
        `  ${rowLabel(row, words)} · ${name} · ${words.label('编号', 'id')} ${person} · ${leftReason(reason, words)}`,
    ),
    ...(undone.left > left.first.length ? ['  …'] : []),
  ].join('\n');
}

/** No undo takes an opt-out back: the address may be somebody else's, who has asked for it since. */
function optOutsThatStay({ applied, undone }: RosterCounts, { say }: Words): string[] {
  const there = applied?.carriedOptOuts ?? 0;
  const back = undone?.carriedOptOuts ?? 0;
  return [
    ...(there === 0
      ? []
      : [
          say(
            `导入时转到新号码或邮箱的 ${there} 个退订没有撤销，仍然有效：用 muster opt-out list 查看，来源为导入`,
            `${there} opt-outs that went to a new address with the import are not taken back and hold: see \`muster opt-out list\`, source import`,
          ),
        ]),
    ...(back === 0
      ? []
      : [
          say(
            `导入后退订的 ${back} 个随人转回了原来的号码或邮箱`,
            `${back} opt-outs made since went back to the old address with their people`,
          ),
        ]),
  ];
}

const LEFT: Record<LeftReason, [string, string]> = {
  'another-import': ['又被另一次导入修改', 'changed by another import'],
  changed: ['之后被修改', 'changed since'],
  'written-to': ['之后已列入活动或收到消息', 'in the audience of a run, or written to, since'],
  answered: ['之后有过回复', 'heard from since'],
  'later-rows': ['之后有了其他登记', 'has other rows since'],
};
const leftReason = (reason: LeftReason, { say }: Words): string => say(...LEFT[reason]);

/** What applying and undoing came to. */
function outcome(counts: RosterCounts, words: Words): string[] {
  const { applied, undone } = counts;
  return [
    ...(applied ? ['', ...appliedLines(applied, words)] : []),
    ...(undone
      ? [
          '',
          words.say(
            `撤销时移除 ${undone.removed} 人，恢复 ${undone.restored} 人，${undone.left} 人保持现状`,
            `undone: ${undone.removed} removed, ${undone.restored} as before, ${undone.left} left as they were`,
          ),
          ...optOutsThatStay(counts, words),
        ]
      : []),
  ];
}

const appliedLines = (
  { added, changed, carriedOptOuts, undecided, wrong }: AppliedCounts,
  { say }: Words,
): string[] => [
  say(`新增 ${added} 人，变更 ${changed} 人`, `${added} added, ${changed} changed`),
  ...(carriedOptOuts === 0
    ? []
    : [
        say(
          `${carriedOptOuts} 个退订转到了新的号码或邮箱`,
          `${carriedOptOuts} opt-outs went with people to a new address`,
        ),
      ]),
  ...(undecided + wrong === 0
    ? []
    : [
        say(
          `留下未导入：错误 ${wrong} 行，待确认 ${undecided} 行`,
          `left out: ${wrong} rows that are wrong, ${undecided} undecided`,
        ),
      ]),
];

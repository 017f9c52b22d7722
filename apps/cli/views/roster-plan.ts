import { columnOf, type ColumnKey } from '../../../domain/roster/columns.js';
import type { RosterCounts } from '../../../ledger/roster/imports.js';
import type { ListedProblem } from '../../../ledger/roster/plan.js';
import type { FileNotes, Planned } from '../../../office/roster/plan.js';
import { QUESTIONS } from '../../../office/roster/questions.js';
import type {
  ExampleRow,
  MaskedPerson,
  MaskedQuestion,
  RosterReport,
} from '../../../office/roster/report.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { nextSteps } from './roster-next.js';

/** What a file would do, what is asked and what is wrong, and how to go on. */
export function planView({ report, notes }: Extract<Planned, { already: false }>, words: Words): string {
  const head = words.say(`计划 ${report.id}：什么都没有改变`, `plan ${report.id}: nothing has changed yet`);
  return [
    head,
    ...fileNotes(notes, words),
    '',
    ...reportBody(report, words),
    '',
    ...nextSteps(report, words),
  ].join('\n');
}

/** `第 12 行 / row 12` */
export const rowLabel = (row: number, { say }: Words): string => say(`第 ${row} 行`, `row ${row}`);

const ENCODINGS = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
} as const;

function fileNotes(notes: FileNotes, { say }: Words): string[] {
  const { format, headingRow, ignored, otherSheets, examples } = notes;
  const kind = format.kind === 'xlsx' ? 'XLSX' : `CSV ${ENCODINGS[format.encoding]}`;
  return [
    say(
      `${kind}，第 ${headingRow} 行为列名，${notes.rows} 行数据`,
      `${kind}, headings in row ${headingRow}, ${notes.rows} rows`,
    ),
    ...(ignored.length === 0
      ? []
      : [say(`不导入的列：${ignored.join('、')}`, `columns not imported: ${ignored.join(', ')}`)]),
    ...(examples.length === 0
      ? []
      : [
          say(
            `第 ${examples.join('、')} 行是模板示例，已跳过`,
            `row ${examples.join(', ')} is the template's example and was passed over`,
          ),
        ]),
    ...(otherSheets.length === 0
      ? []
      : [
          say(
            `只读取了第一个工作表；第 ${otherSheets.join('、')} 个工作表也有内容，没有读取`,
            `only the first sheet was read; sheet ${otherSheets.join(', ')} has content too and was not`,
          ),
        ]),
  ];
}

/** Everything a plan has to say; after it is applied only the numbers are left. */
export function reportBody(report: RosterReport, words: Words): string[] {
  return [
    countsTable(report.counts, words),
    ...section(committeeTable(report, words)),
    ...section(exampleLines(report, words)),
    ...section(optOutLines(report, words)),
    ...section(skillLines(report, words)),
    ...section(questionLines(report, words)),
    ...section(problemLines(report, words)),
  ];
}

const section = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines]);

function countsTable(counts: RosterCounts, words: Words): string {
  const { label } = words;
  const fields = Object.entries(counts.fields).map(([field, rows]) => `${fieldLabel(field, words)} ${rows}`);
  return pairs([
    [label('新增', 'new'), counts.new],
    [
      label('变更', 'changed'),
      [counts.changed, ...(fields.length > 0 ? [`（${fields.join(' · ')}）`] : [])].join(' '),
    ],
    [label('不变', 'unchanged'), counts.unchanged],
    [label('待确认', 'questions'), counts.questions],
    [label('错误', 'errors'), counts.errors],
  ]);
}

/** `手机号 phone` */
const fieldLabel = (field: string, { label }: Words): string =>
  field === 'membership' ? label('成员关系', field) : label(columnOf(field as ColumnKey).zh, field);

function committeeTable({ committees }: RosterReport, words: Words): string[] {
  if (committees.length < 2) return [];
  const { stacked } = words;
  return [
    table(
      [
        stacked('组织', 'committee'),
        stacked('新增', 'new'),
        stacked('变更', 'changed'),
        stacked('不变', 'unchanged'),
        stacked('待确认', 'questions'),
      ],
      committees.map((one) => [
        `${one.name} ${one.code}`,
        one.new,
        one.changed,
        one.unchanged,
        one.questions,
      ]),
    ),
  ];
}

const looks = ({ name, phone, idNumber }: MaskedPerson): string =>
  [name, phone, idNumber].filter((part) => part !== null).join(' · ');

function exampleLines({ added, changed }: RosterReport, words: Words): string[] {
  const line = (row: ExampleRow, verdict: string): string =>
    `  ${rowLabel(row.row, words)} ${verdict} ${looks(row)} · ${row.committee}${changesOf(row, words)}`;
  const lines = [
    ...added.map((row) => line(row, words.label('新增', 'new'))),
    ...changed.map((row) => line(row, words.label('变更', 'changed'))),
  ];
  return lines.length === 0 ? [] : [words.say('示例', 'examples'), ...lines];
}

function changesOf(
  { fields, phone, phoneBefore, committee, committeeBefore }: ExampleRow,
  words: Words,
): string {
  if (fields.length === 0) return '';
  const changes = fields.map((field) => {
    if (field === 'phone') return `${fieldLabel(field, words)} ${phoneBefore ?? '—'} → ${phone}`;
    if (field === 'committee') return `${fieldLabel(field, words)} ${committeeBefore} → ${committee}`;
    return fieldLabel(field, words);
  });
  return `：${changes.join('，')}`;
}

function optOutLines({ optOuts: { optedOut, carried } }: RosterReport, { say }: Words): string[] {
  const rows = ({ rows: count, first }: typeof optedOut): string =>
    `${first.join('、')}${count > first.length ? '…' : ''}`;
  return [
    ...(optedOut.rows === 0
      ? []
      : [
          say(
            `${optedOut.rows} 行的号码或邮箱已退订，导入后仍不会收到消息（第 ${rows(optedOut)} 行）`,
            `${optedOut.rows} rows have an address that has opted out, and stay so (row ${rows(optedOut)})`,
          ),
        ]),
    ...(carried.rows === 0
      ? []
      : [
          say(
            `${carried.rows} 行给已退订的人换了号码或邮箱，退订随人转到新的（第 ${rows(carried)} 行）`,
            `${carried.rows} rows give somebody who has opted out a new address: the opt-out goes with them (row ${rows(carried)})`,
          ),
        ]),
  ];
}

function skillLines({ unheardSkills }: RosterReport, words: Words): string[] {
  if (unheardSkills.length === 0) return [];
  const { say } = words;
  return [
    say(
      '台账里没有过的技能，请核对写法、是否错了列',
      'skills the ledger has never heard of, see whether they are right, and in the right column',
    ),
    ...unheardSkills.map(
      ({ word, rows, first }) => `  ${rowLabel(first, words)}${rows > 1 ? ` … × ${rows}` : ''} ${word}`,
    ),
  ];
}

function questionLines({ questions, counts }: RosterReport, words: Words): string[] {
  if (questions.length === 0) return [];
  return [
    `${words.say('待确认', 'questions')}${listed(questions.length, counts.questions, words)}`,
    ...questions.flatMap((question) => [
      `  ${rowLabel(question.row, words)} ${looks(question)}: ${words.tell(QUESTIONS[question.reason])}`,
      ...candidateLines(question, words),
    ]),
  ];
}

const candidateLines = ({ candidates }: MaskedQuestion, { label }: Words): string[] =>
  candidates.map((one) => `      ${label('编号', 'id')} ${one.person} ${looks(one)} · ${one.committee}`);

function problemLines({ problems, counts }: RosterReport, words: Words): string[] {
  if (problems.length === 0) return [];
  const rows = new Set(problems.map(({ row }) => row)).size;
  return [
    `${words.say('错误', 'errors')}${listed(rows, counts.errors, words)}`,
    ...problems.map(
      (problem) => `  ${rowLabel(problem.row, words)} ${cellLabel(problem, words)}: ${words.tell(problem)}`,
    ),
  ];
}

const listed = (shown: number, all: number, { say }: Words): string =>
  shown < all ? `（${say(`前 ${shown} 行，共 ${all} 行`, `${shown} of ${all} rows`)}）` : '';

/** `手机号 phone 154*****01` */
const cellLabel = ({ column, shown }: ListedProblem, words: Words): string =>
  [column === null ? '' : fieldLabel(column, words), shown].filter(Boolean).join(' ');

import type { MaskedQuestion, RosterReport } from '../../../office/roster/report.js';
import type { Words } from '../words.js';

/** How to go on from a plan: what to mend, what to decide, and the command. */
export function nextSteps(report: RosterReport, words: Words): string[] {
  const { id, counts } = report;
  const { say } = words;
  const rows = counts.new + counts.changed + counts.questions;
  if (rows + counts.errors === 0) {
    return [
      say(
        '没有要导入的：台账已与名册一致',
        'there is nothing to import: the ledger says what the roster says',
      ),
    ];
  }
  const flags = counts.errors > 0 ? ['--without-bad-rows'] : [];
  const command = (...more: string[]): string => ['muster roster apply', id, ...flags, ...more].join(' ');
  return [
    ...(counts.errors > 0 ? [mending(rows, words)] : []),
    ...(rows > 0 && counts.questions === 0 ? [say(`下一步：${command()}`, `next: ${command()}`)] : []),
    ...(counts.questions > 0 ? deciding(report, command, words) : []),
  ];
}

const mending = (rows: number, { say }: Words): string =>
  say(
    `${rows === 0 ? '没有可以导入的行：' : ''}请改正错误，再 plan 一次；muster roster plan 名册.xlsx --errors 错误.xlsx 把有问题的行连同说明写成文件`,
    `${rows === 0 ? 'no row can be imported: ' : ''}mend what is wrong and plan again; \`muster roster plan FILE --errors FILE\` writes the rows with problems, and what they are`,
  );

function deciding(
  { questions, counts }: RosterReport,
  command: (...more: string[]) => string,
  { say }: Words,
): string[] {
  const decisions = questions.map((question) => optionsOf(question).join(` ${say('或', 'or')} `));
  return [
    say(`下一步：${command()}，后面写上决定，如：`, `next: ${command()} with your decisions, such as`),
    ...decisions.filter((line) => line !== '').map((line) => `  ${line}`),
    ...(counts.questions > questions.length ? ['  …'] : []),
    say(
      `或留下待确认的行不导入：${command('--without-questions')}`,
      `or leave the questions out: ${command('--without-questions')}`,
    ),
  ];
}

/** An ID is nobody else's: under another name it cannot be somebody new. */
const optionsOf = ({ row, reason, candidates }: MaskedQuestion): string[] => [
  ...candidates.map(({ person }) => `--same-person ${row}=${person}`),
  ...(reason === 'id-other-name' ? [] : [`--new-person ${row}`]),
];

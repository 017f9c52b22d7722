import { CHANNEL_NAMES } from '../domain/messages/channel-names.js';
import { MESSAGE_STATES, STATE_MEANING } from '../domain/messages/states.js';
import type { StatementCommittee } from '../ledger/statement.js';
import type { StatementView } from './look-up.js';
import { csvText, requireCsv, writeCsv } from './roster/table-file.js';

const HEADINGS = [
  ...['活动', '步骤', '次', '渠道', '组织代码', '组织', '受众'],
  ...MESSAGE_STATES.map((state) => STATE_MEANING[state].zh),
  '平衡',
];
const REASON_HEADINGS = ['活动', '步骤', '次', '渠道', '状态', '原因', '代码', '条数'];

/** A line of each committee, then a blank one and a line of each reason. */
function tableOf({ run, committees, reasons }: StatementView): string[][] {
  const firing = ({
    step,
    occurrence,
    channel,
  }: Pick<StatementCommittee, 'step' | 'occurrence' | 'channel'>) => [
    ...[String(run), step, String(occurrence)],
    CHANNEL_NAMES[channel].zh,
  ];
  return [
    HEADINGS,
    ...committees.map((line) => [
      ...firing(line),
      ...[line.committee, line.name, String(line.audience)],
      ...MESSAGE_STATES.map((state) => String(line[state])),
      line.balanced ? '是' : '否',
    ]),
    [],
    REASON_HEADINGS,
    ...reasons.map((line) => [
      ...firing(line),
      ...[STATE_MEANING[line.state].zh, line.zh, line.reason, String(line.count)],
    ]),
  ];
}

/** A statement as the text of a CSV file, headings in Chinese. */
export const statementCsv = (found: StatementView): string => csvText(tableOf(found));

/**
 * The same as a file.
 * @throws {Refusal} it does not end in .csv, or there is one of that name
 */
export async function writeStatement(path: string, found: StatementView): Promise<void> {
  await requireCsv(path);
  await writeCsv(path, tableOf(found));
}

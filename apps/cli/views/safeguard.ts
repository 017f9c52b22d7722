import type { ReportingRhythm } from '../../../campaigns/theme/safeguard.js';
import type { Safeguard } from '../../../office/safeguards.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

/** Times of special care, one a line. */
export function safeguardsView(periods: readonly Safeguard[], words: Words): string {
  const { stacked, label, say } = words;
  if (periods.length === 0) return say('没有重要时段', 'no times of special care');
  return table(
    [
      ...[stacked('编号', 'id'), stacked('重要时段', 'special care'), stacked('日期', 'days')],
      ...[stacked('报送', 'reported'), ''],
    ],
    periods.map(({ id, name, from, to, rhythm, reports, endedEarly, overlaps }) => [
      ...[id, name, `${from} – ${to}`],
      `${rhythmLabel(rhythm, words)}，${label(`共 ${reports.length} 次`, `${reports.length} in all`)}`,
      [
        endedEarly ? label('提前结束', 'ended early') : '',
        ...overlaps.map((other) => label(`与“${other.name}”重叠`, `overlaps ${other.id}`)),
      ]
        .filter((remark) => remark !== '')
        .join('；'),
    ]),
  );
}

/** `每日 daily`, `每 2 个工作日 every 2 workdays` */
function rhythmLabel(rhythm: ReportingRhythm, { label }: Words): string {
  if (rhythm.every === 'day') return label('每日', 'daily');
  if (rhythm.every === 'week') return label('每周', 'weekly');
  return rhythm.workdays === 1
    ? label('每个工作日', 'every workday')
    : label(`每 ${rhythm.workdays} 个工作日`, `every ${rhythm.workdays} workdays`);
}

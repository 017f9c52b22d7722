import type { Rhythm } from '../../../domain/calendar/rhythm.js';
import type { Problem } from '../../../domain/problem.js';
import type { Safeguard, StartedSafeguard, StoppedSafeguard } from '../../../office/safeguards.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

/** Times of special care, one a line. */
export function safeguardsView(periods: readonly Safeguard[], words: Words): string {
  const { stacked, label, say } = words;
  if (periods.length === 0) return say('没有重要时段', 'no times of special care');
  return table(
    [
      ...[stacked('编号', 'id'), stacked('重要时段', 'special care'), stacked('日期', 'days')],
      ...[stacked('报送', 'reported'), stacked('催报', 'asked for'), ''],
    ],
    periods.map(({ id, name, from, to, every, reports, opens, run, endedEarly, overlaps }) => [
      ...[id, name, `${from} – ${to}`],
      `${rhythmLabel(every, words)}，${label(`共 ${reports.length} 次`, `${reports.length} in all`)}`,
      run === null ? `${opens} ${label('发起', 'opens')}` : `${label('活动', 'run')} ${run}`,
      [
        endedEarly ? label('提前结束', 'ended early') : '',
        ...overlaps.map((other) => label(`与“${other.name}”重叠`, `overlaps ${other.id}`)),
      ]
        .filter((remark) => remark !== '')
        .join('；'),
    ]),
  );
}

/** One that was just set, and how its reports are asked for. */
export function startedView(started: StartedSafeguard, words: Words): string {
  const { id, opens, run, problems } = started;
  const { say } = words;
  const next =
    run === null
      ? say(
          `零报告将于 ${opens} 自动发起，见 muster schedule preview`,
          `its reports are asked for from ${opens} on, by itself; see \`muster schedule preview\``,
        )
      : say(
          `零报告由活动 ${run} 催报：muster deadline show ${run}`,
          `run ${run} asks for its reports: \`muster deadline show ${run}\``,
        );
  const mend = say(
    `时段已设定，但还不能催报；排除后请执行 muster schedule trigger safeguard-${id}`,
    `the time is set, but its reports are not asked for yet; once mended: \`muster schedule trigger safeguard-${id}\``,
  );
  return [
    safeguardsView([started], words),
    '',
    ...(problems.length > 0 ? [mend, ...problemLines(problems, words)] : [next]),
  ].join('\n');
}

/** One that was ended, and what has become of its run. */
export function stoppedView({ name, to, calledOff, run, problems }: StoppedSafeguard, words: Words): string {
  const { say } = words;
  const ended = calledOff
    ? say(`“${name}”已取消`, `“${name}” is called off`)
    : say(`“${name}”到 ${to} 为止`, `“${name}” ends with ${to}`);
  if (run === null) return ended;
  const follows = say(
    `活动 ${run} 不再催报以后的零报告`,
    `run ${run} does not ask for the reports after that any more`,
  );
  const goesOn = say(
    `活动 ${run} 还在按原计划催报；请用 muster run replan ${run} 缩短，或用 muster run cancel ${run} 取消`,
    `run ${run} still asks for them: shorten it by \`muster run replan ${run}\`, or cancel it by \`muster run cancel ${run}\``,
  );
  return [ended, ...(problems.length > 0 ? [goesOn, ...problemLines(problems, words)] : [follows])].join(
    '\n',
  );
}

const problemLines = (problems: readonly Problem[], { tell }: Words): string[] =>
  problems.map((problem) => `  ${tell(problem)}`);

/** `每日 daily`, `每 2 个工作日 every 2 workdays` */
function rhythmLabel(every: Rhythm, { label }: Words): string {
  if (every === 'day') return label('每日', 'daily');
  if (every === 'week') return label('每周', 'weekly');
  return every.workdays === 1
    ? label('每个工作日', 'every workday')
    : label(`每 ${every.workdays} 个工作日`, `every ${every.workdays} workdays`);
}

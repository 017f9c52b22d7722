import { USUAL_PHASES } from '../../../campaigns/theme/phases.js';
import type { PhaseName } from '../../../campaigns/theme/theme.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import type { Move, PlanMoves } from '../../../domain/plan/replan.js';
import type { Sentence } from '../../../domain/problem.js';
import type { CalendarEffects, TouchedRun } from '../../../office/calendar-effects.js';
import type { Replanned, ReplanPreview } from '../../../office/replan.js';
import type { WaitingReplan } from '../../../office/replan-answer.js';
import { table } from '../table.js';
import { runStateLabel, type Words } from '../words.js';
import { shownDay } from './calendar.js';
import { RUNG_NAMES } from './rungs.js';

/** As many digits of a hash as an approval has to name, and some more. */
const SHOWN_DIGITS = 12;
/** More rows than that are counted. */
const MOST_ROWS = 40;

/** What a change of the calendar comes to: dates that move, runs that rest on it. */
export function effectsView({ moved, settled, runs }: CalendarEffects, words: Words): string {
  const { say, stacked } = words;
  if (moved.length + settled + runs.length === 0)
    return say(
      '今后 18 个月的安排不变，也不影响已发起的活动',
      'nothing planned in the next 18 months moves, and no run is touched',
    );
  const dates =
    moved.length === 0
      ? say('今后 18 个月的安排没有移动', 'no date of the next 18 months moves')
      : [
          say(
            `今后 18 个月有 ${moved.length} 个日期移动：`,
            `${moved.length} dates of the next 18 months move:`,
          ),
          table(
            [stacked('原来', 'before'), stacked('现在', 'after'), stacked('安排', 'what'), ''],
            moved
              .slice(0, MOST_ROWS)
              .map((date) => [
                date.before === null ? '—' : shownDay(date.before, words),
                date.after === null ? '—' : shownDay(date.after, words),
                `${date.name} ${date.period}`,
                dateName(date.what, words),
              ]),
          ),
          ...more(moved.length, words),
        ].join('\n');
  const certain =
    settled === 0
      ? []
      : [say(`另有 ${settled} 个日期不变，现在确定了`, `${settled} more stay and are certain now`)];
  return [dates, ...certain, touchedView(runs, words)].join('\n');
}

const more = (count: number, { say }: Words): string[] =>
  count <= MOST_ROWS
    ? []
    : [say(`……还有 ${count - MOST_ROWS} 个，见 --json`, `… and ${count - MOST_ROWS} more, see --json`)];

const DATE_NAMES: Readonly<Record<string, Sentence>> = {
  first: { zh: '第一天', en: 'first day' },
  last: { zh: '最后一天', en: 'last day' },
  held: { zh: '举办日', en: 'held on' },
  opens: { zh: '开始催报', en: 'opens' },
  due: { zh: '报送期限', en: 'due' },
};

function dateName(what: string, { label }: Words): string {
  const { zh, en } = DATE_NAMES[what] ?? USUAL_PHASES[what as PhaseName].name;
  return label(zh, en);
}

function touchedView(runs: readonly TouchedRun[], words: Words): string {
  const { say, stacked } = words;
  if (runs.length === 0) return say('不影响已发起的活动', 'no run is touched');
  return [
    say(
      `${runs.length} 项活动按原方案继续；要按新日历改期，用 muster run replan：`,
      `${runs.length} runs go on by their plans; \`muster run replan\` moves one:`,
    ),
    table(
      [
        ...[stacked('活动', 'run'), stacked('名称', 'title'), stacked('状态', 'state')],
        ...[stacked('期限', 'due days'), stacked('提醒', 'reminders'), stacked('步骤', 'steps')],
        stacked('最先变动', 'first'),
      ],
      runs.map((run) => [
        ...[run.run, run.title, runStateLabel(words, run.state)],
        ...[run.dueDays, run.reminders, run.steps],
        firstOf(run, words),
      ]),
    ),
  ].join('\n');
}

function firstOf({ first, problems, words: texts, settled }: TouchedRun, words: Words): string {
  const [problem] = problems;
  if (problem) return words.tell(problem);
  if (first) return `${nameOf(first, words)} ${between(first)}`;
  return settled > 0
    ? words.label(`${settled} 个期限现在确定`, `${settled} days are certain now`)
    : words.label(`${texts} 处文字`, `${texts} texts`);
}

const between = ({ before, after }: Pick<Move, 'before' | 'after'>): string =>
  `${before === null ? '—' : officeTime(new Date(before))} → ${after === null ? '—' : officeTime(new Date(after))}`;

const MOVES: Readonly<Record<Move['what'], Sentence>> = {
  due: { zh: '期限', en: 'due' },
  lock: { zh: '截止', en: 'locks' },
  reminder: { zh: '提醒', en: 'reminder' },
  step: { zh: '步骤', en: 'step' },
  launch: { zh: '随附活动', en: 'launch' },
};

function nameOf({ what, key, title, rung }: Move, words: Words): string {
  const name = words.tell(MOVES[what]);
  return rung === null ? `${title ?? key} ${name}` : `${title ?? key} ${words.tell(RUNG_NAMES[rung])}`;
}

/** What a new version changes, one a line. */
function movesView({ moves, settled, words: texts }: PlanMoves, words: Words): string {
  const { say, stacked } = words;
  const lines = moves.length === 0 ? [say('没有日期移动', 'no day moves')] : [];
  if (moves.length > 0)
    lines.push(
      table(
        [stacked('项目', 'what'), stacked('原来', 'before'), stacked('现在', 'after')],
        moves
          .slice(0, MOST_ROWS)
          .map((move) => [
            nameOf(move, words),
            ...[move.before, move.after].map((at) => (at === null ? '—' : officeTime(new Date(at)))),
          ]),
      ),
      ...more(moves.length, words),
    );
  if (settled > 0) lines.push(say(`${settled} 个期限不再是暂定`, `${settled} days are provisional no more`));
  if (texts.length > 0)
    lines.push(say(`文字随之变化：${texts.join('、')}`, `texts that change: ${texts.join(', ')}`));
  return lines.join('\n');
}

/** What a run would do otherwise. */
export function replanPreviewView(preview: ReplanPreview, words: Words): string {
  const { say } = words;
  const { run, title, differs, approval, planHash } = preview;
  if (!differs)
    return say(`活动 ${run}（${title}）与现在的日历一致`, `run ${run} (${title}) agrees with the calendar`);
  const ending = approval
    ? say(
        `须由他人审批：${approval.approvers.join('、') || '—'}`,
        `somebody else must agree: ${approval.approvers.join(', ') || '—'}`,
      )
    : say('不须审批，立即生效', 'nobody needs to agree: it takes effect at once');
  return [
    say(`活动 ${run}（${title}）按现在的日历会这样改：`, `run ${run} (${title}) would change so:`),
    movesView(preview, words),
    say(
      `已写、已提醒和已报的不变；新方案校验码 ${planHash.slice(0, SHOWN_DIGITS)}`,
      `what is written, told or handed in stays; plan hash ${planHash.slice(0, SHOWN_DIGITS)}`,
    ),
    ending,
  ].join('\n');
}

/** What has become of a new version. */
export function replannedView(done: Replanned, words: Words): string {
  const { say } = words;
  const { run, version, approval, carriedOut } = done;
  const outcome = carriedOut
    ? say(`活动 ${run} 已按第 ${version} 版方案进行`, `run ${run} follows version ${version} of its plan`)
    : approval
      ? say(
          `第 ${version} 版方案待审批：请 ${approval.approvers.join('、')} 在 ${officeTime(approval.until)} 前用 muster run approve ${run} 审批；其间活动按原方案进行`,
          `version ${version} waits to be agreed to: ${approval.approvers.join(', ')} by \`muster run approve ${run}\`, until ${officeTime(approval.until)}; the run goes on as it was`,
        )
      : say(
          `第 ${version} 版方案已登记，活动应答后自动生效，不必再做`,
          `version ${version} is written down and takes effect once the run answers; nothing else is needed`,
        );
  return [movesView(done, words), outcome].join('\n');
}

/** A version that waits, for whoever is to agree to it. */
export function waitingReplanView(waiting: WaitingReplan, words: Words): string {
  const { run, title, version, madeBy, reason, until, planHash } = waiting;
  const time = until === null ? '—' : officeTime(until);
  return [
    words.say(
      `活动 ${run}（${title}）第 ${version} 版方案，${madeBy} 提出：${reason ?? '—'}；期限 ${time}；校验码 ${planHash.slice(0, SHOWN_DIGITS)}`,
      `version ${version} of run ${run} (${title}), made by ${madeBy}: ${reason ?? '—'}; until ${time}; plan hash ${planHash.slice(0, SHOWN_DIGITS)}`,
    ),
    movesView(waiting, words),
  ].join('\n');
}

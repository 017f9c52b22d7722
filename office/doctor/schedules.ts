import { daysBetween, yearOf, type Day } from '../../domain/calendar/day.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import type { Sentence } from '../../domain/problem.js';
import { skipsInForce, type Skip } from '../../ledger/skips.js';
import { keyPrefix } from '../../schedules/entry.js';
import type { Office } from '../office.js';
import { declaredSchedules, type Declaring } from '../schedules/declared.js';
import { scheduleStates, type ScheduleState } from '../schedules/states.js';
import { fine, trouble, watched, type Finding } from './finding.js';

/**
 * What became of the firings of the schedules, whether Temporal knows each of them, and whether one is about to run out of days:
 * nobody sits there to see that nothing happens. Without a look ahead: for whoever looks all the time.
 */
export async function examineFirings(office: Declaring & Pick<Office, 'temporal'>): Promise<Finding[]> {
  const declared = await declaredSchedules(office);
  const { entries, ids, workdays } = declared;
  const states = await scheduleStates(office, declared);
  const prefixed = entries.map((entry) => ({ id: entry.id, keyPrefix: keyPrefix(entry) }));
  const skips = await skipsInForce(office.database, prefixed);
  const today = officeDay(office.clock.now());
  return [
    ...declaredFindings(states, ids),
    ...skipFindings(skips, ids),
    waitingFinding(states),
    runningOutFinding(states, { today, workdays }),
  ];
}

/** Whether it is there and has fired; another alert says what a firing came to. */
const scheduleSubject = (id: string): string => `${id} (Temporal)`;

/** Nothing where Temporal does not answer: that is said elsewhere. */
function declaredFindings(states: readonly ScheduleState[], ids: readonly string[]): Finding[] {
  if (states.some(({ state }) => state === 'unanswered')) return [];
  const alerts = states
    .filter(({ state, missed }) => state === 'unsynced' || missed !== null)
    .map(({ id, missed }) => ({
      subject: scheduleSubject(id),
      detail: missed === null ? ({ state: 'unsynced' } as const) : { day: missed },
    }));
  return [
    watched(declaredFinding(states), {
      cause: 'schedule missed',
      subjects: ids.map(scheduleSubject),
      alerts,
    }),
  ];
}

function declaredFinding(states: readonly ScheduleState[]): Finding {
  const facts = { schedules: Object.fromEntries(states.map(({ id, state }) => [id, state])) };
  const those = (wanted: (one: ScheduleState) => boolean) => states.filter(wanted).map(({ id }) => id);
  const unsynced = those(({ state }) => state === 'unsynced');
  const missed = states.filter((one) => one.missed !== null).map(({ id, missed: day }) => `${id} ${day}`);
  const paused = those(({ state }) => state === 'paused');
  if (unsynced.length > 0) return unsyncedFinding(unsynced, facts);
  if (missed.length > 0) return missedFinding(missed, facts);
  if (paused.length > 0) return pausedFinding(paused, facts);
  return fine(
    'schedules',
    [`日程 ${states.length} 个，均已同步`, `${states.length} schedule(s), all synced`],
    facts,
  );
}

const unsyncedFinding = (ids: string[], facts: Finding['facts']): Finding =>
  trouble(
    'wrong',
    'schedules',
    [
      `日程还没有同步，不会自动发起：${ids.join('、')}`,
      `schedules not synced, so they will not fire: ${ids.join(', ')}`,
    ],
    ['运行 muster schedule sync', 'run muster schedule sync'],
    facts,
  );

const missedFinding = (missed: string[], facts: Finding['facts']): Finding =>
  trouble(
    'wrong',
    'schedules',
    [
      `日程到时没有发起：${missed.join('、')}`,
      `schedules launched nothing at their time: ${missed.join(', ')}`,
    ],
    [
      '看 Temporal 和活动进程是否在运行；仍需要时用 muster schedule trigger 日程 --day 日期 补发，否则用 muster schedule skip',
      'see whether Temporal and the campaigns worker run; if it is still wanted `muster schedule trigger ID --day DAY`, else `muster schedule skip`',
    ],
    facts,
  );

const pausedFinding = (ids: string[], facts: Finding['facts']): Finding =>
  trouble(
    'warning',
    'schedules',
    [`日程已暂停：${ids.join('、')}`, `schedules paused: ${ids.join(', ')}`],
    ['如非有意，用 muster schedule resume 恢复', 'unless that is meant, run `muster schedule resume`'],
    facts,
  );

/** Why a firing launched nothing. */
export const SKIPPED: Record<Skip['skipped'], Sentence> = {
  late: { zh: '来得太晚', en: 'it came too late' },
  nobody: { zh: '没有人符合受众条件，或没有人欠报', en: 'nobody matched its audience, or owed it' },
  refused: { zh: '条件不具备', en: 'it was refused' },
};

const FIRINGS = 'schedule firings';

function skipFindings(skips: readonly Skip[], ids: readonly string[]): Finding[] {
  const alerts = skips.map(({ scheduleId, day, skipped }) => ({
    subject: scheduleId,
    detail: { day, skipped },
  }));
  const findings =
    skips.length === 0
      ? [fine(FIRINGS, ['日程没有落空的', 'no firing of a schedule came to nothing'])]
      : skips.map(skipFinding);
  const [first, ...others] = findings as [Finding, ...Finding[]];
  return [watched(first, { cause: 'schedule missed', subjects: ids, alerts }), ...others];
}

const skipFinding = ({ scheduleId: id, day, skipped, reasons }: Skip): Finding =>
  trouble(
    'warning',
    FIRINGS,
    [
      `日程 ${id} 在 ${day} 没有发起：${SKIPPED[skipped].zh}（${reasons.join('、')}）`,
      `schedule ${id} launched nothing on ${day}: ${SKIPPED[skipped].en} (${reasons.join(', ')})`,
    ],
    [
      `仍需要时用 muster schedule trigger ${id} --day ${day} 补发，否则用 muster schedule skip ${id} --day ${day}`,
      `if it is still wanted \`muster schedule trigger ${id} --day ${day}\`, else \`muster schedule skip ${id} --day ${day}\``,
    ],
    { schedule: id, day, skipped },
  );

/** Each day that waits is an alert of its own: it is over once somebody has decided about it. */
function waitingFinding(states: readonly ScheduleState[]): Finding {
  const waiting = states.flatMap(({ id, waiting: days }) => days.map((day) => ({ id, day })));
  const named = waiting.map(({ id, day }) => `${id} ${day}`);
  const finding =
    waiting.length === 0
      ? fine('waiting firings', ['没有等待决定的发起', 'no firing waits for a decision'])
      : trouble(
          'warning',
          'waiting firings',
          [
            `来得太晚，等待决定：${named.join('、')}`,
            `too late, and waiting for a decision: ${named.join(', ')}`,
          ],
          [
            '用 muster schedule trigger 日程 --day 日期 发起，或用 muster schedule skip 日程 --day 日期 --reason 原因 放弃',
            'launch it by `muster schedule trigger ID --day DAY`, or let it go by `muster schedule skip ID --day DAY --reason …`',
          ],
          { waiting },
        );
  const alerts = waiting.map(({ id, day }) => ({ subject: `${id} ${day}`, detail: { day } }));
  return watched(finding, { cause: 'schedule waiting', alerts });
}

/** Holidays are announced in November: who has the table by then is never told. */
const RUNNING_OUT_DAYS = 60;

/** Named by the year whose table is missing: loading it mends all of them at once. */
function runningOutFinding(
  states: readonly ScheduleState[],
  { today, workdays }: { today: Day; workdays: Workdays },
): Finding {
  const ending = states.flatMap(({ id, runsOut }) =>
    runsOut && daysBetween(today, runsOut.next) <= RUNNING_OUT_DAYS ? [{ id, ...runsOut }] : [],
  );
  if (ending.length === 0)
    return watched(fine('schedule days', ['日程的日期都已确定', 'the days of the schedules are certain']), {
      ...{ cause: 'schedule running out', alerts: [] },
    });
  const until = ending.map(({ next }) => next).sort()[0]!;
  const year =
    [yearOf(today), yearOf(today) + 1].find((one) => !workdays.covers(one)) ?? yearOf(ending[0]!.next);
  const finding = trouble(
    'warning',
    'schedule days',
    [
      `日程从 ${until} 起没有确定的日期，到时不会发起：${ending.map(({ id }) => id).join('、')}`,
      `from ${until} on schedules have no certain day and will launch nothing: ${ending.map(({ id }) => id).join(', ')}`,
    ],
    [
      `${year} 年的假期公布后，用 muster calendar load 载入`,
      `once the holidays of ${year} are announced, run \`muster calendar load\``,
    ],
    { year, ending },
  );
  const alert = { subject: `year ${year}`, detail: { until, schedules: ending.length } };
  return watched(finding, { cause: 'schedule running out', alerts: [alert] });
}

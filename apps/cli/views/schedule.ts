import { officeDay, officeTime } from '../../../domain/calendar/office-day.js';
import { weekdayOf } from '../../../domain/calendar/day.js';
import { ENGLISH_WEEKDAYS, spokenWeekday } from '../../../domain/calendar/spoken.js';
import type { Sentence } from '../../../domain/problem.js';
import type { Ahead, AheadLine } from '../../../office/schedules/ahead.js';
import type { PausedSchedule } from '../../../office/schedules/pause.js';
import type { ScheduleView } from '../../../office/schedules/states.js';
import type { MovedSchedules, SyncResult } from '../../../office/schedules/sync.js';
import type { LetGoFiring, TriggeredFiring } from '../../../office/schedules/trigger.js';
import { table } from '../table.js';
import { runStateLabel, type Words } from '../words.js';
import { RUNG_NAMES } from './rungs.js';
import { shownTime } from './time.js';

const OUTCOMES: Record<SyncResult['outcome'], string> = {
  created: '已创建',
  updated: '已更新',
  unchanged: '没有变化',
  deleted: '已删除',
  over: '没有确定的日期',
};

/** What a sync did, a line for each schedule. */
export const syncView = (results: readonly SyncResult[], { label }: Words): string =>
  results.map(({ id, outcome }) => `${id}: ${label(OUTCOMES[outcome], outcome)}`).join('\n');

/** What a change did to the schedules, on one line. */
export function movedView(moved: MovedSchedules, { say }: Words): string {
  if (moved === null)
    return say(
      'Temporal 没有应答，日程还没有跟上：请稍后运行 muster schedule sync',
      'Temporal does not answer, and the schedules have not followed: run `muster schedule sync` later',
    );
  return moved.length === 0
    ? say('日程没有变化', 'no schedule is changed by it')
    : say(
        `日程已跟上：${moved.map(({ id, outcome }) => `${id} ${OUTCOMES[outcome]}`).join('、')}`,
        `schedules have followed: ${moved.map(({ id, outcome }) => `${id} ${outcome}`).join(', ')}`,
      );
}

const STATES: Record<ScheduleView['state'], string> = {
  active: '有效',
  paused: '已暂停',
  unsynced: '未同步',
  unanswered: 'Temporal 未应答',
  over: '没有确定的日期',
};

/** Every schedule on a line; under the table why some are paused, and what waits. */
export function schedulesView(found: readonly ScheduleView[], words: Words): string {
  const { stacked, label } = words;
  const lines = table(
    [
      stacked('日程', 'schedule'),
      stacked('状态', 'state'),
      stacked('下次', 'next'),
      stacked('期', 'period'),
      stacked('确定到', 'certain until'),
      stacked('名义', 'operator'),
      stacked('内容', 'title'),
    ],
    found.map(({ id, state, next, runsOut, operator, title }) => [
      id,
      label(STATES[state], state),
      shownTime(next?.at ?? null),
      next?.period ?? '—',
      runsOut === null ? '—' : (runsOut.last ?? label('无', 'none')),
      operator ?? '—',
      stacked(title.zh, title.en),
    ]),
  );
  return [lines, ...found.flatMap((one) => remarksOn(one, words))].join('\n');
}

function remarksOn({ id, pause, missed, waiting }: ScheduleView, { say }: Words): string[] {
  const who = pause?.by ? `${pause.by} ${shownTime(pause.at)}` : 'Temporal';
  const why = pause?.reason ?? '—';
  return [
    ...(pause ? [say(`${id}：由 ${who} 暂停：${why}`, `${id}: paused by ${who}: ${why}`)] : []),
    ...(missed ? [say(`${id}：${missed} 没有发起`, `${id}: launched nothing on ${missed}`)] : []),
    ...waiting.map((day) => say(`${id}：${day} 等待决定`, `${id}: ${day} waits for a decision`)),
  ];
}

const WHAT: Record<AheadLine['what'], Sentence> = {
  opens: { zh: '发起', en: 'opens' },
  reminds: { zh: '提醒', en: 'reminds' },
  due: { zh: '到期', en: 'due' },
  locks: { zh: '锁定', en: 'locks' },
  sends: { zh: '发送', en: 'sends' },
  asks: { zh: '询问', en: 'asks' },
  tells: { zh: '告知', en: 'tells' },
  summary: { zh: '通报', en: 'summary' },
  ends: { zh: '结束', en: 'ends' },
};

/** All that will happen by itself, month by month, a line for each. */
export function aheadView({ from, to, lines, waiting }: Ahead, words: Words): string {
  const { say, stacked, tell } = words;
  const provisional = lines.filter((line) => line.restsOn !== null).length;
  const head = say(
    `${officeDay(from)} 至 ${officeDay(to)} 会自动发生的：${lines.length} 项，其中暂定 ${provisional} 项`,
    `by itself from ${officeDay(from)} to ${officeDay(to)}: ${lines.length}, of which provisional: ${provisional}`,
  );
  const waits = waiting.map(({ schedule, day, title }) =>
    say(
      `等待决定：${title.zh}，${day}（muster schedule trigger ${schedule} --day ${day}，或 skip）`,
      `waits for a decision: ${title.en}, ${day} (\`muster schedule trigger ${schedule} --day ${day}\`, or skip)`,
    ),
  );
  if (lines.length === 0) return [head, ...waits].join('\n');
  const shown = table(
    [
      stacked('时间', 'at'),
      stacked('事情', 'what'),
      stacked('内容', 'title'),
      stacked('期', 'period'),
      stacked('期限', 'due'),
      stacked('说明', 'remarks'),
    ],
    months(lines).flatMap(([month, some]) => [
      [month, '', '', '', '', ''],
      ...some.map((line) => [
        `  ${dayAndTime(line.at, words)}`,
        tell(WHAT[line.what]),
        line.run === null ? tell(line.title) : `${line.title.zh} (${line.run})`,
        line.period ?? '',
        line.due?.day ?? '',
        remarks(line, words),
      ]),
    ]),
  );
  return [head, ...waits, shown].join('\n');
}

function months(lines: readonly AheadLine[]): [string, AheadLine[]][] {
  const found = new Map<string, AheadLine[]>();
  for (const line of lines) {
    const month = officeDay(line.at).slice(0, 7);
    found.set(month, [...(found.get(month) ?? []), line]);
  }
  return [...found];
}

/** `01 周五 Fri 08:00` */
function dayAndTime(at: Date, { label }: Words): string {
  const shown = officeTime(at);
  const weekday = weekdayOf(shown.slice(0, 10));
  return `${shown.slice(8, 10)} ${label(spokenWeekday(weekday), ENGLISH_WEEKDAYS[weekday]!)} ${shown.slice(11)}`;
}

/** What it rests on, how many it is about, and whether it is held up. */
function remarks(line: AheadLine, words: Words): string {
  const { label, tell } = words;
  const { rung, reports, state } = line;
  return [
    line.restsOn === null ? '' : provisionalMark(line, words),
    rung === null ? '' : tell(RUNG_NAMES[rung]),
    reports === null ? '' : label(`${reports} 份`, `${reports} reports`),
    state === null || state === 'running' ? '' : runStateLabel(words, state),
    line.paused ? label('日程已暂停', 'schedule paused') : '',
  ]
    .filter((remark) => remark !== '')
    .join('；');
}

function provisionalMark({ provisional, what, restsOn }: AheadLine, { label }: Words): string {
  const [zh, en] =
    restsOn === 'announcement'
      ? ['上级公布', 'its announcement']
      : [` ${restsOn} 年假期表`, `holidays of ${restsOn}`];
  if (!provisional) return label(`期限暂定（待${zh}）`, `due day provisional (${en})`);
  return what === 'opens'
    ? label(`暂定，待${zh}，届时才发起`, `provisional: opens only with ${en}`)
    : label(`暂定（待${zh}）`, `provisional (${en})`);
}

/** What was launched by hand. */
export function triggeredView({ id, day, period, run }: TriggeredFiring, words: Words): string {
  const meant = period ?? day;
  return words.say(
    `日程 ${id} 的 ${meant} 已发起：活动 ${run.id} · ${run.title}，见 muster run show ${run.id}`,
    `${meant} of schedule ${id} is launched: run ${run.id}, see \`muster run show ${run.id}\``,
  );
}

/** What was let go. */
export const letGoView = ({ id, day, period }: LetGoFiring, { say }: Words): string =>
  say(
    `日程 ${id} 的 ${day}${period === null ? '' : `（${period}）`} 已放弃，不再提醒`,
    `${day}${period === null ? '' : ` (${period})`} of schedule ${id} is let go, and not told of any more`,
  );

/** A schedule that was paused or resumed, and what it has missed meanwhile. */
export function pausedView({ id, paused, passed }: PausedSchedule, { say }: Words): string {
  if (paused) return say(`日程 ${id} 已暂停`, `schedule ${id} is paused`);
  const days = passed.map(({ day, period }) => (period === null ? day : `${day} (${period})`)).join('、');
  return [
    say(`日程 ${id} 已恢复`, `schedule ${id} goes on`),
    ...(passed.length === 0
      ? []
      : [
          say(
            `暂停期间没有发起：${days}；仍需要时用 muster schedule trigger ${id} --day 补发`,
            `not launched while it was paused: ${days}; \`muster schedule trigger ${id} --day …\` if it is still wanted`,
          ),
        ]),
  ].join('\n');
}

import type { AnswerFigures } from './call-out.js';
import type { LookingFigures } from './looking.js';
import type { Line } from './report.js';
import type { RosterFigures } from './roster.js';

/** `4.07 s  28010/s` */
export const perSecond = (count: number, seconds: number): string =>
  `${seconds.toFixed(2)} s  ${Math.round(count / seconds)}/s`;

/** The carrier waits so many milliseconds for the answer to a push. */
const PUSH_MILLISECONDS = 700;
const HISTORY_EVENTS = 2000;
/** How far memory may grow over an import, in megabytes: flat, whatever the file. */
const IMPORT_MEGABYTES = 100;
const IMPORT_SECONDS = 15;
/** Where everybody is known and changes: they are compared field by field, and kept as they were, to be put back. */
const REIMPORT_SECONDS = 20;

/** A thousand answers in one second, and 300 a second while a bulk run is under way, against their marks. */
export function answerLines({ second, bulk }: { second: AnswerFigures; bulk: AnswerFigures }): Line[] {
  return [
    {
      name: '一秒内千人答应 / 1,000 yes in one second',
      engine: placesAndLatency(second),
      mark: 'p95 < 1 s',
      reached: second.placed === 300 && second.waitlisted === 700 && second.toPlace.p95 < 1000,
    },
    {
      name: '群发中每秒三百条回复 / 300 replies a second during bulk',
      engine: placesAndLatency(bulk),
      mark: 'p95 < 300 ms',
      reached: bulk.placed === 1500 && bulk.toPlace.p95 < 300,
    },
    pushLine([second, bulk]),
    {
      name: '清点 / tallies of 3,000 replies',
      engine: `${bulk.tallies.count}, ≤ ${Math.round(bulk.tallies.slowest)} ms, ${bulk.events} events`,
      mark: '< 2,000 events',
      reached: bulk.events < HISTORY_EVENTS,
    },
  ];
}

const placesAndLatency = ({ placed, waitlisted, toPlace }: AnswerFigures): string =>
  `${placed} + ${waitlisted}, p50 ${Math.round(toPlace.p50)} ms  p95 ${Math.round(toPlace.p95)} ms`;

/** Every try counts: one that nobody answered in time is what the mark is about. */
function pushLine(measured: readonly AnswerFigures[]): Line {
  const sum = (of: (figures: AnswerFigures) => number): number =>
    measured.reduce((total, figures) => total + of(figures), 0);
  const slowest = Math.max(...measured.map(({ answeredWithin }) => answeredWithin));
  const [pushes, unanswered] = [sum((one) => one.pushes), sum((one) => one.unanswered)];
  return {
    name: '其间答复推送 / pushes answered meanwhile',
    engine: `${pushes}, ≤ ${Math.round(slowest)} ms, ${unanswered} unanswered`,
    mark: `< ${PUSH_MILLISECONDS} ms`,
    reached: pushes > 0 && unanswered === 0 && slowest < PUSH_MILLISECONDS,
  };
}

/** A roster that nobody knows yet, then one that changes everybody, against their marks. */
export function rosterLines(roster: RosterFigures): Line[] {
  const { people, floor, planNew, applyNew, planChanged, applyChanged, undo, megabytes } = roster;
  return [
    {
      name: '名册导入 / roster planned and applied',
      floor: perSecond(people, floor),
      engine: perSecond(people, planNew + applyNew),
      ratio: floor / (planNew + applyNew),
      mark: `< ${IMPORT_SECONDS} s`,
      reached: planNew + applyNew < IMPORT_SECONDS,
    },
    {
      name: '更新全部并撤销 / everyone changed, then undone',
      engine: `${(planChanged + applyChanged).toFixed(2)} s, ${undo.toFixed(2)} s`,
      mark: `< ${REIMPORT_SECONDS} s`,
      reached: planChanged + applyChanged < REIMPORT_SECONDS,
    },
    {
      name: '导入时内存增长 / memory over the start, importing',
      engine: `+ ${megabytes} MB`,
      mark: `≤ ${IMPORT_MEGABYTES} MB`,
      reached: megabytes <= IMPORT_MEGABYTES,
    },
  ];
}

const PREVIEW_MILLISECONDS = 2000;
const LOOK_MILLISECONDS = 300;

/** What looking ahead and back costs, against its marks. */
export const lookingLines = ({ preview, previewByName, statement, why }: LookingFigures): Line[] => [
  ...[
    ['预览，同一内容 / preview, one text for all', preview] as const,
    ['预览，各有姓名 / preview, a text by name', previewByName] as const,
  ].map(([name, taken]) => within(name, taken, PREVIEW_MILLISECONDS)),
  within('对账单 / statement', statement, LOOK_MILLISECONDS),
  within('为何 / why', why, LOOK_MILLISECONDS),
];

const within = (name: string, taken: number, most: number): Line => ({
  name,
  engine: `${Math.round(taken)} ms`,
  mark: `< ${most} ms`,
  reached: taken < most,
});

/** How the engine grows with ten times the people of the sample city. */
export function growthLines(
  people: number,
  { seconds, megabytes }: { seconds: [number, number]; megabytes: [number, number] },
): Line[] {
  const times = seconds[1] / seconds[0];
  return [
    {
      name: `${people * 10} 人 / people`,
      floor: perSecond(people, seconds[0]),
      engine: perSecond(people * 10, seconds[1]),
      mark: '≤ × 11',
      reached: times <= 11,
    },
    {
      name: '内存：发送 + 活动 / memory: dispatcher + campaigns',
      floor: `${megabytes[0]} MB`,
      engine: `${megabytes[1]} MB`,
      mark: `≤ + ${FLAT_MEGABYTES} MB`,
      reached: megabytes[1] - megabytes[0] <= FLAT_MEGABYTES,
    },
  ];
}

/** Memory counts as flat if it grows by no more, in megabytes: two processes, each with its caches and connections. */
const FLAT_MEGABYTES = 100;

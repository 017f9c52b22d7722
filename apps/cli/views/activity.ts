import {
  ACTIVITY_STATES,
  COUNT_NAMES,
  ORIGINS,
  VENUES,
  type ActivityState,
  type Counts,
} from '../../../domain/registers/activity.js';
import type { Activity } from '../../../ledger/activities.js';
import type { ActivityMoved } from '../../../office/activities.js';
import type { ActivityCounted } from '../../../office/count-activity.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { shownSpan, shownTime } from './time.js';

/** `待统计 to count` */
const stateLabel = (words: Words, state: ActivityState): string =>
  words.label(ACTIVITY_STATES[state].zh, ACTIVITY_STATES[state].en);

/** Activities, one a line. */
export function activitiesView(activities: readonly Activity[], words: Words): string {
  if (activities.length === 0) return words.say('没有活动', 'no activities');
  const { stacked } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('时间', 'when'),
      stacked('活动', 'activity'),
      stacked('组织', 'committee'),
      stacked('地点', 'place'),
      stacked('项目、主题', 'project, theme'),
      stacked('状态', 'state'),
      stacked('参与', 'took part'),
    ],
    activities.map((one) => [
      ...[one.id, shownSpan(one.beginsAt, one.endsAt), one.title, one.committeeName, shownPlace(one, words)],
      ...[shownBonds(one), stateLabel(words, one.state), one.counts?.participants ?? '—'],
    ]),
  );
}

const shownPlace = ({ place, online }: Activity, { label }: Words): string =>
  online ? `${place}（${label('线上', 'online')}）` : place;

/** `12 安全知识进校园 @lei-feng-day 2027` */
const shownBonds = ({ project, theme, themeYear }: Activity): string =>
  [project && `${project.id} ${project.title}`, theme && `@${theme} ${themeYear}`]
    .filter(Boolean)
    .join(' ') || '—';

/** Everything about one activity. */
export function activityView(activity: Activity, words: Words): string {
  const { label } = words;
  const { venue, origin, counts, cancelledAt } = activity;
  return pairs([
    [label('活动', 'activity'), `${activity.id} ${activity.title}`],
    [label('状态', 'state'), stateLabel(words, activity.state)],
    [label('组织', 'committee'), `${activity.committeeName} ${activity.committee}`],
    [label('时间', 'when'), shownSpan(activity.beginsAt, activity.endsAt)],
    [label('地点', 'place'), shownPlace(activity, words)],
    [label('项目、主题', 'project, theme'), shownBonds(activity)],
    [label('七进', 'venue'), venue === null ? '—' : label(VENUES[venue][0], venue)],
    [label('来源', 'origin'), label(ORIGINS[origin][0], origin)],
    ...(cancelledAt === null ? [] : [[label('取消', 'cancelled'), shownTime(cancelledAt)] as const]),
    ...(counts === null ? [] : countPairs(counts, words)),
    [label('统计', 'counted by'), activity.countedBy ?? '—'],
    [label('登记', 'entered by'), activity.enteredBy],
  ]);
}

const FIELDS = Object.keys(COUNT_NAMES) as (keyof Counts)[];

const countPairs = (counts: Counts, { label }: Words): [string, string][] =>
  FIELDS.map((field) => [label(COUNT_NAMES[field], field), String(counts[field])]);

/** An activity's new time beside the old one. */
export function movedView({ activity, before }: ActivityMoved, words: Words): string {
  const [then, now] = [
    shownSpan(before.beginsAt, before.endsAt),
    shownSpan(activity.beginsAt, activity.endsAt),
  ];
  return words.say(
    `${activity.id} 号活动改期：${then} → ${now}，${activity.place}`,
    `activity ${activity.id} is moved: ${then} → ${now}, ${activity.place}`,
  );
}

/** What an activity came to; a corrected figure with the old one. */
export function countedView({ activity, before, changed }: ActivityCounted, words: Words): string {
  const { id, counts } = activity;
  const head = !changed
    ? words.say(`${id} 号活动的数字没有变化`, `the figures of activity ${id} are as they were`)
    : before
      ? words.say(`已更正 ${id} 号活动`, `activity ${id} is corrected`)
      : words.say(`已统计 ${id} 号活动`, `activity ${id} is counted`);
  const figure = (field: keyof Counts): string => {
    const [now, then] = [counts![field], before?.[field]];
    return then === undefined || then === now ? String(now) : `${then} → ${now}`;
  };
  return `${head}\n${pairs(FIELDS.map((field) => [words.label(COUNT_NAMES[field], field), figure(field)]))}`;
}

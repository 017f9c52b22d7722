import { officeTime } from '../../../domain/calendar/office-day.js';
import type { CallOutView, CandidateView } from '../../../office/call-outs.js';
import { pairs, table, type Cell } from '../table.js';
import type { Words } from '../words.js';
import { shownSpan } from './time.js';

/** The roster of an event's day: who has a place, who waits for one, and who else came. */
export interface DayRoster extends Pick<CallOutView, 'id' | 'title' | 'event'> {
  needed: number | null;
  signInCode: string | null;
  placed: CandidateView[];
  waitlisted: CandidateView[];
  others: CandidateView[];
}

/**
 * The roster, to be printed: an empty box where somebody has not signed in yet.
 * @param limit lists only the first so many of each part
 */
export function dayRosterView(roster: DayRoster, words: Words, limit = Infinity): string {
  const { label } = words;
  const { event, placed, waitlisted, others, needed, signInCode } = roster;
  return [
    pairs([
      [label('名单', 'roster'), `${roster.id} ${roster.title}`],
      [label('事项', 'event'), event.title],
      [label('集合', 'place'), event.place],
      [label('时间', 'when'), shownSpan(new Date(event.from), new Date(event.to))],
      [label('人数', 'places'), `${placed.length}/${needed ?? '—'}`],
      [label('签到码', 'sign-in code'), signInCode ?? '—'],
    ]),
    '',
    placed.length === 0 ? words.say('还没有人定下来', 'nobody has a place yet') : list(placed, words, limit),
    ...section(waitlisted, ['候补，先到先补', 'waiting for a place, in this order'], words, limit),
    ...section(others, ['没有位置而到场', 'came without a place'], words, limit),
  ].join('\n');
}

const section = (
  people: readonly CandidateView[],
  [zh, en]: [zh: string, en: string],
  words: Words,
  limit: number,
): string[] =>
  people.length === 0
    ? []
    : ['', words.say(`${zh}：${people.length} 人`, `${en}: ${people.length}`), list(people, words, limit)];

function list(people: readonly CandidateView[], words: Words, limit: number): string {
  const { stacked, say } = words;
  const listed = people.slice(0, limit);
  const rest = people.length - listed.length;
  const lines = table(
    [
      stacked('序号', 'no.'),
      stacked('编号', 'code'),
      stacked('姓名', 'name'),
      stacked('手机', 'phone'),
      stacked('委员会', 'committee'),
      stacked('晚到（分）', 'late (min)'),
      stacked('人数', 'people'),
      stacked('签到', 'signed in'),
    ],
    listed.map((one, at) => row(one, at, words)),
  );
  return rest === 0 ? lines : `${lines}\n${say(`…… 另有 ${rest} 人`, `… and ${rest} more`)}`;
}

const row = (one: CandidateView, at: number, words: Words): Cell[] => [
  at + 1,
  one.code,
  one.name,
  one.phone,
  one.committee,
  one.lateMinutes ?? '—',
  one.people ?? '—',
  one.attendedAt === null ? '□' : `✓ ${officeTime(one.attendedAt).slice(11)}${vouched(one, words)}`,
];

/** Who did not sign in themselves was noted by somebody. */
const vouched = ({ attestedBy }: CandidateView, { label }: Words): string =>
  attestedBy === null || attestedBy === 'code' ? '' : ` ${label('由', 'by')} ${attestedBy}`;

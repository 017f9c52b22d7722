import { yearOf } from '../calendar/day.js';
import { DAY_MILLISECONDS, officeDay } from '../calendar/office-day.js';
import type { Checked, Problem, Sentence } from '../problem.js';
import { RowCheck } from './row-check.js';

/** Where an activity goes into (七进), by the words a table may use. */
export const VENUES = {
  enterprise: ['企业', '进企业'],
  school: ['学校', '进学校'],
  office: ['机关', '进机关'],
  community: ['社区', '进社区'],
  village: ['农村', '进农村'],
  family: ['家庭', '进家庭'],
  'public place': ['公共场所', '进公共场所', 'public'],
} as const satisfies Record<string, readonly string[]>;
/** One of them. */
export type Venue = keyof typeof VENUES;

/** Who decided that it is held: the committee above, or whoever holds it. */
export const ORIGINS = {
  assigned: ['统一部署'],
  own: ['自主', '自主开展'],
} as const satisfies Record<string, readonly string[]>;
/** One of them. */
export type Origin = keyof typeof ORIGINS;

const ONLINE = { yes: ['是', '线上', '有', 'true'], no: ['否', '线下', '无', 'false'] } as const;

/** How an activity stands: 待举办, 待统计, 已统计, 已取消. What goes on is still ahead: it has not ended. */
export const ACTIVITY_STATES = {
  ahead: { zh: '待举办', en: 'ahead' },
  'to count': { zh: '待统计', en: 'to count' },
  counted: { zh: '已统计', en: 'counted' },
  cancelled: { zh: '已取消', en: 'cancelled' },
} as const satisfies Record<string, Sentence>;
/** One of them. */
export type ActivityState = keyof typeof ACTIVITY_STATES;

/** What an activity came to. */
export interface Counts {
  sessions: number;
  participants: number;
  consultations: number;
  leaflets: number;
}

/** The four figures, by their Chinese names. */
export const COUNT_NAMES: Readonly<Record<keyof Counts, string>> = {
  sessions: '活动场次',
  participants: '参与人次',
  consultations: '接受咨询人次',
  leaflets: '发放资料份数',
};

/** An activity as a person writes it, by options or in a table; what they leave out is empty. */
export interface WrittenActivity {
  /** Code of the committee that holds it. */
  committee: string;
  title: string;
  place: string;
  begins: string;
  /** A time alone is one of the day on which it begins. */
  ends: string;
  /** Number or title of its project. */
  project: string;
  /** Code or name of its theme. */
  theme: string;
  /** Empty: the theme's year that lies nearest. */
  themeYear: string;
  venue: string;
  /** Empty: its own. */
  origin: string;
  online: string;
}

/** An activity as it was understood by itself: its committee, project and theme are still words. */
export interface ActivityEntry extends Span {
  title: string;
  place: string;
  venue: Venue | null;
  origin: Origin;
  online: boolean;
}

/** From when until when. */
export interface Span {
  beginsAt: Date;
  endsAt: Date;
}

const LONGEST_TITLE = 100;
const LONGEST_PLACE = 100;
/** Another year is a slip. */
const YEARS = { first: 2000, last: 2098 };
/** Longer is a slip of the year; what goes on longer is a project. */
const LONGEST_DAYS = 100;

/** Reads an activity; `path` is where it stands in a table. */
export function readActivity(written: WrittenActivity, path: Problem['path'] = []): Checked<ActivityEntry> {
  const check = new RowCheck<keyof WrittenActivity>(path);
  const title = check.line('title', written.title, LONGEST_TITLE);
  const place = check.line('place', written.place, LONGEST_PLACE);
  const span = spanOf(check, written);
  const venue = written.venue.trim() === '' ? null : check.choice('venue', written.venue, VENUES);
  const origin = written.origin.trim() === '' ? 'own' : check.choice('origin', written.origin, ORIGINS);
  const online = written.online.trim() === '' ? 'no' : check.choice('online', written.online, ONLINE);
  return check.problems.length > 0 || span === null || origin === null
    ? { ok: false, problems: check.problems }
    : { ok: true, value: { title, place, ...span, venue, origin, online: online === 'yes' } };
}

/** Where and when an activity is held instead; without an end it lasts as long as before, without a place it stays there. */
export interface WrittenMove {
  begins: string;
  ends?: string;
  place?: string;
}

/** Reads a new time for an activity. */
export function readMove(
  { begins, ends, place }: WrittenMove,
  before: Span & { place: string },
): Checked<Span & { place: string }> {
  const check = new RowCheck<'begins' | 'ends' | 'place'>([]);
  const there = place === undefined ? before.place : check.line('place', place, LONGEST_PLACE);
  const lasts = before.endsAt.getTime() - before.beginsAt.getTime();
  const at = ends === undefined ? check.time('begins', begins) : null;
  const span =
    ends !== undefined
      ? spanOf(check, { begins, ends })
      : at && { beginsAt: at, endsAt: new Date(at.getTime() + lasts) };
  return check.problems.length > 0 || span === null
    ? { ok: false, problems: check.problems }
    : { ok: true, value: { ...span, place: there } };
}

const TIME_ONLY = /^\s*\d{1,2}[:：]\d{2}\s*$/;

function spanOf(
  check: RowCheck<'begins' | 'ends'>,
  { begins, ends }: Pick<WrittenActivity, 'begins' | 'ends'>,
): Span | null {
  const beginsAt = check.time('begins', begins);
  if (beginsAt === null && TIME_ONLY.test(ends)) return null;
  const sameDay = beginsAt !== null && TIME_ONLY.test(ends) ? `${officeDay(beginsAt)} ${ends.trim()}` : ends;
  const endsAt = check.time('ends', sameDay);
  if (beginsAt === null || endsAt === null) return null;
  const lasts = endsAt.getTime() - beginsAt.getTime();
  const year = yearOf(officeDay(beginsAt));
  if (year < YEARS.first || year > YEARS.last)
    check.fault('begins', 'year', '请核对年份', `check the year: ${YEARS.first} to ${YEARS.last}`);
  else if (lasts <= 0) check.fault('ends', 'ends-first', '结束须晚于开始', 'it ends after it begins');
  else if (lasts > LONGEST_DAYS * DAY_MILLISECONDS)
    check.fault(
      'ends',
      'too-long',
      `一次活动最多 ${LONGEST_DAYS} 天，请核对年份；更长的请登记为项目`,
      `an activity lasts ${LONGEST_DAYS} days at most: check the year, or make it a project`,
    );
  else return { beginsAt, endsAt };
  return null;
}

/** Reads figures; those that are not given are taken from what was counted before, all four must be known in the end. */
export function readCounts(
  written: Readonly<Partial<Record<keyof Counts, string | number>>>,
  before: Counts | null,
): Checked<Counts> {
  const check = new RowCheck<keyof Counts>([]);
  const fields = Object.keys(COUNT_NAMES) as (keyof Counts)[];
  const read = fields.map((field) => {
    const value = written[field] ?? before?.[field];
    if (value !== undefined) return [field, check.count(field, value)];
    check.fault(
      field,
      'missing',
      `缺少${COUNT_NAMES[field]}；没有请写 0`,
      `${field} is missing; write 0 for none`,
    );
    return [field, null];
  });
  return check.problems.length > 0
    ? { ok: false, problems: check.problems }
    : { ok: true, value: Object.fromEntries(read) as unknown as Counts };
}

import {
  CONSENT,
  HONOUR_KINDS,
  lastNoticeDay,
  NOMINATING,
  publishedText,
  type Nomination,
} from '../campaigns/deadline/monthly-ten.js';
import type { Day } from '../domain/calendar/day.js';
import { parsePeriod, writePeriod } from '../domain/calendar/period.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import type { DutyState } from '../domain/duties/duty.js';
import { writeAudit } from '../ledger/audit.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import {
  honourMonth,
  honourMonths,
  nominationsOf,
  picksOf,
  type HonourLine,
  type Pick as PickRow,
  type SealedNomination,
} from '../ledger/honours.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import { requireWholeOffice } from './actor.js';
import { namesHidden, noMonth, notPublished } from './honour-refusals.js';
import type { Office } from './office.js';
import { shownName } from './person.js';
import { requireRight } from './rights.js';

/** A nomination of a month, with how far it has come. */
export interface NominationView extends Nomination {
  code: string;
  state: DutyState;
  standing: 'nominated' | 'picked' | 'under notice' | 'out' | 'published';
  /** The last day of its public notice; null: it is under none. */
  noticeUntil: Day | null;
  /** Objections that did not hold. */
  dismissed: number;
}

/** A month of the ten. */
export interface TenView {
  month: string;
  nominations: NominationView[];
  /** In force. */
  picked: number;
  /** The last day of the public notice of all ten; null: some are not under it. */
  noticeUntil: Day | null;
  /** That day may still move. */
  provisional: boolean;
  publishedAt: Date | null;
  rewardedAt: Date | null;
}

/** Months of the ten, the newest first. */
export async function tenMonths(office: Office, actor: Actor, limit: number): Promise<HonourLine[]> {
  requireRight(actor, 'look');
  forAll(actor);
  return honourMonths(office.database, NOMINATING, limit);
}

/** A month with everything nominated, names as the actor may see them; reading it is audited. */
export async function showTen(office: Office, actor: Actor, written: string): Promise<TenView> {
  requireRight(actor, 'see people');
  forAll(actor);
  const month = monthOf(written);
  const view = await viewOf(office, actor, { sql: office.database, month });
  const entry = { actor: actor.name, action: 'ten read', subject: `ten ${month}` };
  await writeAudit(office.database, entry, office.clock.now());
  return view;
}

/** The list of a published month for a website, names as nominated; writing it out is audited. */
export async function tenText(office: Office, actor: Actor, written: string): Promise<string> {
  requireRight(actor, 'see people');
  requireMayName(actor);
  const { nominations } = await showTen(office, actor, written);
  const ten = nominations.filter(({ standing }) => standing === 'published');
  if (ten.length === 0) throw notPublished(monthOf(written));
  return publishedText(monthOf(written), ten);
}

/** @throws {Refusal} when they may not see the names of which a list is made */
export function requireMayName(actor: Actor): void {
  requireRight(actor, 'see people');
  if (!actor.maySeePersonalData) throw namesHidden();
}

/** The ten are of the whole office. */
export function forAll(actor: Actor): void {
  requireRight(actor, 'look');
  requireWholeOffice(actor, '月评十佳', 'the monthly ten');
}

/** A month as it is written. */
export function monthOf(written: string): string {
  const period = parsePeriod(written);
  if (period?.of === 'month') return writePeriod(period);
  throw noMonth(written);
}

/** It was not taken out. */
export const isInForce = ({ endedWhy }: PickRow): boolean => endedWhy === null;
/** It is a report, and was not sent back. */
export const isHandedIn = ({ state, version }: SealedNomination): boolean =>
  version !== null && (state === 'submitted' || state === 'accepted');

/** The last day of a pick's public notice, by the workdays as they are known now; null: it has not begun. */
export const noticeUntil = (
  { noticeFrom, noticeWorkdays }: Pick<PickRow, 'noticeFrom' | 'noticeWorkdays'>,
  workdays: Workdays,
): ReturnType<typeof lastNoticeDay> | null =>
  noticeFrom === null ? null : lastNoticeDay({ from: noticeFrom, workdays: noticeWorkdays! }, workdays);

/** A nomination in clear. */
export function opened(keys: Keys, { duty, committee, valuesCipher }: SealedNomination): Nomination {
  const values =
    valuesCipher === null ? {} : (JSON.parse(keys.decrypt(valuesCipher)) as Record<string, unknown>);
  const said = (field: string): string => (typeof values[field] === 'string' ? values[field] : '');
  return {
    duty,
    committee,
    title: said('title'),
    kind: said('kind'),
    consented: said('consent') === CONSENT,
  };
}

/** A month as the actor may see it. */
export async function viewOf(
  office: Office,
  actor: Actor,
  { sql, month }: { sql: Statement; month: string },
): Promise<TenView> {
  requireRight(actor, 'look');
  const { publishedAt = null, rewardedAt = null } = (await honourMonth(sql, month)) ?? {};
  const workdays = await loadedWorkdays(sql);
  const picks = await picksOf(sql, month);
  const nominations = (await nominationsOf(sql, NOMINATING, { month })).map((sealed): NominationView => {
    const nomination = opened(office.keys, sealed);
    const mine = picks.filter(({ duty }) => duty === sealed.duty);
    const pick = mine.find(isInForce);
    return {
      ...{ ...nomination, code: sealed.code, state: sealed.state },
      // What an organisation or a project is called is nobody's secret.
      title: nomination.kind === HONOUR_KINDS[0] ? shownName(actor, nomination.title) : nomination.title,
      standing: standingOf(pick, mine, publishedAt !== null),
      noticeUntil: (pick && noticeUntil(pick, workdays)?.day) ?? null,
      dismissed: mine.reduce((sum, { dismissed }) => sum + dismissed, 0),
    };
  });
  const inForce = picks.filter(isInForce);
  const notices = inForce.flatMap((pick) => noticeUntil(pick, workdays) ?? []);
  const last = notices
    .map(({ day }) => day)
    .sort()
    .at(-1);
  return {
    ...{ month, nominations, picked: inForce.length },
    noticeUntil: notices.length === inForce.length ? (last ?? null) : null,
    provisional: notices.some(({ provisional }) => provisional),
    ...{ publishedAt, rewardedAt },
  };
}

function standingOf(
  pick: PickRow | undefined,
  all: readonly PickRow[],
  isPublished: boolean,
): NominationView['standing'] {
  if (pick) return isPublished ? 'published' : pick.noticeFrom === null ? 'picked' : 'under notice';
  return all.some(({ endedWhy }) => endedWhy === 'objection') ? 'out' : 'nominated';
}

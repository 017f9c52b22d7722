import { faultsOfTen, LEAST_NOTICE_WORKDAYS, NOMINATING, TEN } from '../campaigns/deadline/monthly-ten.js';
import type { Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import type { Problem } from '../domain/problem.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import {
  addObjection,
  addPicks,
  beginNotice,
  endPicks,
  holdNominations,
  nominationsOf,
  picksOf,
  publishPicks,
  rewardMonth,
  type Pick as PickRow,
  type SealedNomination,
} from '../ledger/honours.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { inMonth, type TenDone } from './honour-month.js';
import {
  moreThanTen,
  nominationFaults,
  noticedBefore,
  noticeTooShort,
  notPublished,
  rewardedBefore,
  type NominationFault,
} from './honour-refusals.js';
import { isHandedIn, isInForce, noticeUntil, opened } from './honour-view.js';
import type { Office } from './office.js';
import { Refusal, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

const RUN = 'run campaigns' as const;

/** What is done to some nominations of a month. */
export interface TenChoice {
  month: string;
  /** Numbers of the nominations. */
  duties: readonly number[];
}

/** Picks nominations of the month, all of them or none; the tenth settles the screening. */
export async function pickTen(office: Office, actor: Actor, { month, duties }: TenChoice): Promise<TenDone> {
  requireRight(actor, 'run campaigns');
  return inMonth(
    office,
    actor,
    { right: RUN, month, action: 'ten pick', detail: { duties } },
    async (sql, held, now) => {
      const wanted = [...new Set(duties)];
      const picks = await picksOf(sql, held.month);
      const nominations = await nominationsOf(sql, NOMINATING, { duties: wanted });
      refuseFaults(wanted, (duty) =>
        pickFault(
          held.month,
          nominations.find((one) => one.duty === duty),
          picks.filter((one) => one.duty === duty),
        ),
      );
      const before = picks.filter(isInForce).length;
      if (before + wanted.length > TEN) throw moreThanTen(before, wanted.length);
      await addPicks(sql, { month: held.month, duties: wanted, by: actor.name, now });
      return before + wanted.length === TEN ? 'screening' : null;
    },
  );
}

function pickFault(
  month: string,
  nomination: SealedNomination | undefined,
  picks: readonly PickRow[],
): NominationFault | null {
  if (!nomination) return 'no-nomination';
  if (nomination.month !== month) return 'other-month';
  if (!isHandedIn(nomination)) return 'not-submitted';
  if (picks.some(isInForce)) return 'already-picked';
  return picks.some(({ endedWhy }) => endedWhy === 'objection') ? 'objected' : null;
}

/** Takes picks back before their public notice. */
export async function unpickTen(
  office: Office,
  actor: Actor,
  { month, duties }: TenChoice,
): Promise<TenDone> {
  requireRight(actor, 'run campaigns');
  return inMonth(
    office,
    actor,
    { right: RUN, month, action: 'ten unpick', detail: { duties } },
    async (sql, held, now) => {
      const picks = (await picksOf(sql, held.month)).filter(isInForce);
      refuseFaults(duties, (duty) => {
        const pick = picks.find((one) => one.duty === duty);
        if (!pick) return 'not-picked';
        return pick.noticeFrom === null ? null : 'under-notice';
      });
      await endPicks(sql, { month: held.month, duties, now, why: 'unpicked' });
      return null;
    },
  );
}

/**
 * Puts the ten under public notice, or those of them that came in for others: from today for so many workdays, never fewer
 * than five. To be named there is to be published, so each has to have consented.
 */
export async function noticeTen(
  office: Office,
  actor: Actor,
  { month, workdays = LEAST_NOTICE_WORKDAYS }: { month: string; workdays?: number },
): Promise<TenDone> {
  requireRight(actor, 'run campaigns');
  if (workdays < LEAST_NOTICE_WORKDAYS) throw noticeTooShort(workdays);
  return inMonth(
    office,
    actor,
    { right: RUN, month, action: 'ten notice', detail: { workdays } },
    async (sql, held, now) => {
      const { picks } = await requireTen(office, sql, held.month);
      if (picks.every(({ noticeFrom }) => noticeFrom !== null)) throw noticedBefore(held.month);
      await beginNotice(sql, { month: held.month, from: officeDay(now), workdays });
      return 'notice';
    },
  );
}

/** Something said against a pick. */
export interface TenObjection {
  month: string;
  duty: number;
  /** Sealed. */
  reason: string;
  /** It was looked into and did not hold: the pick stays. */
  dismissed?: boolean;
}

/** Writes down an objection to a pick under public notice, and takes the pick out unless it did not hold. */
export async function objectTo(
  office: Office,
  actor: Actor,
  { month, duty, reason, dismissed = false }: TenObjection,
): Promise<TenDone> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const asked = { right: RUN, month, action: 'ten object', detail: { duties: [duty], dismissed } };
  return inMonth(office, actor, asked, async (sql, held, now) => {
    const pick = (await picksOf(sql, held.month)).find((one) => isInForce(one) && one.duty === duty);
    if (!pick) throw nominationFaults([{ duty, fault: 'not-picked' }]);
    if (pick.noticeFrom === null) throw nominationFaults([{ duty, fault: 'not-under-notice' }]);
    const reasonCipher = office.keys.encrypt(reason);
    await addObjection(sql, { pick: pick.id, reasonCipher, upheld: !dismissed, by: actor.name, now });
    if (!dismissed) await endPicks(sql, { month: held.month, duties: [duty], now, why: 'objection' });
    return null;
  });
}

/**
 * Publishes the ten of a month: exactly ten, of different kinds, each with consent, after their public notice. Once; what is
 * published is the version of each nomination as it stands now.
 */
export async function publishTen(office: Office, actor: Actor, month: string): Promise<TenDone> {
  requireRight(actor, 'approve');
  return inMonth(
    office,
    actor,
    { right: 'approve', month, action: 'ten publish', detail: {} },
    async (sql, held, now) => {
      const { picks, nominations } = await requireTen(office, sql, held.month, (found) =>
        noticeProblems(found, officeDay(now)),
      );
      const versions = picks.map(({ duty }) => ({
        duty,
        version: nominations.find((one) => one.duty === duty)!.version!,
      }));
      await publishPicks(sql, { month: held.month, versions, by: actor.name, now });
      return 'publication';
    },
  );
}

/** Writes down that the ten of a month were rewarded. */
export async function rewardTen(office: Office, actor: Actor, month: string): Promise<TenDone> {
  requireRight(actor, 'run campaigns');
  const asked = { right: RUN, month, action: 'ten reward', detail: {}, afterwards: true };
  return inMonth(office, actor, asked, async (sql, held, now) => {
    if (held.publishedAt === null) throw notPublished(held.month);
    if (held.rewardedAt !== null) throw rewardedBefore(held.month);
    await rewardMonth(sql, { month: held.month, by: actor.name, now });
    return 'reward';
  });
}

function refuseFaults(duties: readonly number[], faultOf: (duty: number) => NominationFault | null): void {
  const faults = duties.flatMap((duty) => {
    const fault = faultOf(duty);
    return fault === null ? [] : [{ duty, fault }];
  });
  if (faults.length > 0) throw nominationFaults(faults);
}

interface FoundTen {
  picks: PickRow[];
  nominations: SealedNomination[];
  workdays: Workdays;
}

/** @throws {Refusal} with all that keeps the picks of a month from being named in public */
async function requireTen(
  office: Office,
  sql: Statement,
  month: string,
  more: (found: FoundTen) => Problem[] = () => [],
): Promise<FoundTen> {
  const picks = (await picksOf(sql, month)).filter(isInForce);
  const duties = picks.map(({ duty }) => duty);
  await holdNominations(sql, duties);
  const nominations = await nominationsOf(sql, NOMINATING, { duties });
  const found = { picks, nominations, workdays: await loadedWorkdays(sql) };
  const gone = nominations.filter((one) => !isHandedIn(one));
  const problems = [
    ...faultsOfTen(nominations.map((one) => opened(office.keys, one))),
    ...(gone.length === 0
      ? []
      : nominationFaults(gone.map(({ duty }) => ({ duty, fault: 'not-submitted' }))).problems),
    ...more(found),
  ];
  if (problems.length > 0) throw new Refusal('conflict', problems);
  return found;
}

/** Picks whose public notice has not begun, or is not over. */
function noticeProblems({ picks, workdays }: FoundTen, today: Day): Problem[] {
  return picks.flatMap(({ duty, ...pick }): Problem[] => {
    const until = noticeUntil(pick, workdays);
    if (until !== null && until.day < today) return [];
    return [
      until === null
        ? {
            ...{ path: [], reason: 'no-notice' },
            zh: `报送 ${duty} 还没有公示（muster ten notice）`,
            en: `duty ${duty} has not been under public notice (\`muster ten notice\`)`,
          }
        : {
            ...{ path: [], reason: 'notice-not-over' },
            zh: `报送 ${duty} 公示到 ${until.day}，次日才能公布`,
            en: `duty ${duty} is under public notice until ${until.day}: publish on the day after`,
          },
    ];
  });
}

import { dutyTimes, endOfDay } from '../campaigns/deadline/due.js';
import { officeDay, officeTime } from '../domain/calendar/office-day.js';
import type { DutyState, PlannedRung, RungName } from '../domain/duties/duty.js';
import {
  dueFor,
  LADDER_WITHOUT_OPENING,
  LIAISON,
  nextDigest,
  RESTARTS,
  type LadderGround,
} from '../domain/duties/ladder.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { setBells } from '../ledger/bells.js';
import {
  decide,
  holdDuty,
  seenDueAt,
  type DutyAction,
  type DutyDecision,
  type HeldDuty,
} from '../ledger/duties/decisions.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { dayAhead } from './duty-day.js';
import { DUTY_STATE_MEANING } from './duty-words.js';
import type { Office } from './office.js';
import { refuse, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** What has become of a duty. */
export interface DecidedDuty {
  duty: number;
  state: DutyState;
  dueAt: Date;
  lockAt: Date | null;
  /** When its debtor is told; null: nobody is. */
  next: Date | null;
}

/** Takes a report as it is: it cannot be amended any more. */
export const acceptDuty = (office: Office, actor: Actor, id: number): Promise<DecidedDuty> => {
  requireRight(actor, 'run campaigns');
  return decided(office, actor, { id, action: 'accepted', from: ['submitted'] }, () => ({ to: 'accepted' }));
};

/** A report that is sent back. */
export interface DutyReturn {
  id: number;
  /** Read by who handed it in; sealed. */
  reason: string;
  /** The rung from which it is chased again; default the day before it is due. */
  restart?: string | undefined;
}

/** Sends a report back with what is to be mended: it is owed again, and chased from a rung on. */
export function returnDuty(
  office: Office,
  actor: Actor,
  { id, reason, restart = 'day before' }: DutyReturn,
): Promise<DecidedDuty> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const rung = RESTARTS.find((one) => one === restart);
  if (!rung) throw unknownRung(restart);
  return decided(
    office,
    actor,
    { id, action: 'returned', from: ['submitted', 'accepted'], reason, detail: { restart: rung } },
    (duty, ground, now) => {
      const told = officeDay(nextDigest(endOfDay(officeDay(now)), ground));
      const due = endOfDay(dueFor(rung, told, ground));
      // Whoever was early does not lose the time they had.
      return {
        to: 'returned',
        ...anew(duty, 'returned', { due: due > duty.dueAt ? due : duty.dueAt, ground, now }),
      };
    },
  );
}

const unknownRung = (written: string) =>
  refuse(
    'invalid',
    'unknown-rung',
    `没有“${written}”这一级：可以是 ${RESTARTS.join('、')}`,
    `there is no rung “${written}”: it is one of ${RESTARTS.join(', ')}`,
  );

/** More time for one report. */
export interface DutyExtension {
  id: number;
  /** The new last day, `YYYY-MM-DD`. */
  until: string;
  reason: string;
}

/** Gives one debtor more time; whoever may approve may. Of two at once the second is told of the first. */
export async function extendDuty(
  office: Office,
  actor: Actor,
  { id, until, reason }: DutyExtension,
): Promise<DecidedDuty> {
  requireRight(actor, 'approve');
  requireReason(reason);
  const due = endOfDay(dayAhead(until, office.clock.now()));
  const seen = await seenDueAt(office.database, id);
  return decided(
    office,
    actor,
    { id, action: 'extended', from: ['owed', 'returned'], reason, detail: { until } },
    (duty, ground, now) => {
      if (duty.dueAt.getTime() !== seen?.getTime()) throw movedMeanwhile(duty);
      if (officeDay(due) <= officeDay(duty.dueAt)) throw notLater(duty, until);
      return anew(duty, 'extended', { due, ground, now });
    },
  );
}

/** Opens a locked report again until a day: it stays late. */
export function unlockDuty(
  office: Office,
  actor: Actor,
  { id, until, reason }: DutyExtension,
): Promise<DecidedDuty> {
  requireRight(actor, 'approve');
  requireReason(reason);
  const lockAt = endOfDay(dayAhead(until, office.clock.now()));
  return decided(
    office,
    actor,
    { id, action: 'unlocked', from: ['locked'], reason, detail: { until } },
    (duty, ground, now) => {
      const { rungs } = anew(duty, 'unlocked', { due: lockAt, ground, now });
      return {
        to: duty.timesReturned > 0 ? 'returned' : 'owed',
        lockAt,
        rungs: rungs.filter(({ at }) => new Date(at) < lockAt),
      };
    },
  );
}

/** Lets a debtor off: nothing is owed any more, and it does not count. */
export function excuseDuty(
  office: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<DecidedDuty> {
  requireRight(actor, 'approve');
  requireReason(reason);
  return decided(
    office,
    actor,
    { id, action: 'excused', from: ['owed', 'returned', 'submitted', 'locked'], reason },
    () => ({ to: 'excused' }),
  );
}

interface Decision {
  id: number;
  action: DutyAction;
  from: readonly DutyState[];
  reason?: string;
  detail?: Record<string, string>;
}

type Change = Pick<DutyDecision, 'to' | 'dueAt' | 'lockAt' | 'rungs'>;

/** Decides about a duty under its lock: who may, whether it stands so that one can, and what follows. */
async function decided(
  office: Office,
  actor: Actor,
  { id, action, from, reason, detail = {} }: Decision,
  change: (duty: HeldDuty, ground: LadderGround, now: Date) => Change,
): Promise<DecidedDuty> {
  const { database, clock, config, keys } = office;
  const now = clock.now();
  return database.begin(async (sql) => {
    const duty = await heldDuty(sql, actor, id);
    requireAbove(actor, duty);
    if (!from.includes(duty.state)) throw standsOtherwise(duty, action);
    const changed = change(duty, { workdays: await loadedWorkdays(sql), time: config.digestTime }, now);
    const chased = changed.rungs !== undefined;
    if (chased && !CHASING.includes(duty.runState)) throw runIsOver(duty);
    await decide(sql, {
      ...{ id, action, by: actor.name, now, detail, ...changed },
      reasonCipher: reason === undefined ? null : keys.encrypt(reason),
    });
    const entry = {
      actor: actor.name,
      action: `duty ${action}`,
      subject: `duty ${id}`,
      detail: { ...detail, run: duty.runId },
    };
    await writeAudit(sql, entry, now);
    if (chased) await setBells(sql, [duty.runId], now);
    return {
      ...{ duty: id, state: changed.to ?? duty.state, dueAt: changed.dueAt ?? duty.dueAt },
      ...{ lockAt: changed.lockAt ?? duty.lockAt, next: firstOf(changed.rungs) },
    };
  });
}

const CHASING: readonly string[] = ['running', 'paused'];

const firstOf = (rungs: readonly PlannedRung[] = []): Date | null =>
  rungs[0] ? new Date(rungs[0].at) : null;

/** The days of a duty and its rungs anew: first what was decided is said, on the next workday, then it is chased as usual. */
function anew(
  { planned }: HeldDuty,
  said: RungName,
  { due, ground, now }: { due: Date; ground: LadderGround; now: Date },
): Required<Pick<Change, 'dueAt' | 'lockAt'>> & { rungs: PlannedRung[] } {
  const tomorrow = endOfDay(officeDay(now));
  const word: PlannedRung = {
    rung: said,
    to: 'debtor',
    roles: LIAISON,
    at: nextDigest(tomorrow, ground).toISOString(),
  };
  const times = dutyTimes(
    due,
    { opens: tomorrow, ladder: LADDER_WITHOUT_OPENING, graceWorkdays: planned.graceWorkdays },
    ground,
  );
  return { dueAt: due, lockAt: times.lockAt, rungs: [word, ...times.rungs.filter(({ at }) => at > word.at)] };
}

async function heldDuty(sql: Statement, actor: Actor, id: number): Promise<HeldDuty> {
  const duty = await holdDuty(sql, { id, scopePath: actor.scopePath });
  if (duty) return duty;
  throw refuse(
    'not-found',
    'no-such-duty',
    `没有报送 ${id}，或不在您的管辖范围：请用 muster duty list 查看`,
    `there is no duty ${id} within your scope: see \`muster duty list\``,
  );
}

/** Nobody decides about what their own committee has handed in; what the office itself owes the office decides. */
function requireAbove(actor: Actor, { path, committee, id }: HeldDuty): void {
  const isRoot = path.indexOf('/') === path.length - 1;
  if (path !== actor.scopePath || isRoot) return;
  throw refuse(
    'not-allowed',
    'own-report',
    `报送 ${id} 是${committee}自己的，须由上级单位决定`,
    `duty ${id} is your own committee’s: those above decide about it`,
  );
}

const ACTIONS: Readonly<Partial<Record<DutyAction, Sentence>>> = {
  accepted: { zh: '通过', en: 'accepted' },
  returned: { zh: '退回', en: 'returned' },
  extended: { zh: '延期', en: 'given more time' },
  unlocked: { zh: '解锁', en: 'unlocked' },
  excused: { zh: '免报', en: 'excused' },
};

function standsOtherwise({ id, state, last }: HeldDuty, action: DutyAction) {
  const by = last
    ? {
        zh: `（${last.by}，${officeTime(new Date(last.at))}）`,
        en: ` (${last.by}, ${officeTime(new Date(last.at))})`,
      }
    : { zh: '', en: '' };
  return refuse(
    'conflict',
    'stands-otherwise',
    `报送 ${id} ${DUTY_STATE_MEANING[state].zh}${by.zh}，不能${ACTIONS[action]!.zh}`,
    `duty ${id} is ${DUTY_STATE_MEANING[state].en}${by.en} and cannot be ${ACTIONS[action]!.en}`,
  );
}

const movedMeanwhile = ({ id, dueAt, last }: HeldDuty) =>
  refuse(
    'conflict',
    'extended-meanwhile',
    `报送 ${id} 刚被${last ? ` ${last.by} ` : '别人'}改到 ${officeTime(dueAt)}：请核对后再定`,
    `${last?.by ?? 'somebody'} has just moved duty ${id} to ${officeTime(dueAt)}: look again, then decide`,
  );

function notLater({ id, dueAt, last }: HeldDuty, until: string) {
  const by =
    last?.action === 'extended'
      ? { zh: `（${last.by} 所延）`, en: ` (given by ${last.by})` }
      : { zh: '', en: '' };
  return refuse(
    'invalid',
    'not-later',
    `报送 ${id} 的期限已经是 ${officeTime(dueAt)}${by.zh}，${until} 不比它晚：请写更晚的日期`,
    `duty ${id} is due ${officeTime(dueAt)} already${by.en}, which ${until} is not after: name a later day`,
  );
}

const runIsOver = ({ id, runId }: HeldDuty) =>
  refuse(
    'conflict',
    'run-over',
    `报送 ${id} 所属的活动 ${runId} 已经结束，不再催报：需要补报请另行发起（muster deadline open --committee …）`,
    `run ${runId} of duty ${id} is over and chases nobody any more: open another one for it (\`muster deadline open --committee …\`)`,
  );

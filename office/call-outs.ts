import { peopleToAsk } from '../domain/call-out/waves.js';
import type { AskStep } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { signIn, strangersTo } from '../ledger/call-outs/attendance.js';
import {
  candidatesNamed,
  candidatesOf,
  standingOf,
  type CallOutStanding,
  type CandidateLine,
  type CandidatesWanted,
} from '../ledger/call-outs/show.js';
import { fillingOf } from '../ledger/call-outs/waves.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { ownRun, visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { requireSight } from './people.js';
import { maskedPhone, personMeant, shownName } from './person.js';
import { refuse, Refusal } from './refusal.js';
import { showRun, type RunView } from './runs.js';
import { requireRight } from './rights.js';

/** A call-out as it stands now. */
export interface CallOutView extends Pick<
  RunView,
  'id' | 'title' | 'state' | 'progress' | 'launchedBy' | 'launchedAt'
> {
  event: AskStep['event'];
  /** Null: it has not been opened yet. */
  standing: CallOutStanding | null;
  /** Asked, silent, and with time left to answer; and until when the first of them has it. */
  outstanding: number;
  nextDue: Date | null;
  /** How many the next wave would ask if it began now. */
  nextWave: number;
}

/** Where a call-out stands: places, waves, answers, time left. */
export async function showCallOut(office: Office, actor: Actor, runId: number): Promise<CallOutView> {
  requireRight(actor, 'look');
  const run = await visibleCallOut(office, actor, runId);
  const { id, title, state, progress, launchedBy, launchedAt } = await showRun(office, actor, runId);
  const standing = (await standingOf(office.database, { run: runId, scopePath: actor.scopePath })) ?? null;
  const filling = standing && (await fillingOf(office.database, { run: runId, now: office.clock.now() }));
  return {
    ...{ id, title, state, progress, launchedBy, launchedAt },
    event: run.step.event,
    standing,
    outstanding: filling?.outstanding ?? 0,
    nextDue: filling?.nextDue ?? null,
    nextWave: filling ? peopleToAsk({ ...filling, outstanding: 0 }) : 0,
  };
}

/** A call-out the actor may look at. */
export async function visibleCallOut(
  office: Office,
  actor: Actor,
  runId: number,
): Promise<{ run: Run; step: AskStep }> {
  requireRight(actor, 'look');
  const run = await visibleRun(office, actor, runId);
  if (run.plan.kind === 'call-out') return { run, step: run.plan.steps[0] };
  throw refuse('invalid', 'no-call-out', `活动 ${runId} 不是集结`, `run ${runId} is no call-out`);
}

/** A candidate as lists show them: the phone masked unless it was asked for, the name for those who may not see it. */
export type CandidateView = Omit<CandidateLine, 'phoneCipher'> & { phone: string };

/**
 * Candidates of a call-out with why they stand where they stand; those with a place first. With `unmask` their phones are
 * shown in full, for whoever leads them on site, and the audit says to whom, whose and why.
 */
export async function candidates(
  office: Office,
  actor: Actor,
  { runId, unmask, ...wanted }: CandidatesWanted & { runId: number; unmask?: { reason: string } },
): Promise<CandidateView[]> {
  requireRight(actor, 'see people');
  if (unmask) requireSight(actor, unmask.reason);
  await visibleCallOut(office, actor, runId);
  const found = await candidatesOf(office.database, {
    ...wanted,
    run: runId,
    scopePath: actor.scopePath,
  });
  if (unmask) {
    const entry = { actor: actor.name, action: 'call-out unmask', subject: `run ${runId}` };
    const detail = { reason: unmask.reason, people: found.map(({ person }) => person) };
    await writeAudit(office.database, { ...entry, detail }, office.clock.now());
  }
  return found.map(({ phoneCipher, ...line }) => ({
    ...line,
    name: shownName(actor, line.name),
    phone: unmask && phoneCipher ? office.keys.decrypt(phoneCipher) : maskedPhone(office, { phoneCipher }),
  }));
}

/**
 * Notes by the leader's list that people came. All or nobody: one who cannot be found, or is no candidate, stops it.
 * @param people ledger ids, phones or full names; a name is looked for among those who were asked first
 * @returns how many were noted now; the others were noted before
 */
export async function attest(
  office: Office,
  actor: Actor,
  { runId, people }: { runId: number; people: readonly string[] },
): Promise<{ noted: number; before: number }> {
  requireRight(actor, 'run campaigns');
  await visibleCallOut(office, actor, runId);
  await ownRun(office, actor, runId);
  const ids = new Set<number>();
  for (const [at, written] of people.entries()) {
    ids.add(await listed(at, candidateMeant(office, actor, runId, written)));
  }
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const noted = await signIn(sql, { run: runId, people: [...ids], at: now, by: actor.name });
    const entry = {
      actor: actor.name,
      action: 'call-out attest',
      subject: `run ${runId}`,
      detail: { people: noted },
    };
    if (noted > 0) await writeAudit(sql, entry, now);
    return { noted, before: ids.size - noted };
  });
}

async function candidateMeant(office: Office, actor: Actor, runId: number, written: string): Promise<number> {
  const [named, ...others] = await candidatesNamed(office.database, { run: runId, name: written.trim() });
  if (named !== undefined && others.length === 0) return named;
  const { id } = await personMeant(office, actor, written, runId);
  if ((await strangersTo(office.database, runId, [id])).length === 0) return id;
  throw refuse(
    'invalid',
    'no-candidate',
    `编号 ${id} 的人不是这次集结的候选人，或因故不予询问：不能登记到场`,
    `person ${id} is no candidate of this call-out, or was excluded from it: cannot be noted as having come`,
  );
}

/** Says which one of a list nobody, or nobody alone, is meant by. */
const listed = (at: number, person: Promise<number>): Promise<number> =>
  person.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    const [first, ...rest] = error.problems;
    throw new Refusal(error.kind, [{ ...first!, path: ['people', at] }, ...rest]);
  });

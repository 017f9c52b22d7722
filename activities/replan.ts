import { dutyTimes, dutyTimesFrom } from '../campaigns/deadline/due.js';
import type { PlannedDuty, PlannedRung } from '../domain/duties/duty.js';
import { LIAISON, nextDigest, type LadderGround } from '../domain/duties/ladder.js';
import { itinerary, type ItineraryItem, type Plan } from '../domain/plan/plan.js';
import type { ChasedPlan } from '../domain/plan/replan.js';
import { writeAudit } from '../ledger/audit.js';
import { openDuties, subjectDays, type DutyInstants, type OpenedDuty } from '../ledger/duties/open.js';
import { excuseDropped, holdDigests, moveOwed, owedFromDays } from '../ledger/duties/replan.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import { exchangePlan, holdRun, openVersion, type PlanVersion } from '../ledger/plan-versions.js';
import { runById } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { ActivityDependencies } from './deps.js';

/** Following a plan that was made anew. */
export function replanActivities({ database, clock }: Pick<ActivityDependencies, 'database' | 'clock'>) {
  return {
    /**
     * Carries out the version that was approved, if one waits: the run's plan, and the days and reminders of what is owed, in
     * one transaction. A repeated activity finds it carried out.
     * @returns what the workflow follows from now on
     */
    replanRun: (runId: number): Promise<ItineraryItem[]> =>
      database.begin(async (sql) => {
        // In the order in which everyone takes them: digests, then the run, then its duties.
        await holdDigests(sql);
        await holdRun(sql, runId);
        const version = await openVersion(sql, runId);
        if (version?.decision === 'approved') await carryOut(sql, version, clock.now());
        const run = await runById(sql, runId);
        if (!run) throw new Error(`run ${runId} is gone from the ledger`);
        return itinerary(run.plan as Plan);
      }),
  };
}

async function carryOut(sql: Statement, version: PlanVersion, now: Date): Promise<void> {
  const { runId, plan, planHash, madeBy: by } = version;
  const before = (await runById(sql, runId))!.plan as ChasedPlan;
  await exchangePlan(sql, version, now);
  const ground = await groundOf(sql, plan);
  const known = new Set(before.duties.map(({ key }) => key));
  const counts = {
    moved: await moveDuties(sql, version, { ground, now }),
    excused: await excuseDropped(sql, {
      ...{ runId, by, now },
      keys: plan.duties.filter(({ dropped }) => dropped).map(({ key }) => key),
    }),
    opened: await openDuties(sql, {
      ...{ runId, now },
      opened: await openedNow(
        sql,
        plan.duties.filter(({ key }) => !known.has(key)),
        { ground, now },
      ),
    }),
  };
  const detail = { version: version.version, plan: planHash, ...counts };
  await writeAudit(sql, { actor: 'muster', action: 'run replanned', subject: `run ${runId}`, detail }, now);
}

const groundOf = async (sql: Statement, { steps: [digest] }: ChasedPlan): Promise<LadderGround> => ({
  ...{ workdays: await loadedWorkdays(sql), time: digest.time },
});

/** What a duty's instants are reckoned by. */
interface Reckoning {
  ground: LadderGround;
  now: Date;
}

/** What is owed by everybody alike goes where the plan says, what is owed from days of its own where those lead. */
async function moveDuties(
  sql: Statement,
  { runId, version, plan, madeBy: by }: PlanVersion,
  { ground, now }: Reckoning,
): Promise<number> {
  const common = { runId, version, by, now, word: wordOfMove(ground, now) };
  let moved = 0;
  for (const duty of plan.duties) {
    if (duty.dropped) continue;
    const { key } = duty;
    if (duty.dueAt !== null) moved += await moveOwed(sql, { ...common, key, day: null, ...alike(duty) });
    else
      for (const day of await daysOwed(sql, { runId, key, now }))
        moved += await moveOwed(sql, { ...common, key, day, ...fromDay(day, duty, { ground, now }) });
  }
  return moved;
}

const daysOwed = async (
  sql: Statement,
  { runId, key, now }: { runId: number; key: string; now: Date },
): Promise<Set<string>> =>
  new Set((await owedFromDays(sql, { runId, keys: [key], now })).map(({ day }) => day));

const wordOfMove = (ground: LadderGround, now: Date): PlannedRung => ({
  ...{ rung: 'moved', to: 'debtor', roles: LIAISON },
  at: nextDigest(new Date(now.getTime() + 1), ground).toISOString(),
});

const alike = ({ dueAt, lockAt, rungs, provisional }: PlannedDuty): DutyInstants => ({
  ...{ rungs, provisional },
  dueAt: new Date(dueAt!),
  lockAt: new Date(lockAt!),
});

const fromDay = (day: string, duty: PlannedDuty, { ground, now }: Reckoning): DutyInstants => {
  const { ladder, graceWorkdays, dueWorkdays = 0 } = duty;
  return dutyTimesFrom(day, dueWorkdays, { opens: now, ladder, graceWorkdays }, ground);
};

/** What is asked for only now is reminded of from now on. */
async function openedNow(
  sql: Statement,
  duties: readonly PlannedDuty[],
  reckoning: Reckoning,
): Promise<OpenedDuty[]> {
  const opened: OpenedDuty[] = [];
  for (const duty of duties) opened.push({ duty, instants: await instantsOf(sql, duty, reckoning) });
  return opened;
}

async function instantsOf(
  sql: Statement,
  duty: PlannedDuty,
  { ground, now }: Reckoning,
): Promise<OpenedDuty['instants']> {
  const { dueAt, ladder, graceWorkdays, provisional } = duty;
  if (dueAt === null)
    return (await subjectDays(sql, duty)).map((day) => ({ day, ...fromDay(day, duty, { ground, now }) }));
  const times = dutyTimes(new Date(dueAt), { opens: now, ladder, graceWorkdays }, ground);
  return [{ day: null, ...times, provisional }];
}

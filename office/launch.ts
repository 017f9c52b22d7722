import { canonicalJson, launchKey, planHash } from '../domain/plan/hash.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { createRun, type Run } from '../ledger/runs.js';
import type { Office } from './office.js';
import type { Prepared } from './prepare.js';
import { startRun } from './start.js';

/** What a launch answers. */
export interface Launched {
  run: Run;
  /** False: the same thing was launched before, and this is that run. */
  created: boolean;
  /** False: Temporal is away; the run is written down and starts by itself when it is back. */
  started: boolean;
}

/**
 * Launches a prepared campaign: first the row in the ledger, under a unique key, then its workflow. Whatever
 * dies between, the sweeper starts what was left unstarted.
 */
export async function launch(office: Office, actor: Actor, prepared: Prepared): Promise<Launched> {
  const now = office.clock.now();
  const { run, created } = await office.database.begin(async (sql) => {
    const outcome = await createRun(
      sql,
      {
        key: launchKey(prepared.definition, now),
        definition: prepared.definition,
        plan: prepared.plan,
        planHash: planHash(prepared.plan),
        scopePath: actor.scopePath,
        launchedBy: actor.name,
        audienceAtLaunch: prepared.audience,
      },
      now,
    );
    if (outcome.created) await writeAudit(sql, launchEntry(actor, outcome.run), now);
    return outcome;
  });
  if (run.state !== 'starting') return { run, created, started: true };
  const started = await startRun(office.temporal, run).then(
    () => true,
    () => false,
  );
  return { run, created, started };
}

const launchEntry = (actor: Actor, run: Run) => ({
  actor: actor.name,
  action: 'run launch',
  subject: `run ${run.id}`,
  detail: {
    plan: run.planHash,
    audience: run.audienceAtLaunch,
    ...run.plan.steps.reduce((reasons, step) => (step.emergency ? { ...reasons, emergency: step.emergency } : reasons), {}),
  },
});

/** Whether two definitions say the same, however they were written. */
export const sameDefinition = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

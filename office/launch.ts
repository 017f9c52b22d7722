import { readDefinition, type Definition } from '../campaigns/registry.js';
import { canonicalJson, launchKey, planHash } from '../domain/plan/hash.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { createRun, runByKey, type LaunchedRun, type Run } from '../ledger/runs.js';
import type { Office } from './office.js';
import { mayLookAt } from './look-up.js';
import type { Prepared } from './prepare.js';
import { Refusal } from './refusal.js';
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
        key: launchKey(prepared.definition, { now, scopePath: actor.scopePath }),
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
  if (!created) sameLaunch(actor, run, prepared.definition);
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
    ...run.plan.steps.reduce(
      (reasons, step) => (step.emergency ? { ...reasons, emergency: step.emergency } : reasons),
      {},
    ),
  },
});

/**
 * The run that a definition has been launched as before. Asked before anything is planned: the second launch of
 * the same thing may come when its time is past, and is still answered with the first.
 * @throws {Refusal} when its key stands for something else
 */
export async function launchedBefore(
  office: Office,
  actor: Actor,
  written: unknown,
): Promise<Run | undefined> {
  const read = readDefinition(written);
  if (!read.ok) return undefined;
  const run = await runByKey(
    office.database,
    launchKey(read.value, { now: office.clock.now(), scopePath: actor.scopePath }),
  );
  return run && sameLaunch(actor, run, read.value);
}

/** The run itself, if it was launched from the same definition, however that was written, and the actor may see it. */
function sameLaunch(actor: Actor, run: LaunchedRun, definition: Definition): Run {
  if (mayLookAt(actor, run) && canonicalJson(run.definition) === canonicalJson(definition)) return run;
  throw new Refusal('conflict', [
    {
      path: ['key'],
      reason: 'key-in-use',
      zh: `唯一标识 “${run.key}” 已用于内容不同的活动 ${run.id}：请换一个标识，或恢复原来的内容`,
      en: `the key “${run.key}” belongs to run ${run.id}, which says something else: choose another key, or restore its content`,
    },
  ]);
}

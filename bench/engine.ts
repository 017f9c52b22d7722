import type { SendStep } from '../domain/plan/plan.js';
import { officeDay } from '../domain/calendar/office-day.js';
import { writeMessagePage } from '../ledger/materialise.js';
import { freezeAudience, openOccurrence } from '../ledger/occurrences.js';
import { createRun, moveRun, type Run } from '../ledger/runs.js';
import { templateByCode } from '../ledger/templates.js';
import { prepare } from '../office/prepare.js';
import { barePipeline } from './floors/pipeline.js';
import { materialiseAtOnce } from './floors/materialise.js';
import { launchNotice, untilDrained } from './office.js';
import type { BenchStack } from './stack.js';
import { seconds } from './until.js';

let paused = 0;

/** A run that no process touches: written down and held. */
async function heldRun({ office, actor }: BenchStack): Promise<Run> {
  const { plan, definition, audience } = await prepare(office, actor, {
    kind: 'notice',
    title: 'bench',
    emergency: 'bench',
    audience: { committees: ['tangshan'] },
    channels: [{ channel: 'sms', template: 'flood-warning', variables: { river: '滦河' } }],
  });
  const now = office.clock.now();
  const key = `held-${process.pid}-${++paused}`;
  const row = {
    key,
    definition,
    plan,
    planHash: key,
    scopePath: actor.scopePath,
    launchedBy: actor.name,
    audienceAtLaunch: audience,
  };
  return office.database.begin(async (sql) => {
    const { run } = await createRun(sql, row, now);
    for (const to of ['running', 'paused'] as const) await moveRun(sql, { runId: run.id, to, now });
    return run;
  });
}

/** Opens the one occurrence of a held run. */
async function heldOccurrence(bench: BenchStack, run: Run) {
  return openOccurrence(bench.office.database, {
    runId: run.id,
    step: run.plan.steps[0],
    number: 1,
    providers: { sms: 'inert', email: 'inert' },
  });
}

/** Seconds the floor of materialising takes. */
export async function floorOfMaterialise(bench: BenchStack): Promise<number> {
  const { database, clock } = bench.office;
  const occurrence = await heldOccurrence(bench, await heldRun(bench));
  const template = await templateByCode(database, 'flood-warning');
  return seconds(() =>
    materialiseAtOnce(database, { occurrenceId: occurrence.id, templateId: template!.id, now: clock.now() }),
  );
}

/** Seconds our materialising takes: audience frozen, then messages page by page behind the cursor. */
export async function materialise(bench: BenchStack): Promise<number> {
  const { database, clock } = bench.office;
  const run = await heldRun(bench);
  const occurrence = await heldOccurrence(bench, run);
  const step = run.plan.steps[0] as SendStep;
  const template = await templateByCode(database, 'flood-warning');
  const source = {
    channel: 'sms',
    templateId: template!.id,
    provider: 'inert',
    variables: { river: '滦河' },
    personal: [],
  } as const;
  const now = clock.now();
  return seconds(async () => {
    const bounds = { scopePath: run.scopePath, officeDay: officeDay(now) };
    await freezeAudience(database, occurrence, { rule: step.audience, bounds, atMost: Infinity, now });
    for (let through: number | undefined = 0; through !== undefined;) {
      ({ through } = await writeMessagePage(database, occurrence.id, {
        channels: [source],
        notBefore: now,
        now,
      }));
    }
  });
}

/** Seconds the bare pipeline takes for as many rows. */
export const floorOfEngine = ({ office, stack }: BenchStack, people: number): Promise<number> =>
  barePipeline(office.database, stack.settings['REDIS_URL']!, people);

/** Seconds from launch to the last result, the whole engine: workflow, ledger, queue, dispatcher, provider. */
export async function engine(bench: BenchStack): Promise<{ seconds: number; run: Run }> {
  const began = performance.now();
  const run = await launchNotice(bench, { channel: 'sms' });
  await untilDrained(bench, run);
  return { seconds: (performance.now() - began) / 1000, run };
}

import { officeDay } from '../../domain/calendar/office-day.js';
import { nextOpen } from '../../domain/messages/window.js';
import { RECIPIENT_VARIABLES } from '../../domain/messages/template.js';
import type { SendStep } from '../../domain/plan/plan.js';
import { writeMessagePage, type ChannelSource } from '../../ledger/materialise.js';
import { freezeAudience, openOccurrence, type Occurrence } from '../../ledger/occurrences.js';
import { createRun, moveRun, type Run } from '../../ledger/runs.js';
import type { City, Name } from './cast.js';
import { NOW } from './cast.js';

/** Names of the providers that carry the messages of test runs. */
export const PROVIDERS = { sms: 'carrier', email: 'relay' } as const;

/** What a test run differs in. */
export interface Wish extends Partial<
  Pick<
    SendStep,
    'audience' | 'lane' | 'class' | 'window' | 'expiresAt' | 'cap' | 'carrierCap' | 'topic' | 'irrefusable'
  >
> {
  key?: string;
  /** Code of the SMS template; absent, with no mail either: `flood`. */
  sms?: string;
  /** Code of the mail template. */
  email?: string;
  now?: Date;
  scopePath?: string;
  /** Only tries its texts out. */
  test?: boolean;
  pageSize?: number;
}

/** A run whose only step has been written. */
export interface Launched {
  run: Run;
  step: SendStep;
  occurrence: Occurrence;
  channels: ChannelSource[];
}

let launches = 0;

/** The only step of a test run: everybody of the city, at any hour, uncapped, unless wished otherwise. */
export function stepOf(city: City, wish: Wish = {}): SendStep {
  const templates = [wish.sms ?? (wish.email === undefined ? 'flood' : undefined), wish.email].filter(
    (code) => code !== undefined,
  );
  return {
    key: 'send',
    kind: 'send',
    at: (wish.now ?? NOW).toISOString(),
    audience: wish.audience ?? { committees: ['tangshan'] },
    channels: templates
      .map((code) => city.template(code))
      .map(({ channel, code, version, text }) => ({
        ...{ channel, template: code, version },
        variables: text.includes('${river}') ? { river: '滦河' } : {},
      })),
    lane: wish.lane ?? 'bulk',
    class: wish.class ?? 'notice',
    window: wish.window ?? null,
    emergency: null,
    expiresAt: wish.expiresAt ?? null,
    cap: wish.cap ?? { perDay: null, perWeek: null },
    ...refusingOf(wish),
    settleSeconds: 0,
  };
}

const refusingOf = ({ carrierCap = null, topic = 'notices', irrefusable = null }: Wish) => ({
  ...{ carrierCap, topic, irrefusable },
});

/** Writes a run down, running, with its occurrence open and nobody frozen yet. */
export async function openRun(city: City, wish: Wish = {}): Promise<Launched> {
  const { database } = city;
  const now = wish.now ?? NOW;
  const step = stepOf(city, wish);
  const plan = { kind: 'notice', title: '测试通知', steps: [step] } as const;
  const { run } = await createRun(
    database,
    {
      ...{
        key: wish.key ?? `test-${++launches}`,
        definition: {},
        plan: { ...plan, steps: [step] },
        planHash: 'hash',
      },
      ...{ scopePath: wish.scopePath ?? 'tangshan/', launchedBy: '何军', audienceAtLaunch: 100 },
      test: wish.test ?? false,
    },
    now,
  );
  await moveRun(database, { runId: run.id, to: 'running', now });
  const occurrence = await openOccurrence(database, { runId: run.id, step, number: 1, providers: PROVIDERS });
  return { run: { ...run, state: 'running' }, step, occurrence, channels: sourcesOf(city, step) };
}

/** Freezes the audience of an open run. */
export const freeze = (city: City, { run, step, occurrence }: Launched, now: Date, atMost = 1_000_000) =>
  freezeAudience(city.database, occurrence, {
    rule: step.audience,
    bounds: { scopePath: run.scopePath, officeDay: officeDay(now) },
    ...{ atMost, now },
  });

/** Writes a run with everything up to its queued messages, as the materialise activity does. */
export async function launch(city: City, wish: Wish = {}): Promise<Launched> {
  const now = wish.now ?? NOW;
  const launched = await openRun(city, wish);
  await freeze(city, launched, now);
  await writeAll(city, launched, wish);
  return launched;
}

/** Writes every page of a frozen run. */
export async function writeAll(
  city: City,
  { occurrence, channels, step }: Launched,
  { now = NOW, pageSize = 1000 }: Wish = {},
) {
  const page = { channels, notBefore: nextOpen(step.window, now), now, pageSize };
  while ((await writeMessagePage(city.database, occurrence.id, page)).through !== undefined);
}

const sourcesOf = (city: City, step: SendStep): ChannelSource[] =>
  step.channels.map(({ channel, template, variables }) => {
    const { id, text } = city.template(template);
    const personal = RECIPIENT_VARIABLES.filter((name) => text.includes(`\${${name}}`));
    return { channel, templateId: id, provider: PROVIDERS[channel], variables, personal };
  });

/** Where each person's message of a run stands: `state`, or `state: reason`. */
export async function states(
  city: City,
  { run }: Pick<Launched, 'run'>,
  channel: 'sms' | 'email' = 'sms',
): Promise<Partial<Record<Name, string>>> {
  const rows = await city.database<{ name: Name; state: string; reason: string | null }[]>`
    SELECT p.name, m.state, m.reason FROM message m JOIN occurrence o ON o.id = m.occurrence_id JOIN person p ON p.id = m.person_id
    WHERE o.run_id = ${run.id} AND m.channel = ${channel} ORDER BY m.person_id`;
  return Object.fromEntries(
    rows.map(({ name, state, reason }) => [name, reason === null ? state : `${state}: ${reason}`]),
  );
}

/** Ids of a run's batches of a channel, the oldest first. */
export async function batchesOf(
  city: City,
  { run }: Pick<Launched, 'run'>,
  channel: 'sms' | 'email' = 'sms',
): Promise<number[]> {
  const rows = await city.database<{ id: number }[]>`
    SELECT b.id FROM batch b JOIN occurrence o ON o.id = b.occurrence_id WHERE o.run_id = ${run.id} AND b.channel = ${channel} ORDER BY b.id`;
  return rows.map(({ id }) => id);
}

/** The only batch of a run's channel. */
export async function batchOf(
  city: City,
  launched: Pick<Launched, 'run'>,
  channel: 'sms' | 'email' = 'sms',
): Promise<number> {
  const [id, ...others] = await batchesOf(city, launched, channel);
  if (id === undefined || others.length > 0)
    throw new Error(`the run has ${others.length} batches more than one`);
  return id;
}

/** A batch as it stands. */
export async function batchRow(city: City, id: number) {
  const [row] = await city.database`SELECT * FROM batch WHERE id = ${id}`;
  if (!row) throw new Error(`no batch ${id}`);
  return row;
}

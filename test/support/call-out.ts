import { CALL_OUT_TEMPLATES } from '../../campaigns/call-out/texts.js';
import type { Answer, Effect } from '../../domain/call-out/places.js';
import type { CandidateState } from '../../domain/call-out/states.js';
import { ASK_STEP, TELL_STEPS } from '../../domain/call-out/steps.js';
import { RECIPIENT_VARIABLES } from '../../domain/messages/template.js';
import { variablesOf } from '../../domain/messages/placeholders.js';
import type { AskStep, ChannelPlan, TellEvent, TellStep } from '../../domain/plan/plan.js';
import { applyAnswers } from '../../ledger/call-outs/answers.js';
import { openCallOut } from '../../ledger/call-outs/open.js';
import { freezeWave } from '../../ledger/call-outs/waves.js';
import { writeMessagePage } from '../../ledger/materialise.js';
import { nextFiring, openOccurrence, type Occurrence } from '../../ledger/occurrences.js';
import { freezeOwed, stepsOwed } from '../../ledger/owed.js';
import { createRun, moveRun } from '../../ledger/runs.js';
import { templateByCode } from '../../ledger/templates.js';
import type { Statement } from '../../runtime/database.js';
import { NOW, type City } from './cast.js';
import { PROVIDERS } from './launch.js';
import { addApproved, newTemplate } from './templates.js';

/** Brings the call-out's templates into a test's ledger, once. */
export async function settleTexts({ database }: City): Promise<void> {
  for (const [at, template] of CALL_OUT_TEMPLATES.entries()) {
    const carrierCode = `SMS_15400020${at}`;
    await addApproved(database, newTemplate(template), { carrierCode, now: NOW });
  }
}

/** What a test's call-out differs in. */
export interface CallWish extends Partial<
  Pick<AskStep, 'needed' | 'requires' | 'audience' | 'acceptance' | 'waveSeconds'>
> {
  key?: string;
  title?: string;
  /** When the event begins and ends; absent: 08:30 to 12:00 of the Saturday after `NOW`. */
  from?: string;
  to?: string;
  /** Code of the committee in whose area it is. */
  near?: string | null;
  now?: Date;
  scopePath?: string;
  signInCode?: string;
}

/** A call-out whose candidates are ranked, and nobody asked yet. */
export interface OpenCall {
  run: number;
  step: AskStep;
}

/** What its texts say of a test's event. */
const VALUES = {
  ...{ event: '防汛演练', place: '滦河大坝东侧', time: '8月8日（周六）08:30至12:00' },
  ...{ bring: '雨衣', risks: '路滑' },
};

const channelOf = (step: string): ChannelPlan[] => {
  const code = `call-out-${step}`;
  const used = variablesOf(CALL_OUT_TEMPLATES.find((template) => template.code === code)!.text);
  const variables = Object.fromEntries(Object.entries(VALUES).filter(([name]) => used.includes(name)));
  return [{ channel: 'sms', template: code, version: 1, variables }];
};

const sending = {
  lane: 'urgent',
  class: 'notice',
  window: null,
  emergency: null,
  expiresAt: null,
  cap: { perDay: null, perWeek: null },
} as const;

/** The asking step of a test's call-out: ten places for everyone with the skill `drill`. */
export function askStep(wish: CallWish = {}): AskStep {
  const { from = '2026-08-08T00:30:00.000Z', to = '2026-08-08T04:00:00.000Z', near = null, now = NOW } = wish;
  const { needed = 10, acceptance = 0.5, waveSeconds = 1800, requires = [] } = wish;
  const { audience = { committees: ['tangshan'], skills: ['drill'] } } = wish;
  return {
    ...sending,
    ...{ key: ASK_STEP, kind: 'ask', at: now.toISOString(), channels: channelOf(ASK_STEP) },
    ...{ audience, requires, needed, waveSeconds, acceptance },
    event: { title: VALUES.event, place: VALUES.place, near, from, to },
    ...{ signInSeconds: 43_200, settleSeconds: 0 },
  };
}

const tellSteps = (): TellStep[] =>
  (Object.entries(TELL_STEPS) as [TellEvent, string][]).map(([after, key]) => ({
    ...sending,
    ...{ key, kind: 'tell', after, at: null, channels: channelOf(key) },
  }));

let calls = 0;

/** Writes a call-out's run down, running, and not opened yet. */
export async function callRun(city: City, wish: CallWish = {}): Promise<OpenCall> {
  const { database } = city;
  const now = wish.now ?? NOW;
  const step = askStep(wish);
  const { run } = await createRun(
    database,
    {
      ...{ key: wish.key ?? `call-${++calls}`, definition: {}, planHash: 'hash' },
      plan: { kind: 'call-out', title: wish.title ?? '防汛演练', steps: [step, ...tellSteps()] },
      ...{ scopePath: wish.scopePath ?? 'tangshan/', launchedBy: '何军', audienceAtLaunch: 100 },
    },
    now,
  );
  await moveRun(database, { runId: run.id, to: 'running', now });
  return { run: run.id, step };
}

/** Opens a call-out: everyone it means is ranked. */
export async function openCall(city: City, wish: CallWish = {}): Promise<OpenCall> {
  const call = await callRun(city, wish);
  const { scopePath = 'tangshan/', signInCode = '1234', now = NOW } = wish;
  await openCallOut(city.database, { runId: call.run, step: call.step, scopePath, signInCode, now });
  return call;
}

/** How a test's wave differs. */
export interface WaveWish {
  now?: Date;
  answerBy?: Date;
  /** State its texts are in after; absent: `delivered`. */
  texts?: 'queued' | 'delivered';
}

/** Asks the next so many, as the activity does. */
export async function askWave(
  city: City,
  { run, step }: OpenCall,
  size: number,
  { now = NOW, answerBy = new Date(now.getTime() + 1_800_000), texts = 'delivered' }: WaveWish = {},
): Promise<{ asked: number; occurrence: Occurrence }> {
  const wave = await nextFiring(city.database, { runId: run, step: step.key });
  const occurrence = await openOccurrence(city.database, {
    runId: run,
    step,
    number: wave,
    providers: PROVIDERS,
  });
  const asked = await freezeWave(city.database, {
    ...{ run, occurrenceId: occurrence.id, wave, size, event: step.event, answerBy, now },
  });
  await writeFiring(city, step, occurrence, now);
  if (texts === 'delivered') await deliver(city, { run });
  return { asked, occurrence };
}

/** Asks everyone who may be asked, in one wave. */
export const askEveryone = (city: City, call: OpenCall, wish: WaveWish = {}) =>
  askWave(city, call, 100_000, wish);

async function writeFiring(
  city: City,
  step: AskStep | TellStep,
  { id }: Occurrence,
  now: Date,
): Promise<void> {
  const { template: code, variables, version } = step.channels[0]!;
  const template = (await templateByCode(city.database, code, version))!;
  const used = variablesOf(template.text);
  const channel = {
    ...{ channel: 'sms' as const, templateId: template.id, provider: PROVIDERS.sms, variables },
    personal: RECIPIENT_VARIABLES.filter((name) => used.includes(name)),
  };
  const page = { channels: [channel], notBefore: now, now };
  while ((await writeMessagePage(city.database, id, page)).through !== undefined);
}

/** Every queued text of a run reaches its phone, without a dispatcher. */
export async function deliver({ database }: City, { run }: Pick<OpenCall, 'run'>): Promise<void> {
  for (const [from, to] of [
    ['queued', 'sending'],
    ['sending', 'delivered'],
  ]) {
    await database`
      UPDATE message m SET state = ${to!} FROM occurrence o
      WHERE o.run_id = ${run} AND m.occurrence_id = o.id AND m.state = ${from!}`;
  }
}

/**
 * Tells everyone who is owed a word, as the activity does.
 * @param meanwhile happens after they are chosen and before their messages are written
 * @returns who was chosen for what, by step
 */
export async function tellOwed(
  city: City,
  { run }: OpenCall,
  now = NOW,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Record<string, number[]>> {
  const told: Record<string, number[]> = {};
  for (const key of await stepsOwed(city.database, run)) {
    const step = tellSteps().find((each) => each.key === key)!;
    const number = await nextFiring(city.database, { runId: run, step: key });
    const occurrence = await openOccurrence(city.database, {
      runId: run,
      step,
      number,
      providers: PROVIDERS,
    });
    await freezeOwed(city.database, { run, step: key, occurrenceId: occurrence.id, now });
    await meanwhile();
    await writeFiring(city, step, occurrence, now);
    const rows = await city.database<{ personId: number }[]>`
      SELECT person_id FROM recipient WHERE occurrence_id = ${occurrence.id} ORDER BY person_id`;
    told[key] = rows.map(({ personId }) => personId);
  }
  return told;
}

/** What somebody says, so many minutes after `NOW`. */
export const says = (
  person: number,
  word: Answer['says'],
  minutes = 0,
  more: Partial<Answer> = {},
): Answer => ({
  ...{ person, says: word, at: new Date(NOW.getTime() + minutes * 60_000), lateMinutes: null, people: null },
  ...more,
});

/** Applies answers to a call-out in a transaction of their own, or in the given one. */
export function answer(
  city: City,
  { run }: Pick<OpenCall, 'run'>,
  answers: readonly Answer[],
  { now = NOW, sql }: { now?: Date; sql?: Statement } = {},
): Promise<Effect[]> {
  const given = answers.map((each) => ({ ...each, run, reply: null, source: 'reply' as const }));
  return sql ? applyAnswers(sql, given, now) : city.database.begin((own) => applyAnswers(own, given, now));
}

/** How many candidates of a call-out are in each state. */
export async function counts(
  { database }: City,
  { run }: Pick<OpenCall, 'run'>,
): Promise<Partial<Record<CandidateState, number>>> {
  const rows = await database<{ state: CandidateState; count: number }[]>`
    SELECT state, count(*) FROM candidate WHERE run_id = ${run} GROUP BY state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Where one candidate stands. */
export async function candidateRow({ database }: City, { run }: Pick<OpenCall, 'run'>, person: number) {
  const [row] = await database`SELECT * FROM candidate WHERE run_id = ${run} AND person_id = ${person}`;
  if (!row) throw new Error(`${person} is no candidate of run ${run}`);
  return row;
}

/** The books of a call-out: what it counts, and what the rows say. */
export async function books({ database }: City, { run }: Pick<OpenCall, 'run'>) {
  const [row] = await database<[{ needed: number; taken: number; placed: number; responses: number }]>`
    SELECT c.needed, c.places_taken AS taken,
      (SELECT count(*) FROM candidate k WHERE k.run_id = c.run_id AND k.state = 'placed') AS placed,
      (SELECT count(*) FROM response r WHERE r.run_id = c.run_id) AS responses
    FROM call_out c WHERE c.run_id = ${run}`;
  return row;
}

/** People who are owed a step's word and have not been told. */
export async function owedTo(
  { database }: City,
  { run }: Pick<OpenCall, 'run'>,
  step: string,
): Promise<number[]> {
  const rows = await database<{ personId: number }[]>`
    SELECT person_id FROM owed WHERE run_id = ${run} AND step = ${step} AND occurrence_id IS NULL ORDER BY person_id`;
  return rows.map(({ personId }) => personId);
}

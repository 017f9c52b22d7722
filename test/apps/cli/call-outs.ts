import { CALL_OUT_TEMPLATES } from '../../../campaigns/call-out/texts.js';
import { hearReplies } from '../../../dispatch/hear-replies.js';
import type { Standing } from '../../../domain/call-out/places.js';
import type { AskStep } from '../../../domain/plan/plan.js';
import { applyAnswers } from '../../../ledger/call-outs/answers.js';
import { openCallOut } from '../../../ledger/call-outs/open.js';
import { freezeWave } from '../../../ledger/call-outs/waves.js';
import { openOccurrence } from '../../../ledger/occurrences.js';
import { moveRun, type Run } from '../../../ledger/runs.js';
import { addApproved, newTemplate } from '../../support/templates.js';
import { launch } from '../../../office/launch.js';
import { prepare } from '../../../office/prepare.js';
import type { Temporal } from '../../../office/temporal.js';
import { NOW, type Name } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { PROVIDERS } from '../../support/launch.js';
import { keepPush } from '../../support/push.js';
import { AWAY, openTestOffice, type TestOffice } from '../../office/office.js';

/** What somebody at the place texts to sign in. */
export const SIGN_IN_CODE = '4821';

/** A drill on the next Saturday, for two of the team; four of it may be asked. */
export const DRILL = {
  kind: 'call-out',
  title: '演练（防汛队）',
  event: {
    title: '防汛演练',
    place: '滦河大坝',
    near: 'bencheng',
    from: '2026-08-08 08:30',
    to: '2026-08-08 11:30',
    bring: '雨衣',
    risks: '路滑',
  },
  needed: 2,
  audience: { teams: ['flood'] },
};

/** An office with the team, and the texts of call-outs. */
export async function openCallOutOffice(): Promise<TestOffice> {
  const office = await openTestOffice();
  await loadTeam(office.city);
  for (const [at, template] of CALL_OUT_TEMPLATES.entries()) {
    const carrierCode = `SMS_1541000${10 + at}`;
    await addApproved(office.database, newTemplate(template), { carrierCode, now: NOW });
  }
  return office;
}

/** Launches a drill: running, and nobody ranked yet. */
export async function launchDrill(office: TestOffice, change: object = {}): Promise<Run> {
  const actor = office.actor('office');
  const { run } = await launch(office, actor, await prepare(office, actor, { ...DRILL, ...change }));
  await moveRun(office.database, { runId: run.id, to: 'running', now: NOW });
  return run;
}

/** Ranks everybody, as the first activity of its workflow does. */
export async function openDrill(office: TestOffice, change: object = {}): Promise<Run> {
  const run = await launchDrill(office, change);
  const opened = { runId: run.id, step: askOf(run), scopePath: run.scopePath, signInCode: SIGN_IN_CODE };
  await openCallOut(office.database, { ...opened, now: NOW });
  return run;
}

const askOf = ({ plan }: Run): AskStep => plan.steps.find((step): step is AskStep => step.kind === 'ask')!;

/** Asks a wave, half an hour to answer; the texts themselves are not written. */
export async function askWave(office: TestOffice, run: Run, number: number, size: number): Promise<void> {
  const step = askOf(run);
  const firing = { runId: run.id, step, number, providers: PROVIDERS };
  const occurrence = await openOccurrence(office.database, firing);
  await freezeWave(office.database, {
    ...{ run: run.id, occurrenceId: occurrence.id, wave: number, size, event: step.event, now: NOW },
    answerBy: new Date(NOW.getTime() + step.waveSeconds * 1000),
  });
}

/** Somebody answers, a minute after having been asked. */
export async function answer(
  office: TestOffice,
  run: Run,
  name: Name,
  says: 'yes' | 'no' | 'maybe',
  more: { lateMinutes?: number; people?: number } = {},
): Promise<void> {
  const given = {
    ...{ run: run.id, person: office.city.id(name), says, at: new Date(NOW.getTime() + 60_000) },
    ...{ reply: null, source: 'reply' as const, lateMinutes: null, people: null },
    ...more,
  };
  await office.database.begin((sql) => applyAnswers(sql, [given], NOW));
}

/** Where somebody stands. */
export async function stateOf({ database, city }: TestOffice, { id }: Run, name: Name): Promise<Standing> {
  const [row] = await database<[{ state: Standing }]>`
    SELECT state FROM candidate WHERE run_id = ${id} AND person_id = ${city.id(name)}`;
  return row.state;
}

/** A Temporal whose workflows answer every update like this, and remember what they were asked. */
export function answering(answers: object): { temporal: Temporal; asked: unknown[][] } {
  const asked: unknown[][] = [];
  const executeUpdate = (name: string, { args }: { args: unknown[] }) => {
    asked.push([name, ...args]);
    return Promise.resolve(answers);
  };
  const workflow = { getHandle: () => ({ executeUpdate, query: () => Promise.resolve(answers) }) };
  const withDeadline = (_: unknown, ask: () => Promise<unknown>) => ask();
  const client = { options: AWAY.client.options, connection: { withDeadline }, workflow };
  return { temporal: { ...AWAY, client } as unknown as Temporal, asked };
}

let heard = 0;

/** A reply comes in, as the carrier would push it, two minutes after everybody was asked. */
export async function hear(office: TestOffice, address: string, content: string): Promise<number> {
  const receivedAt = new Date(NOW.getTime() + 120_000);
  await office.database.begin(async (sql) => {
    await keepPush(sql, { kind: 'reply', provider: 'aliyun', body: '', receivedAt });
    const [{ id: inboxId }] = await sql<[{ id: number }]>`SELECT max(id) AS id FROM inbox`;
    const pushed = { inboxId, provider: 'aliyun', sequence: String(++heard), destination: '1', receivedAt };
    await hearReplies(office, sql, [{ ...pushed, address, content }], receivedAt);
  });
  const [row] = await office.database<[{ id: number }]>`SELECT max(id) AS id FROM reply`;
  return row.id;
}

import { readFile } from 'node:fs/promises';
import { afterAll, expect, jest, test } from '@jest/globals';
import { Runtime } from '@temporalio/worker';
import { parse } from 'yaml';
import { insertPeople, reservePersonIds } from '../../ledger/load.js';
import { launch as launchInEarnest } from '../../office/launch.js';
import { actorNamed } from '../../office/actor.js';
import { openOffice, type Office } from '../../office/office.js';
import { prepare } from '../../office/prepare.js';
import type { NoticePreview } from '../../office/preview.js';
import { OFFICE_SETTINGS } from '../../office/settings.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfig } from '../../runtime/config.js';
import { asset } from '../../runtime/root.js';
import { quietRuntime } from '../../workers/temporal-log.js';
import { settleQuestionTexts, speaksFor } from '../support/questions.js';
import { NOTHING_WRONG, openRehearsedOffice } from './cases.js';

Runtime.install(quietRuntime('rehearsal', 'error'));
afterAll(() => Runtime.instance().shutdown());

// Each brings engines of its own, and skips weeks.
jest.setTimeout(180_000);

const ACCOUNT = { SMS_SIGN_NAME: '唐山志愿', MAIL_FROM: 'office@muster.invalid' };
const { city, environment, tryOut } = await openRehearsedOffice({
  ...{ ...ACCOUNT, SEND_WINDOW: 'always', APPROVAL_AUDIENCE: '0', SETTLE_SECONDS: '3600' },
  SMS_BULK_CALLS_PER_SECOND: '7',
});
await settleQuestionTexts(city);
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });

const example = parse(await readFile(asset('examples', 'question-shelters.yaml'), 'utf8')) as object;
const question = { ...example, to: 'luannan' };

/** The office itself, where Temporal is away: what it launches waits. */
const office: Office = openOffice({
  config: loadConfig(environment, OFFICE_SETTINGS),
  temporal: {
    get client(): never {
      throw Object.assign(new Error('away'), { code: 14 });
    },
    address: '',
    close: () => Promise.resolve(),
  },
  clock: systemClock,
});
afterAll(() => office.close());

/** Launches something that waits for somebody else to agree. */
async function waiting(definition: object): Promise<number> {
  const { database } = city;
  const committee = city.committee('tangshan');
  await database`INSERT INTO operator (name, committee_id, role) VALUES ('head', ${committee}, 'head') ON CONFLICT DO NOTHING`;
  const actor = await actorNamed(office, 'office');
  const { run, started } = await launchInEarnest(office, actor, await prepare(office, actor, definition));
  expect(started).toBe(false);
  await database`UPDATE run SET state = 'proposed' WHERE id = ${run.id}`;
  return run.id;
}

const LADDER = ['asked', 'before-due', 'due', 'late', 'head', 'superior', 'unanswered'];

test('a question that nobody answers is chased to its end', async () => {
  const outcome = await tryOut({ definition: question });
  expect(outcome).toMatchObject({ endState: 'closed', findings: NOTHING_WRONG });
  expect(outcome.statement.balanced).toBe(true);
  expect([...new Set(outcome.statement.steps.map(({ step }) => step))].sort()).toEqual([...LADDER].sort());
  // The office's own pace, at which a rehearsal does not send.
  const paces = (outcome.preview as NoticePreview).steps.flatMap(({ channels }) =>
    channels.filter(({ channel }) => channel === 'sms').map(({ callsPerSecond }) => callsPerSecond),
  );
  expect(new Set(paces)).toEqual(new Set([7]));
});

test('so is one that waits for its approval, with its own row', async () => {
  const id = await waiting({ ...question, subject: '再问一次' });
  const outcome = await tryOut({ run: id });
  expect(outcome).toMatchObject({ title: '再问一次', endState: 'closed', findings: NOTHING_WRONG });
  const [row] =
    await city.database`SELECT r.state, a.decision FROM run r JOIN approval a ON a.run_id = r.id WHERE r.id = ${id}`;
  expect(row).toEqual({ state: 'proposed', decision: null });
});

const invited = (title: string) => ({
  ...{ kind: 'notice', title, audience: { committees: ['tangshan'] } },
  channels: [
    {
      ...{ channel: 'email', template: 'flood-mail', variables: { river: '滦河' } },
      invitation: { title: '防汛培训', place: '市民中心', from: '+9d 09:00', to: '+9d 11:00' },
    },
  ],
});

test('invitations arrive, of a definition and of a run that waits', async () => {
  const mails = async (what: Parameters<typeof tryOut>[0]) => {
    const { invitations, statement, findings } = await tryOut(what);
    expect(findings).toEqual(NOTHING_WRONG);
    const [line] = statement.steps;
    expect(line!.sent + line!.delivered).toBeGreaterThan(0);
    expect(invitations).toBe(line!.sent + line!.delivered);
  };
  await mails({ definition: invited('培训') });
  await mails({ run: await waiting(invited('又一次培训')) });
});

/** So many people join, whom nobody can write to. */
async function joined(count: number): Promise<void> {
  const home = city.committee('luannan');
  await city.database.begin(async (sql) => {
    const first = await reservePersonIds(sql, count);
    const people = Array.from({ length: count }, (_, at) => ({
      ...{ id: first + at, name: '张蔷', sex: 'female' as const, birthDate: '1990-01-01', idNumber: null },
      ...{ phone: null, email: null, homeCommitteeId: home, skills: [], roles: [], qualifications: [] },
      ...{ consents: [], memberships: [{ committeeId: home, from: '2020-01-01', to: null }] },
    }));
    await insertPeople(sql, people, systemClock.now());
  });
}

test('a run whose audience has grown ends the rehearsal with a sentence', async () => {
  const id = await waiting(invited('增加'));
  await joined(120);
  await expect(tryOut({ run: id })).rejects.toMatchObject({
    kind: 'conflict',
    problems: [{ reason: 'paused', zh: expect.stringMatching(/从发起时的 9 人增加到 \d+ 人/) as never }],
  });
});

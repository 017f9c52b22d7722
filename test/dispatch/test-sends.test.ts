import { beforeEach, expect, test } from '@jest/globals';
import { reconcile } from '../../dispatch/reconcile.js';
import { statementOf } from '../../ledger/statement.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, workOff } from '../support/desk.js';
import { launch, states } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.email.restart();
  desk.clock.set(NOW);
});

const subjects = (): (string | undefined)[] =>
  desk.email.calls.flatMap(({ messages }) => messages.map(({ subject }) => subject));

test('mails say that they are a test; texts go out as the carrier has approved them', async () => {
  await launch(city, { sms: 'named', email: 'flood-mail', test: true });
  await workOff(desk);
  expect(new Set(subjects())).toEqual(new Set(['【测试】滦河汛情']));
  expect(desk.sms.calls[0]?.messages[0]?.text).toBe('张蔷您好，倴城镇提醒：请远离滦河。');
  await launch(city, { email: 'flood-mail' });
  desk.email.restart();
  await workOff(desk);
  expect(new Set(subjects())).toEqual(new Set(['滦河汛情']));
});

test('a mail of a test that is sent once more is word for word the same', async () => {
  desk.email.restart(() => ({ kind: 'unknown', code: 'link.broken' }));
  await launch(city, { email: 'flood-mail', test: true });
  await workOff(desk);
  const tried = subjects().length;
  desk.email.behaviour = () => accepted;
  desk.clock.set(new Date(NOW.getTime() + 120_000));
  await reconcile(desk);
  await workOff(desk);
  expect(subjects().length).toBeGreaterThan(tried);
  expect(new Set(subjects())).toEqual(new Set(['【测试】滦河汛情']));
});

test('nobody has had their fill of messages through a test; who has opted out gets none', async () => {
  const tried = await launch(city, { sms: 'flood', test: true });
  await workOff(desk);
  expect(Object.values(await states(city, tried))).toContain('sent');
  const { steps } = await statementOf(database, tried.run.id, 'tangshan/');
  expect(steps[0]).toMatchObject({ balanced: true });
  const capped = await launch(city, { sms: 'flood', cap: { perDay: 1, perWeek: null } });
  const reasons = Object.values(await states(city, capped));
  expect(reasons).not.toContain('suppressed: frequency cap');
  expect(reasons).toContain('suppressed: opted out');
});

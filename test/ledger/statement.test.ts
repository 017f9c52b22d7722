import { beforeEach, describe, expect, test } from '@jest/globals';
import { statementOf, stateCounts } from '../../ledger/statement.js';
import { listFailed, redriveFailed } from '../../ledger/failed.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchesOf, launch, states } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
});

describe('the statement', () => {
  test('balances for every committee, channel and state, and is cut to the scope', async () => {
    const launched = await launch(city, { sms: 'flood', email: 'flood-mail' });
    await workOff(desk);
    const whole = await statementOf(database, launched.run.id, 'tangshan/');
    expect(whole).toMatchObject({ run: launched.run.id, balanced: true });
    expect(whole.steps).toEqual([
      expect.objectContaining({
        step: 'send',
        occurrence: 1,
        channel: 'sms',
        audience: 8,
        sent: 5,
        suppressed: 3,
        queued: 0,
        balanced: true,
      }),
      expect.objectContaining({
        step: 'send',
        occurrence: 1,
        channel: 'email',
        audience: 8,
        sent: 4,
        suppressed: 4,
        balanced: true,
      }),
    ]);
    expect(
      whole.committees.map(({ channel, committee, audience, sent }) => [channel, committee, audience, sent]),
    ).toEqual([
      ['sms', 'luannan', 5, 2],
      ['sms', 'qianxi', 3, 3],
      ['email', 'luannan', 5, 3],
      ['email', 'qianxi', 3, 1],
    ]);
    const county = await statementOf(database, launched.run.id, 'tangshan/qianxi/');
    expect(county.steps.map(({ audience, balanced }) => [audience, balanced])).toEqual([
      [3, true],
      [3, true],
    ]);
    expect(await stateCounts(database, launched.run.id)).toEqual({ sent: 9, suppressed: 7 });
    expect(await stateCounts(database, launched.run.id, 'tangshan/qianxi/')).toEqual({
      sent: 4,
      suppressed: 2,
    });
  });

  test('says so when somebody of the audience has no message', async () => {
    const launched = await launch(city);
    await database`DELETE FROM message WHERE person_id = ${city.id('刘洋')}`;
    const { balanced, steps, committees } = await statementOf(database, launched.run.id, 'tangshan/');
    expect([balanced, steps[0]?.balanced]).toEqual([false, false]);
    expect(committees.map((line) => [line.committee, line.balanced])).toEqual([
      ['luannan', true],
      ['qianxi', false],
    ]);
  });
});

describe('redriving', () => {
  test('puts what failed back into fresh batches, and it is sent', async () => {
    const launched = await launch(city);
    desk.sms.restart(() => ({ kind: 'rejected', scope: 'template', code: 'isv.SMS_TEMPLATE_ILLEGAL' }));
    await workOff(desk);
    const listed = await listFailed(database, {
      runId: launched.run.id,
      scopePath: 'tangshan/qianxi/',
      limit: 10,
    });
    expect(listed.map(({ person, reason, committee }) => [person, reason, committee])).toContainEqual([
      city.id('孙静'),
      'isv.SMS_TEMPLATE_ILLEGAL',
      '迁西县',
    ]);
    expect(await redriveFailed(database, { runId: launched.run.id, now: NOW })).toBe(5);
    expect(await redriveFailed(database, { runId: launched.run.id, now: NOW })).toBe(0);
    const first = desk.sms.calls[0]!.outId;
    desk.sms.restart();
    await workOff(desk);
    expect(desk.sms.calls.map(({ messages }) => messages.length)).toEqual([5]);
    expect(desk.sms.calls[0]!.outId).not.toBe(first);
    expect(await states(city, launched)).toMatchObject({ 孙静: 'sent', 张蔷: 'sent' });
    expect(await batchesOf(city, launched)).toHaveLength(2);
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });
});

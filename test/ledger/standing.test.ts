import { beforeEach, describe, expect, test } from '@jest/globals';
import { tellFromOffice, type OfficeWord } from '../../ledger/standing.js';
import { statementOf } from '../../ledger/statement.js';
import { listRuns, unstartedRuns } from '../../ledger/runs.js';
import { addStandingTexts } from '../../office/standing-texts.js';
import type { Statement } from '../../runtime/database.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, launch, states } from '../support/launch.js';
import { untilSomebodyWaits } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await database.begin((sql) => addStandingTexts(sql, NOW));

beforeEach(() => city.reset());

const VALUES = { cause: '通道停用', subject: 'smtp', since: '2026-08-01 09:00', until: '2026-08-01 10:00' };
const BY_MAIL = { channel: 'email', template: 'office-alert-over-mail', variables: VALUES } as const;
const [qiang, yang] = [city.id('张蔷'), city.id('刘洋')];

const tell = (word: Partial<OfficeWord> = {}, sql: Statement = database) =>
  tellFromOffice(sql, { step: 'alert-over', people: [qiang, yang], messages: [BY_MAIL], now: NOW, ...word });

const standing = async () => {
  const [run] = await database<{ id: number; state: string; scopePath: string; title: string }[]>`
    SELECT id, state, scope_path, title FROM run WHERE kind = 'standing'`;
  return run!;
};
const inRun = async () => ({ run: (await standing()) as never });

describe('the standing run', () => {
  test('is there with the first word, runs for the whole office, and is one', async () => {
    expect(await tell()).toBe(2);
    expect(await tell({ step: 'approval-asked' })).toBe(2);
    expect(await standing()).toMatchObject({ state: 'running', scopePath: 'tangshan/', title: '办公室日常' });
    expect(await listRuns(database, { scopePath: 'tangshan/', limit: 9 })).toHaveLength(1);
    expect(await unstartedRuns(database, new Date(NOW.getTime() + 3_600_000))).toEqual([]);
  });

  test('accounts for every word by step, firing and channel', async () => {
    await tell();
    await tell({ people: [qiang] });
    const { balanced, steps } = await statementOf(database, (await standing()).id, 'tangshan/');
    expect(balanced).toBe(true);
    expect(steps).toEqual([
      expect.objectContaining({
        step: 'alert-over',
        occurrence: 1,
        channel: 'email',
        audience: 2,
        balanced: true,
      }),
      expect.objectContaining({
        step: 'alert-over',
        occurrence: 2,
        channel: 'email',
        audience: 1,
        balanced: true,
      }),
    ]);
  });

  test('says nothing if the transaction it speaks in comes to nothing', async () => {
    const reason = new Error('taken back');
    await expect(
      database.begin(async (sql) => {
        await tell({}, sql);
        throw reason;
      }),
    ).rejects.toBe(reason);
    expect(await listRuns(database, { scopePath: 'tangshan/', limit: 9 })).toEqual([]);
  });

  test('numbers the firings of those who speak at once one after another', async () => {
    await tell();
    const both = await Promise.all([
      database.begin(async (sql) => {
        await tell({}, sql);
        await untilSomebodyWaits(database);
      }),
      tell(),
    ]);
    expect(both).toEqual([undefined, 2]);
    const rows = await database`SELECT number FROM occurrence ORDER BY number`;
    expect(rows.map(({ number }) => number as number)).toEqual([1, 2, 3]);
  });
});

describe('a word of the office', () => {
  test('waits in the alert lane, due at once, at any hour, uncapped and stale after a day', async () => {
    await tell();
    const [row] = await database`
      SELECT b.lane, b.state, b.not_before, o.window_from, o.cap_per_day, o.cap_per_week, o.expires_at, o.class
      FROM batch b JOIN occurrence o ON o.id = b.occurrence_id`;
    expect(row).toEqual({
      ...{
        lane: 'alert',
        state: 'queued',
        notBefore: NOW,
        windowFrom: null,
        capPerDay: null,
        capPerWeek: null,
      },
      ...{ expiresAt: new Date(NOW.getTime() + 86_400_000), class: 'notice' },
    });
  });

  test('does not use up what its readers may get of campaigns', async () => {
    await tell();
    await database`UPDATE message SET state = 'sending'`;
    await database`UPDATE message SET state = 'sent'`;
    const launched = await launch(city, { email: 'flood-mail', cap: { perDay: 1, perWeek: null } });
    expect((await states(city, launched, 'email'))['张蔷']).toBe('queued');
  });

  test('leaves a channel out whose text its carrier has not approved, and says nothing without any', async () => {
    const bySms = { channel: 'sms', template: 'office-alert-over', variables: VALUES } as const;
    expect(await tell({ messages: [bySms, { ...BY_MAIL, template: 'no-such-text' }] })).toBe(0);
    expect(await listRuns(database, { scopePath: 'tangshan/', limit: 9 })).toEqual([]);
    expect(await tell({ messages: [bySms, BY_MAIL] })).toBe(2);
    expect(await batchesOf(city, await inRun(), 'sms')).toEqual([]);
    expect(await states(city, await inRun(), 'email')).toEqual({ 张蔷: 'queued', 刘洋: 'queued' });
  });

  test('says nothing to nobody', async () => {
    expect(await tell({ people: [] })).toBe(0);
    expect(await listRuns(database, { scopePath: 'tangshan/', limit: 9 })).toEqual([]);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { addConsent } from '../../ledger/consents.js';
import { countRecipients, openOccurrence } from '../../ledger/occurrences.js';
import { writeMessagePage } from '../../ledger/materialise.js';
import { statementOf } from '../../ledger/statement.js';
import { NOW, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, freeze, launch, openRun, PROVIDERS, states, writeAll } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);

beforeEach(() => city.reset());

const later = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

describe('freezing the audience', () => {
  test('happens once: who joins later is not a recipient', async () => {
    const launched = await openRun(city);
    expect(await freeze(city, launched, NOW)).toEqual({ recipients: 8 });
    expect(await freeze(city, launched, later(1))).toEqual({ recipients: 8 });
    expect(await countRecipients(database, launched.occurrence.id)).toBe(8);
  });

  test('by two at once gives everyone one row', async () => {
    const launched = await openRun(city);
    const both = await Promise.all([freeze(city, launched, NOW), freeze(city, launched, NOW)]);
    expect(both).toEqual([{ recipients: 8 }, { recipients: 8 }]);
  });

  test('stops before anyone is a recipient when the audience has grown', async () => {
    const launched = await openRun(city);
    expect(await freeze(city, launched, NOW, 7)).toEqual({ grown: 8 });
    expect(await countRecipients(database, launched.occurrence.id)).toBe(0);
    expect(await freeze(city, launched, NOW, 8)).toEqual({ recipients: 8 });
  });

  test('keeps the committee of that moment', async () => {
    const { occurrence, run } = await launch(city);
    await database`UPDATE person SET home_committee_id = ${city.committee('xingcheng')} WHERE id = ${city.id('张蔷')}`;
    const [row] =
      await database`SELECT committee_id FROM recipient WHERE occurrence_id = ${occurrence.id} AND person_id = ${city.id('张蔷')}`;
    await database`UPDATE person SET home_committee_id = ${city.committee('bencheng')} WHERE id = ${city.id('张蔷')}`;
    expect(row?.committeeId).toBe(city.committee('bencheng'));
    expect((await statementOf(database, run.id, 'tangshan/luannan/')).steps[0]?.audience).toBe(5);
  });

  test('opens an occurrence once, with the rules its messages obey', async () => {
    const wish = {
      window: { from: '20:00', to: '06:30' },
      cap: { perDay: 2, perWeek: null },
      expiresAt: later(1).toISOString(),
    };
    const { run, step, occurrence } = await openRun(city, wish);
    const again = await openOccurrence(database, { runId: run.id, step, number: 1, providers: PROVIDERS });
    expect(again.id).toBe(occurrence.id);
    const [row] =
      await database`SELECT window_from, window_to, cap_per_day, cap_per_week, expires_at FROM occurrence WHERE id = ${again.id}`;
    expect(row).toEqual({
      windowFrom: 1200,
      windowTo: 390,
      capPerDay: 2,
      capPerWeek: null,
      expiresAt: later(1),
    });
  });

  test('of one that is taken up again without anybody frozen the end is as of then; of a frozen one it stays', async () => {
    const opened = await openRun(city, { expiresAt: later(1).toISOString() });
    const { run, step, occurrence } = opened;
    const again = (days: number) =>
      openOccurrence(database, {
        ...{ runId: run.id, number: 1, providers: PROVIDERS },
        step: { ...step, expiresAt: later(days).toISOString() },
      });
    const end = async () =>
      (
        await database<{ expiresAt: Date }[]>`SELECT expires_at FROM occurrence WHERE id = ${occurrence.id}`
      )[0]!.expiresAt;
    await again(5);
    expect(await end()).toEqual(later(5));
    await freeze(city, opened, NOW);
    await again(9);
    expect(await end()).toEqual(later(5));
  });
});

const EVERYONE: Partial<Record<Name, string>> = {
  张蔷: 'queued',
  李岚: 'queued',
  李小岚: 'suppressed: duplicate address',
  王磊: 'suppressed: opted out',
  赵敏: 'suppressed: no address',
  陈涛: 'queued',
  刘洋: 'queued',
  孙静: 'queued',
};

describe('writing the messages', () => {
  test('gives everyone a row, queued or with the reason why not', async () => {
    expect(await states(city, await launch(city))).toEqual(EVERYONE);
  });

  test('gives everyone a row on every channel', async () => {
    const launched = await launch(city, { sms: 'flood', email: 'flood-mail' });
    expect(await states(city, launched)).toEqual(EVERYONE);
    const mails = await states(city, launched, 'email');
    expect(Object.keys(mails)).toEqual(Object.keys(EVERYONE));
    expect(
      Object.entries(mails)
        .filter(([, state]) => state === 'queued')
        .map(([name]) => name),
    ).toEqual(['张蔷', '李岚', '赵敏', '刘洋']);
  });

  test.each([1, 3, 8])('in pages of %i comes to the same, and to the same once more', async (pageSize) => {
    const launched = await launch(city, { pageSize });
    expect(await states(city, launched)).toEqual(EVERYONE);
    await writeAll(city, launched, { pageSize });
    expect(await states(city, launched)).toEqual(EVERYONE);
    expect((await batchesOf(city, launched)).length).toBeLessThanOrEqual(Math.ceil(8 / pageSize));
  });

  test('goes on behind the last page that was written when its process died between pages', async () => {
    const launched = await openRun(city);
    await freeze(city, launched, NOW);
    const page = { channels: launched.channels, notBefore: NOW, now: NOW, pageSize: 3 };
    await writeMessagePage(database, launched.occurrence.id, page);
    // Dies inside the second page, after its first channel is written: of a template that is not there.
    const dying = [
      ...launched.channels,
      { ...launched.channels[0]!, channel: 'email' as const, templateId: -1 },
    ];
    await expect(
      writeMessagePage(database, launched.occurrence.id, { ...page, channels: dying }),
    ).rejects.toThrow('rendering');
    expect(Object.keys(await states(city, launched))).toHaveLength(3);
    await writeAll(city, launched, { pageSize: 3 });
    expect(await states(city, launched)).toEqual(EVERYONE);
    const [row] =
      await database`SELECT count(*) FROM batch b WHERE NOT EXISTS (SELECT FROM message WHERE batch_id = b.id)`;
    expect(row?.count).toBe(0);
  });

  test('by two at once comes to the same', async () => {
    const launched = await openRun(city);
    await freeze(city, launched, NOW);
    await Promise.all([writeAll(city, launched, { pageSize: 2 }), writeAll(city, launched, { pageSize: 2 })]);
    expect(await states(city, launched)).toEqual(EVERYONE);
  });

  test('names the first reason of several', async () => {
    // On the phone of one who opted out: not merely a duplicate.
    await database`UPDATE person SET (phone_cipher, phone_hash) = (SELECT phone_cipher, phone_hash FROM person WHERE name = '王磊') WHERE name = '赵敏'`;
    expect(await states(city, await launch(city))).toMatchObject({
      王磊: 'suppressed: opted out',
      赵敏: 'suppressed: opted out',
    });
    await database`UPDATE person SET phone_cipher = NULL, phone_hash = NULL WHERE name IN ('赵敏', '王磊')`;
    expect(await states(city, await launch(city))).toMatchObject({
      王磊: 'suppressed: no address',
      赵敏: 'suppressed: no address',
    });
  });

  test('sends nothing that is too old already', async () => {
    const found = Object.values(await states(city, await launch(city, { expiresAt: NOW.toISOString() })));
    expect(new Set(found)).toEqual(new Set(['expired: expired']));
  });

  test('spares those who had as many messages of the class as the cap allows, in a day and in a week', async () => {
    const first = await launch(city, { audience: { committees: ['qianxi'], skills: ['boat'] } });
    await database`ALTER TABLE message DISABLE TRIGGER message_move`;
    await database`UPDATE message SET state = 'delivered' WHERE person_id = ${city.id('刘洋')}`;
    await database`ALTER TABLE message ENABLE TRIGGER message_move`;
    const capped = async (wish: object, days: number) =>
      (await states(city, await launch(city, { ...wish, now: later(days) })))['刘洋'];
    const perDay = { cap: { perDay: 1, perWeek: null } };
    const perWeek = { cap: { perDay: null, perWeek: 1 } };
    expect((await states(city, first))['陈涛']).toBe('queued');
    expect((await states(city, await launch(city, perDay)))['陈涛']).toBe('queued');
    expect(await capped(perDay, 0)).toBe('suppressed: frequency cap');
    expect(await capped({ cap: { perDay: 2, perWeek: null } }, 0)).toBe('queued');
    const person = city.id('刘洋');
    const consent = { person, channel: 'sms', basis: 'consent', source: 'test', givenAt: NOW } as const;
    await addConsent(database, consent);
    expect(await capped({ ...perDay, sms: 'open-day', class: 'promotion' }, 0)).toBe('queued');
    expect(await capped(perDay, 1)).toBe('queued');
    expect(await capped(perWeek, 6)).toBe('suppressed: frequency cap');
    expect(await capped(perWeek, 7)).toBe('queued');
  });

  test('renders words for all once, and personal words once for each who differs', async () => {
    await launch(city, { sms: 'flood', pageSize: 3 });
    const [shared] = await database`SELECT count(*) FROM rendering`;
    expect(shared?.count).toBe(1);
    await launch(city, { sms: 'named', pageSize: 3 });
    await launch(city, { sms: 'named', pageSize: 3 });
    const personal = await database<{ variables: unknown }[]>`
      SELECT variables FROM rendering WHERE template_id = ${city.template('named').id} ORDER BY variables ->> 'name'`;
    expect(personal).toHaveLength(8);
    expect(personal.map(({ variables }) => variables)).toContainEqual({
      name: '李岚',
      committee: '倴城镇',
      river: '滦河',
    });
  });

  test('makes batches of at most a hundred, each of one channel', async () => {
    await database`INSERT INTO person (name, phone_cipher, phone_hash, home_committee_id, created_at)
      SELECT '路人', '\\x00', sha256(n::text::bytea), ${city.committee('health')}, ${NOW} FROM generate_series(1, 250) n`;
    await database`INSERT INTO membership (person_id, committee_id, from_date)
      SELECT id, home_committee_id, '2020-01-01' FROM person WHERE name = '路人'`;
    const launched = await launch(city, {
      audience: { committees: ['health'] },
      email: 'flood-mail',
      sms: 'flood',
    });
    const rows = await database<{ size: number; channels: number }[]>`
      SELECT count(*) AS size, count(DISTINCT m.channel) AS channels FROM message m JOIN occurrence o ON o.id = m.occurrence_id
      WHERE o.run_id = ${launched.run.id} AND m.state = 'queued' GROUP BY m.batch_id ORDER BY m.batch_id`;
    expect(rows.map(({ size }) => size)).toEqual([100, 100, 51]);
    expect(rows.every(({ channels }) => channels === 1)).toBe(true);
  });
});

// Last, for nobody brings them back.
test('still balances when somebody was erased after the audience was frozen', async () => {
  const launched = await openRun(city);
  await freeze(city, launched, NOW);
  await database`DELETE FROM person WHERE id = ${city.id('刘洋')}`;
  await writeAll(city, launched);
  const { balanced, committees } = await statementOf(database, launched.run.id, 'tangshan/');
  expect(balanced).toBe(true);
  expect(committees.reduce((sum, line) => sum + line.audience, 0)).toBe(
    await countRecipients(database, launched.occurrence.id),
  );
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { addAttachment, beginDraft, holdToHandIn, submitDraft } from '../../../ledger/duties/submissions.js';
import { dutyOfCommittee, listDuties } from '../../../ledger/duties/duties.js';
import { settleHandedIn } from '../../../ledger/duties/settle.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { decide, DUE, LOCK, oweDuty, tellOf } from '../../support/duties.js';
import { untilSomebodyWaits } from '../../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => city.reset());

const words = (duty: number, now = NOW) => ({ duty, valuesCipher: KEYS.encrypt('{}'), by: 'office', now });
const inNow = async (sql: typeof database, duty: number, now = NOW) => {
  await beginDraft(sql, undefined, words(duty, now));
  return submitDraft(sql, { duty, figures: {}, now });
};
const messages = () => database`SELECT id, state, reason FROM message ORDER BY id`;

describe('a report that is in', () => {
  test('ends the rungs ahead, and leaves those that were told', async () => {
    const { duty, run } = await oweDuty(city, { rungs: ['day before', 'due', 'late'] });
    await tellOf(city, { run, name: '何军', duties: [] });
    await database`UPDATE duty_rung SET outcome = 'told', settled_at = ${NOW}, occurrence_id = (SELECT max(id) FROM occurrence)
      WHERE duty_id = ${duty} AND rung = 'day before'`;
    await inNow(database, duty);
    await settleHandedIn(database, { duty, now: NOW });
    expect(await database`SELECT rung, outcome FROM duty_rung ORDER BY rung`).toEqual([
      { rung: 'day before', outcome: 'told' },
      { rung: 'due', outcome: 'over' },
      { rung: 'late', outcome: 'over' },
    ]);
  });

  test('takes back what waits and speaks of nothing but reports that are in', async () => {
    const { duty, run } = await oweDuty(city);
    const { duty: other } = await oweDuty(city);
    const alone = await tellOf(city, { run, name: '何军', duties: [duty] });
    const both = await tellOf(city, { run, name: '郑明', duties: [duty, other] });
    const elsewhere = await tellOf(city, { run, name: '冯雪', duties: [other] });
    await inNow(database, duty);
    expect(await settleHandedIn(database, { duty, now: NOW })).toBe(1);
    expect(await messages()).toEqual([
      { id: alone, state: 'cancelled', reason: 'handed in' },
      { id: both, state: 'queued', reason: null },
      { id: elsewhere, state: 'queued', reason: null },
    ]);
    await inNow(database, other);
    expect(await settleHandedIn(database, { duty: other, now: NOW })).toBe(2);
    expect(await messages()).toMatchObject([
      { state: 'cancelled' },
      { state: 'cancelled' },
      { state: 'cancelled' },
    ]);
  });

  test('leaves alone what is being sent, and says of what may have gone out that it may have', async () => {
    const { duty, run } = await oweDuty(city);
    const [going, doubtful] = [
      await tellOf(city, { run, name: '何军', duties: [duty] }),
      await tellOf(city, { run, name: '郑明', duties: [duty] }),
    ];
    await database`UPDATE message SET state = 'sending' WHERE id = ${going}`;
    const [batch] = await database<{ id: number }[]>`
      INSERT INTO batch (occurrence_id, channel, lane, provider, not_before, bound)
      SELECT occurrence_id, 'email', 'bulk', 'x', ${NOW}, true FROM message WHERE id = ${doubtful} RETURNING id`;
    await database`UPDATE message SET batch_id = ${batch!.id} WHERE id = ${doubtful}`;
    await inNow(database, duty);
    await settleHandedIn(database, { duty, now: NOW });
    expect(await messages()).toEqual([
      { id: going, state: 'sending', reason: null },
      { id: doubtful, state: 'cancelled', reason: 'may have been sent' },
    ]);
  });

  test('and another at the same moment take back the digest of both', async () => {
    const { duty, run } = await oweDuty(city);
    const { duty: other } = await oweDuty(city);
    await tellOf(city, { run, name: '何军', duties: [duty, other] });
    let second: Promise<number> | undefined;
    await database.begin(async (sql) => {
      await inNow(sql as unknown as typeof database, duty);
      expect(await settleHandedIn(sql, { duty, now: NOW })).toBe(0);
      second = database.begin(async (too) => {
        await inNow(too as unknown as typeof database, other);
        return settleHandedIn(too, { duty: other, now: NOW });
      });
      await untilSomebodyWaits(database);
    });
    expect(await second).toBe(1);
    expect(await messages()).toMatchObject([{ state: 'cancelled', reason: 'handed in' }]);
  });
});

describe('handing in', () => {
  test.each([
    ['at the last moment is in time', DUE, true],
    ['a millisecond later is late', new Date(+DUE + 1), false],
  ])('%s, and an amendment changes that no more', async (_what, now, inTime) => {
    const { duty } = await oweDuty(city);
    expect(await inNow(database, duty, now)).toBe(1);
    const later = new Date(+now + 3_600_000);
    await beginDraft(
      database,
      { version: 1, valuesCipher: KEYS.encrypt('{}'), writtenBy: 'a', writtenAt: now, submittedAt: now },
      words(duty),
    );
    expect(await submitDraft(database, { duty, figures: { sessions: 1.5 }, now: later })).toBe(2);
    expect(
      await database`SELECT state, since, first_submitted_at, in_time FROM duty WHERE id = ${duty}`,
    ).toEqual([{ state: 'submitted', since: now, firstSubmittedAt: now, inTime }]);
    expect(await database`SELECT version, value::float FROM submission_figure`).toEqual([
      { version: 2, value: 1.5 },
    ]);
  });

  test.each(['accepted', 'excused', 'locked'] as const)('is taken by no duty that is %s', async (state) => {
    const { duty } = await oweDuty(city, { state });
    expect(await inNow(database, duty)).toBeUndefined();
    expect(await database`SELECT FROM submission WHERE submitted_at IS NOT NULL`).toHaveLength(0);
  });

  test('is taken by none from its lock on, and by none without a draft', async () => {
    const { duty } = await oweDuty(city);
    expect(await submitDraft(database, { duty, figures: {}, now: NOW })).toBeUndefined();
    expect(await inNow(database, duty, LOCK)).toBeUndefined();
    expect((await holdToHandIn(database, duty))!.state).toBe('owed');
    expect(await holdToHandIn(database, 4711)).toBeUndefined();
  });

  test('leaves a version nobody changes, and a second draft is none', async () => {
    const { duty } = await oweDuty(city);
    await inNow(database, duty);
    const file = {
      slot: 'photos',
      contentHash: Buffer.alloc(32, 1),
      nameCipher: Buffer.alloc(1),
      mediaType: 'image/png',
    };
    const added = { ...file, bytes: 1, addedBy: 'x', addedAt: NOW, duty };
    await expect(addAttachment(database, { ...added, version: 1 })).rejects.toThrow('never changed');
    await beginDraft(
      database,
      { version: 1, valuesCipher: KEYS.encrypt('{}'), writtenBy: 'a', writtenAt: NOW, submittedAt: NOW },
      words(duty),
    );
    await addAttachment(database, { ...added, version: 2 });
    await addAttachment(database, { ...added, version: 2 });
    expect(await database`SELECT FROM attachment`).toHaveLength(1);
    await expect(
      beginDraft(
        database,
        { version: 2, valuesCipher: KEYS.encrypt('{}'), writtenBy: 'a', writtenAt: NOW, submittedAt: null },
        words(duty),
      ),
    ).rejects.toThrow('submission_draft');
    await expect(database`DELETE FROM submission WHERE version = 1`).rejects.toThrow('never changed');
  });
});

describe('duties are listed', () => {
  const listed = async (change: object = {}) =>
    (await listDuties(database, { scopePath: 'tangshan/', now: NOW, limit: 9, ...change })).map(
      ({ title }) => title,
    );

  test('what is owed first, the longest due first; then what moved last', async () => {
    await oweDuty(city, { title: '后' });
    await oweDuty(city, { title: '先', dueAt: new Date('2026-07-01T00:00:00Z') });
    const { duty } = await oweDuty(city, { title: '报了', state: 'submitted' });
    await oweDuty(city, { title: '早报了', state: 'submitted' });
    await decide(city, duty, { state: 'accepted', now: new Date(+NOW + 1) });
    expect(await listed()).toEqual(['先', '后', '报了', '早报了']);
    expect(await listed({ late: true })).toEqual(['先']);
    expect(await listed({ state: 'accepted' })).toEqual(['报了']);
    expect(await listed({ limit: 1 })).toEqual(['先']);
  });

  test('cut to a part of the tree, a committee or a run; and to who owes it when its run has begun', async () => {
    const { run } = await oweDuty(city, { title: '滦南' });
    await oweDuty(city, {
      title: '倴城',
      committee: 'bencheng',
      scope: 'tangshan/luannan/',
      runState: 'proposed',
    });
    const { duty } = await oweDuty(city, { title: '迁西', committee: 'qianxi', runState: 'starting' });
    expect((await listed()).sort()).toEqual(['倴城', '滦南', '迁西'].sort());
    expect((await listed({ scopePath: 'tangshan/luannan/' })).sort()).toEqual(['倴城', '滦南']);
    expect(await listed({ scopePath: 'tangshan/qianxi/' })).toEqual([]);
    expect(await listed({ scopePath: 'tangshan/luannan/bencheng/' })).toEqual([]);
    expect(await listed({ below: 'tangshan/qianxi/' })).toEqual(['迁西']);
    expect(await listed({ run })).toEqual(['滦南']);
    expect(
      await dutyOfCommittee(database, { id: duty, committee: city.committee('qianxi') }),
    ).toBeUndefined();
  });

  test('with the form and committee above of each', async () => {
    const { duty } = await oweDuty(city);
    const found = await dutyOfCommittee(database, { id: duty, committee: city.committee('luannan') });
    expect(found).toMatchObject({ about: null, committee: { code: 'luannan', above: '唐山市' } });
    expect(found!.form.attachments.map(({ key }) => key)).toEqual(['photos', 'roster']);
  });
});

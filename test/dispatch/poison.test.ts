import { beforeEach, describe, expect, test } from '@jest/globals';
import { receive } from '../../dispatch/receive.js';
import { failedItems, readAgain } from '../../ledger/inbox.js';
import { counts, settleTexts } from '../support/call-out.js';
import { joinCrowd } from '../support/crowd.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { keepPush } from '../support/push.js';
import { Texting, type Words } from './texting.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
await joinCrowd(city, 60);
const desk = await openTestDesk(city);
const texting = new Texting(city, desk);

/** The ledger refuses whatever was sent to a number of five characters, with that SQLSTATE. */
await database.unsafe(`
  CREATE FUNCTION refuse_as_told() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = NEW.destination; END $$;
  CREATE TRIGGER told BEFORE INSERT ON reply FOR EACH ROW WHEN (NEW.destination LIKE '_____')
    EXECUTE FUNCTION refuse_as_told();`);

const says = (from: number, more: Partial<Words> = {}): Words => ({ from, text: '能来', ...more });
const poison = (from: number, state = '22008'): Words => says(from, { destination: state });
const waiting = async (): Promise<number> =>
  (await database`SELECT FROM inbox WHERE processed_at IS NULL`).count;
const problems = async (): Promise<unknown[]> =>
  (await database`SELECT problems FROM inbox WHERE problems IS NOT NULL ORDER BY id`).map(
    (row) => row['problems'] as unknown,
  );
const failed = (item: number, error = '22008') => ({ item, reason: 'failed', field: null, error });

beforeEach(async () => {
  await city.reset();
  desk.clock.set(NOW);
  desk.rung.length = 0;
});

describe('a reply the program cannot cope with', () => {
  test('harms no other of its push, of its group or behind it, and is noted by its place', async () => {
    const call = await texting.asked({ needed: 60 });
    await texting.push(...Array.from({ length: 20 }, (_, from) => (from === 7 ? poison(from) : says(from))));
    for (let from = 20; from < 45; from += 1) await texting.push(from === 30 ? poison(from) : says(from));
    expect(await receive(desk)).toBe(26);
    expect(await counts(city, call)).toMatchObject({ placed: 43 });
    expect(await problems()).toEqual([[failed(7)], [failed(0)]]);
    expect([await waiting(), desk.rung]).toEqual([0, [call.run]]);
  });

  test('stands beside what the carrier has malformed', async () => {
    const call = await texting.asked();
    const body = JSON.stringify([
      {},
      ...[3, 4].map((from) => ({
        ...{ phone_number: `1541${from}`, content: '能来', dest_code: '22P02', sequence_id: `s${from}` },
        send_time: '2026-08-01 09:01:00',
      })),
    ]);
    await keepPush(database, { kind: 'reply', provider: 'aliyun', body, receivedAt: NOW });
    await receive(desk);
    expect(await problems()).toEqual([
      [{ item: 0, reason: 'field', field: 'phone_number' }, failed(1, '22P02'), failed(2, '22P02')],
    ]);
    expect(await counts(city, call)).not.toHaveProperty('placed');
  });

  test('is noted by the name of the error where it is our own, never by its words', async () => {
    const call = await texting.asked();
    const encrypt = (text: string): Buffer => {
      if (text.startsWith('怪')) throw new TypeError(`cannot cope with ${text}`);
      return KEYS.encrypt(text);
    };
    await texting.push(says(1, { text: '怪话' }), says(2));
    await receive({ ...desk, keys: { ...KEYS, encrypt } });
    expect([await problems(), await counts(city, call)]).toMatchObject([
      [[failed(0, 'TypeError')]],
      { placed: 1 },
    ]);
  });

  test('is counted, and read again when somebody says so: the others count once', async () => {
    const call = await texting.asked();
    await texting.push(says(1), poison(2));
    await receive(desk);
    expect(await failedItems(database)).toEqual({ count: 1, since: expect.any(Date), errors: ['22008'] });
    expect(await receive(desk)).toBe(0);
    await database`ALTER TABLE reply DISABLE TRIGGER told`;
    expect(await readAgain(database)).toBe(1);
    expect(await receive(desk)).toBe(1);
    await database`ALTER TABLE reply ENABLE TRIGGER told`;
    expect([await counts(city, call), await texting.effects()]).toMatchObject([
      { placed: 2 },
      ['placed', 'placed'],
    ]);
    expect(await failedItems(database)).toEqual({ count: 0, since: null, errors: [] });
  });
});

test.each(['57P03', '08006', '40P01', '53300'])(
  'a ledger that is away (%s) is no reply’s fault',
  async (state) => {
    const call = await texting.asked();
    await texting.push(says(1));
    await texting.push(poison(2, state));
    await expect(receive(desk)).rejects.toMatchObject({ code: state });
    expect([await waiting(), await problems(), await counts(city, call)]).toEqual([2, [], { asked: 60 }]);
    expect(desk.rung).toEqual([]);
  },
);

test('a receipt the program cannot cope with harms no other either', async () => {
  const receipt = (phone: string) => ({
    ...{ phone_number: phone, send_time: '2026-08-01 09:00:00', report_time: '2026-08-01 09:00:30' },
    ...{ success: true, err_code: 'DELIVERED', err_msg: '', sms_size: '1', biz_id: '1^0', out_id: 'x' },
  });
  const fingerprint: typeof KEYS.fingerprint = (kind, value) => {
    if (value.endsWith('9')) throw new RangeError('as told');
    return KEYS.fingerprint(kind, value);
  };
  for (const phones of [['15400000001'], ['15400000009'], ['15400000002']]) {
    const body = JSON.stringify(phones.map(receipt));
    await keepPush(database, { kind: 'receipt', provider: 'aliyun', body, receivedAt: NOW });
  }
  expect(await receive({ ...desk, keys: { ...KEYS, fingerprint } })).toBe(3);
  expect(await problems()).toEqual([[{ item: null, reason: 'failed', field: null, error: 'RangeError' }]]);
});

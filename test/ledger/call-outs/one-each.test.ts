import { beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../../ledger/opt-outs.js';
import { askEveryone, openCall, settleTexts, type OpenCall } from '../../support/call-out.js';
import { crowdPhone, joinCrowd } from '../../support/crowd.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
// A hundred and fifty people, of whom thirty share phones by three; and four without one.
await joinCrowd(city, 120);
await joinCrowd(city, 30, { from: 200, phone: (at) => 200 + Math.floor((at - 200) / 3) });
await joinCrowd(city, 4, { from: 300, phone: () => null });

beforeEach(() => city.reset());

interface Text {
  batchId: number | null;
  state: string;
  reason: string | null;
  personId: number;
  phone: string | null;
  call: string | null;
  code: string;
}
const texts = ({ run }: OpenCall): Promise<Text[]> =>
  database<Text[]>`
    SELECT m.batch_id, m.state, m.reason, m.person_id, encode(p.phone_hash, 'hex') AS phone, r.variables->>'call' AS call, k.code
    FROM message m JOIN occurrence o ON o.id = m.occurrence_id JOIN person p ON p.id = m.person_id
    JOIN candidate k ON k.run_id = o.run_id AND k.person_id = m.person_id LEFT JOIN rendering r ON r.id = m.rendering_id
    WHERE o.run_id = ${run} ORDER BY m.person_id`;

describe('the texts of a wave', () => {
  test('never go to one phone twice in one provider call, and are at most a hundred in one', async () => {
    const call = await openCall(city);
    // Who has no phone is not asked.
    expect((await askEveryone(city, call, { texts: 'queued' })).asked).toBe(150);
    const written = await texts(call);
    const batches = new Map<number, string[]>();
    for (const { batchId, phone } of written)
      batches.set(batchId!, [...(batches.get(batchId!) ?? []), phone!]);
    for (const phones of batches.values()) {
      expect(new Set(phones).size).toBe(phones.length);
      expect(phones.length).toBeLessThanOrEqual(100);
    }
    // 130 phones are two calls; the second and the third of each shared one are one each.
    expect([...batches.values()].map(({ length }) => length)).toEqual([100, 30, 10, 10]);
  });

  test('name each person’s own code', async () => {
    const call = await openCall(city);
    await askEveryone(city, call, { texts: 'queued' });
    const written = await texts(call);
    expect(written.map(({ call: named }) => named)).toEqual(written.map(({ code }) => code));
    const shared = written.filter(({ code }) => code.endsWith('3'));
    expect(shared).toHaveLength(10);
  });

  test('go to nobody on a phone that opted out meanwhile, and each of them is on the statement', async () => {
    const call = await openCall(city);
    const addressHash = KEYS.fingerprint('phone', crowdPhone(200));
    await addOptOut(database, { channel: 'sms', addressHash, source: 'reply', now: NOW });
    await askEveryone(city, call, { texts: 'queued' });
    const gone = (await texts(call)).filter(({ phone }) => phone === addressHash.toString('hex'));
    expect(gone.map(({ state, reason, batchId }) => [state, reason, batchId])).toEqual(
      Array.from({ length: 3 }, () => ['suppressed', 'opted out', null]),
    );
  });
});

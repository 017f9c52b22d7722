import { beforeEach, describe, expect, test } from '@jest/globals';
import { receive } from '../../dispatch/receive.js';
import { addConsent } from '../../ledger/consents.js';
import { KEYS, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states } from '../support/launch.js';
import { keepPush } from '../support/push.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
});

let sequences = 0;
/** A reply as the carrier writes it. */
const up = (name: Name, content: string, more: object = {}): object => ({
  ...{
    phone_number: phoneOf(name),
    content,
    send_time: '2026-08-01 09:05:00',
    dest_code: '10690000',
    sequence_id: String(++sequences),
  },
  ...more,
});

async function reply(...items: object[]): Promise<void> {
  await keepPush(database, {
    kind: 'reply',
    provider: 'aliyun',
    body: JSON.stringify(items),
    receivedAt: AT,
  });
  expect(await receive(desk)).toBe(1);
}
const optedOut = async (name: Name): Promise<Date[]> =>
  (
    await database<
      { since: Date }[]
    >`SELECT since FROM opt_out WHERE channel = 'sms' AND source = 'reply' AND revoked_at IS NULL
    AND address_hash = ${KEYS.fingerprint('phone', phoneOf(name))}`
  ).map(({ since }) => since);
const AT = new Date('2026-08-01T09:05:00+08:00');

describe('a reply', () => {
  test.each(['T', 'td', 'Ｒ', '退订', '回复T退订'])(
    '"%s" opts its phone out, from the moment it was sent',
    async (content) => {
      await reply(up('张蔷', content));
      expect(await optedOut('张蔷')).toEqual([AT]);
      const launched = await launch(city);
      expect((await states(city, launched))['张蔷']).toBe('suppressed: opted out');
    },
  );

  test.each([
    ['收到', 'yes'],
    ['怎么退订', 'question'],
    ['T恤到了吗', 'question'],
    ['', 'unclear'],
  ])('"%s" is kept as %s and opts nobody out', async (content, meaning) => {
    await reply(up('张蔷', content));
    expect(await optedOut('张蔷')).toEqual([]);
    const [row] = await database<
      { contentCipher: Buffer; meaning: string }[]
    >`SELECT content_cipher, meaning FROM reply`;
    expect(row?.meaning).toBe(meaning);
    expect(KEYS.decrypt(row!.contentCipher)).toBe(content);
  });

  test('opts out once, however often it is pushed', async () => {
    const same = up('张蔷', '退订');
    await reply(same, same);
    await reply(same);
    await reply(up('张蔷', 'T', { send_time: '2026-08-01 10:00:00' }));
    expect(await optedOut('张蔷')).toEqual([AT]);
    expect(await database`SELECT FROM reply`).toHaveLength(2);
  });

  test('pushed again after a clerk revoked the opt-out does not bring it back', async () => {
    const same = up('张蔷', '退订');
    await reply(same);
    await database`UPDATE opt_out SET revoked_at = ${NOW}, revoked_by = '何军' WHERE source = 'reply'`;
    await reply(same);
    expect(await optedOut('张蔷')).toEqual([]);
  });

  test('of one number of the carrier from two phones are two', async () => {
    await reply(up('张蔷', '退订', { sequence_id: 7 }), up('李岚', '退订', { sequence_id: 7 }));
    expect([await optedOut('张蔷'), await optedOut('李岚')]).toEqual([[AT], [AT]]);
  });

  test('from a family’s phone opts out everyone on it', async () => {
    await reply(up('李小岚', 'T'));
    expect(await states(city, await launch(city))).toMatchObject({
      李岚: 'suppressed: opted out',
      李小岚: 'suppressed: opted out',
    });
  });

  test('of a stranger is kept: the opt-out holds when the phone turns up later', async () => {
    await reply(up('张蔷', 'T', { phone_number: '15488888888' }));
    expect(
      await database`SELECT FROM opt_out WHERE address_hash = ${KEYS.fingerprint('phone', '15488888888')}`,
    ).toHaveLength(1);
  });

  test('that is malformed is noted by its place, and harms no other', async () => {
    await reply(
      up('李岚', 'T', { send_time: 'now' }),
      up('李岚', 'T', { dest_code: '1\0' }),
      up('张蔷', '退订'),
    );
    expect(await optedOut('张蔷')).toEqual([AT]);
    const [row] = await database`SELECT problems FROM inbox`;
    expect(row?.['problems']).toEqual([
      { item: 0, reason: 'field', field: 'send_time' },
      { item: 1, reason: 'field', field: 'dest_code' },
    ]);
  });
});

describe('a bare N', () => {
  // Nobody is sent a promotion who did not agree.
  beforeEach(() =>
    addConsent(database, {
      ...{ person: city.id('张蔷'), channel: 'sms', basis: 'consent', source: 'test', givenAt: NOW },
    }),
  );

  test('answers a notice with no, and opts nobody out', async () => {
    await launch(city);
    await workOff(desk);
    await reply(up('张蔷', 'N'));
    expect(await optedOut('张蔷')).toEqual([]);
  });

  test('opts out where the last text to that phone was a promotion', async () => {
    await launch(city);
    await launch(city, { sms: 'open-day', class: 'promotion' });
    await workOff(desk);
    await reply(up('张蔷', 'n'));
    expect(await optedOut('张蔷')).toEqual([AT]);
  });

  test('opts nobody out once a notice came after the promotion', async () => {
    await launch(city, { sms: 'open-day', class: 'promotion' });
    await workOff(desk);
    await launch(city);
    await workOff(desk);
    await reply(up('张蔷', 'N'));
    expect(await optedOut('张蔷')).toEqual([]);
  });
});

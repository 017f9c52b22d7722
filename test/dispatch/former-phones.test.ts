import { beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../ledger/opt-outs.js';
import type { Outcome } from '../../providers/contract.js';
import { KEYS, NOW, phoneOf, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchRow, launch, states } from '../support/launch.js';
import { after, all, unsureOn } from './unsure.js';

// A phone is corrected, or lost, between a call and what is heard of it.

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const taken: Outcome = { kind: 'accepted', reference: 'biz' };
const refused: Outcome = { kind: 'unknown', code: 'SignatureNonceUsed' };
const QIANXI = { audience: { committees: ['qianxi'] } };
const { unsure, lookAt, epochs, receiptFor } = unsureOn(city, desk);
const NEW_PHONE = '15400000099';

const givePhone = async (name: Name, phone: string | null): Promise<void> => {
  const [cipher, hash] =
    phone === null ? [null, null] : [KEYS.encrypt(phone), KEYS.fingerprint('phone', phone)];
  await database`UPDATE person SET phone_cipher = ${cipher}, phone_hash = ${hash} WHERE id = ${city.id(name)}`;
};
const asked = (): readonly string[] => desk.sms.asked.at(-1)!.addresses;

describe('a receipt', () => {
  test('for the phone somebody had when the text went out is theirs', async () => {
    const launched = await launch(city, QIANXI);
    await workOff(desk);
    await givePhone('陈涛', NEW_PHONE);
    await givePhone('孙静', null);
    const { outId } = desk.sms.calls[0]!;
    await receiptFor('陈涛', outId);
    await receiptFor('孙静', outId);
    expect(await states(city, launched)).toEqual({ 陈涛: 'delivered', 刘洋: 'sent', 孙静: 'delivered' });
  });

  test('is not theirs if somebody else of the call has that phone now', async () => {
    await givePhone('陈涛', NEW_PHONE);
    await givePhone('刘洋', phoneOf('陈涛'));
    const launched = await launch(city, QIANXI);
    await workOff(desk);
    await receiptFor('陈涛', desk.sms.calls[0]!.outId);
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'delivered', 孙静: 'sent' });
  });

  test('for the former phone of somebody who was not in the call is nobody’s', async () => {
    const launched = await launch(city, { audience: { committees: ['luannan'] } });
    await workOff(desk);
    await givePhone('陈涛', NEW_PHONE);
    await receiptFor('陈涛', desk.sms.calls[0]!.outId);
    expect(Object.values(await states(city, launched))).not.toContain('delivered');
  });

  test('of somebody erased is nobody’s, and their former phones are gone with them', async () => {
    await givePhone('陈涛', NEW_PHONE);
    expect(await database`SELECT FROM former_phone`).toHaveLength(1);
    await expect(
      database.begin(async (sql) => {
        await sql`DELETE FROM person WHERE id = ${city.id('陈涛')}`;
        throw new Error(`${(await sql`SELECT FROM former_phone`).length} left`);
      }),
    ).rejects.toThrow('0 left');
  });
});

describe('a call that may have arrived', () => {
  test('is asked about by phones that are as they were, if there are such', async () => {
    await unsure(refused);
    await givePhone('陈涛', NEW_PHONE);
    await lookAt(75);
    expect(asked()).toEqual([phoneOf('刘洋'), phoneOf('孙静'), NEW_PHONE]);
  });

  test('is asked about by the former phones too, if there are none', async () => {
    const { launched } = await unsure(refused);
    for (const [at, name] of (['陈涛', '刘洋', '孙静'] as const).entries())
      await givePhone(name, `1540000009${at}`);
    desk.sms.sighting = (addresses) => (addresses.includes(phoneOf('陈涛')) ? 'found' : 'absent');
    await lookAt(75);
    expect(asked()).toEqual(['15400000090', phoneOf('陈涛'), '15400000091']);
    expect(await states(city, launched)).toEqual(all('sent'));
  });

  test('is asked about although everyone has lost their phone, and requeued no sooner than any other', async () => {
    const { launched, batchId } = await unsure(refused);
    for (const name of ['陈涛', '刘洋', '孙静'] as const) await givePhone(name, null);
    for (const seconds of [75, 500, 899]) await lookAt(seconds);
    expect(asked()).toEqual([phoneOf('陈涛'), phoneOf('刘洋'), phoneOf('孙静')]);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    await lookAt(920);
    expect(await batchRow(city, batchId)).toMatchObject({ state: 'queued', epoch: 1 });
    await workOff(desk);
    expect(epochs()).toEqual([0]);
    expect(await states(city, launched)).toEqual(all('suppressed: no address'));
  });

  test('to people erased meanwhile cannot be asked about, and waits all the same', async () => {
    const { launched } = await unsure(taken);
    for (const name of ['陈涛', '刘洋', '孙静'] as const) await givePhone(name, null);
    await database`DELETE FROM former_phone`;
    await lookAt(500);
    expect(desk.sms.asked).toEqual([]);
    expect(await states(city, launched)).toEqual(all('unknown: link.no-answer'));
    await lookAt(920);
    await workOff(desk);
    expect(await states(city, launched)).toEqual(all('suppressed: no address'));
  });

  test('is sent again to the phone that is right now, never to the former one', async () => {
    const { launched } = await unsure(taken);
    await givePhone('陈涛', NEW_PHONE);
    await lookAt(75);
    expect(desk.sms.calls[1]!.messages.map(({ address }) => address)).toEqual([
      NEW_PHONE,
      phoneOf('刘洋'),
      phoneOf('孙静'),
    ]);
    expect(await states(city, launched)).toEqual(all('sent'));
  });

  test('is not sent again to the new phone of somebody if that one has opted out', async () => {
    await unsure(taken);
    await givePhone('陈涛', NEW_PHONE);
    const addressHash = KEYS.fingerprint('phone', NEW_PHONE);
    await addOptOut(database, { channel: 'sms', addressHash, source: 'reply', now: after(30) });
    await lookAt(75);
    expect(desk.sms.reached()).toEqual(['刘洋', '孙静']);
  });
});

describe('former phones', () => {
  const formerOf = async (name: Name): Promise<string[]> => {
    const rows = await database<{ phoneCipher: Buffer; phoneHash: Buffer }[]>`
      SELECT phone_cipher, phone_hash FROM former_phone WHERE person_id = ${city.id(name)} ORDER BY until DESC`;
    for (const row of rows)
      expect(row.phoneHash).toEqual(KEYS.fingerprint('phone', KEYS.decrypt(row.phoneCipher)));
    return rows.map(({ phoneCipher }) => KEYS.decrypt(phoneCipher));
  };

  test('are kept whoever changes a phone, the newest first, each once', async () => {
    for (const phone of [NEW_PHONE, phoneOf('陈涛'), NEW_PHONE, null]) await givePhone('陈涛', phone);
    expect(await formerOf('陈涛')).toEqual([NEW_PHONE, phoneOf('陈涛')]);
  });

  test('are not made by writing the same phone again', async () => {
    await givePhone('陈涛', phoneOf('陈涛'));
    await database`UPDATE person SET name = name`;
    expect(await formerOf('陈涛')).toEqual([]);
  });
});

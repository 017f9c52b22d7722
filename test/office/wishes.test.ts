import { beforeEach, describe, expect, test } from '@jest/globals';
import { TOPICS, type Refused } from '../../domain/messages/topics.js';
import { linkText } from '../../domain/messages/wish-link.js';
import type { Channel } from '../../domain/plan/plan.js';
import { listAudit, verifyAudit } from '../../ledger/audit.js';
import { personLink } from '../../office/person-link.js';
import {
  carryOutWish,
  readWish,
  unsubscribeAtOnce,
  wishesOf,
  writeWish,
  type Wish,
} from '../../office/wishes.js';
import { KEYS, phoneOf, type Name } from '../support/cast.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;
const MAIL = KEYS.fingerprint('email', 'zhang@luannan.invalid');
const zhang = city.id('张蔷');
const token = (topic: Refused = 'training', addressHash = MAIL, person = zhang): string =>
  KEYS.token(linkText({ person, channel: 'email', address: addressHash.toString('hex'), topic }));
const link = token();

beforeEach(() => city.reset());

const wish = (text: string): Wish => readWish(text)!;
const ask = (text: string, by = link) => carryOutWish(office, by, wish(text));
const shown = async (channel: Channel, by = link) =>
  (await wishesOf(office, by))!.channels.find((one) => one.channel === channel);
const refusedBy = async (channel: Channel, by = link) => (await shown(channel, by))?.refused;

describe('a link', () => {
  test('shows both addresses masked, its own first, and nothing else of the person', async () => {
    const wishes = (await wishesOf(office, link))!;
    expect(wishes).toEqual({
      topic: 'training',
      channels: [
        { channel: 'email', address: 'z***@luannan.invalid', refused: [], shared: false, consented: false },
        {
          channel: 'sms',
          address: expect.stringMatching(/^154\*{4}\d{4}$/),
          refused: [],
          shared: false,
          consented: false,
        },
      ],
      isContact: false,
    });
  });

  test('that was forged or altered shows nothing, changes nothing', async () => {
    const other = token('training', MAIL, zhang + 1);
    const forged = link.slice(0, -22) + other.slice(-22);
    for (const bad of [forged, `${link}A`, link.slice(1), '']) {
      expect(await wishesOf(office, bad)).toBeUndefined();
      expect(await ask('refuse.email.all', bad)).toBeUndefined();
      expect(await unsubscribeAtOnce(office, bad)).toBe(false);
    }
    expect(await database`SELECT FROM opt_out WHERE source IN ('page', 'one-click')`).toHaveLength(0);
  });

  test('steers the mail alone once the person has another mailbox, and after they are erased', async () => {
    await database`UPDATE person SET email_hash = ${Buffer.alloc(16)} WHERE id = ${zhang}`;
    const gone = token('notices', MAIL, 999_999);
    for (const [one, topic] of [
      [link, 'training'],
      [gone, 'reports'],
    ] as const) {
      const { channels } = (await wishesOf(office, one))!;
      expect(channels).toMatchObject([{ channel: 'email', address: null, consented: null }]);
      expect(await ask('refuse.sms.all', one)).toBe('not-yours');
      expect(await ask('consent.email', one)).toBe('not-yours');
      expect(await ask(`refuse.email.${topic}`, one)).toBe('done');
    }
    expect(await refusedBy('email')).toEqual(['training', 'reports']);
    expect((await listAudit(database, { limit: 1 }))[0]).toMatchObject({ actor: 'link holder' });
  });
});

describe('a wish', () => {
  test('to refuse a topic is done once, however often it is asked, and audited as the person’s', async () => {
    expect(await ask('refuse.sms.training')).toBe('done');
    expect(await ask('refuse.sms.training')).toBe('done');
    expect(await refusedBy('sms')).toEqual(['training']);
    expect(await refusedBy('email')).toEqual([]);
    const [entry, before] = await listAudit(database, { limit: 2 });
    expect(before?.detail).not.toMatchObject({ channel: 'sms' });
    expect(entry).toMatchObject({
      action: 'opt-out add',
      actor: `person ${zhang}`,
      subject: expect.stringMatching(/^opt-out \d+$/),
      detail: { channel: 'sms', topic: 'training', source: 'page' },
    });
    expect((await verifyAudit(database)).broken).toEqual([]);
  });

  test('to have one topic of all that were refused brings back that one alone', async () => {
    await ask('refuse.email.all');
    await ask('accept.email.training');
    expect([...(await refusedBy('email'))!].sort()).toEqual(
      TOPICS.filter((one) => one !== 'training').sort(),
    );
    await ask('accept.email.all');
    expect(await refusedBy('email')).toEqual([]);
    const [row] = await database`SELECT revoked_by FROM opt_out WHERE source = 'page' ORDER BY id LIMIT 1`;
    expect(row).toEqual({ revokedBy: `person ${zhang}` });
  });

  test('to receive again is nobody’s alone where several people use the phone', async () => {
    const mate: Name = '刘洋';
    await database`UPDATE person SET phone_hash = ${KEYS.fingerprint('phone', phoneOf('张蔷'))} WHERE id = ${city.id(mate)}`;
    expect(await shown('sms')).toMatchObject({ shared: true });
    await ask('refuse.sms.all');
    for (const text of ['accept.sms.all', 'accept.sms.training']) expect(await ask(text)).toBe('not-yours');
    expect(await refusedBy('sms')).toEqual(['all']);
    await ask('refuse.email.all');
    expect(await ask('accept.email.all')).toBe('done');
  });

  test('to agree to promotions is as easy to withdraw', async () => {
    const consented = async () => (await shown('email'))?.consented;
    await ask('consent.email');
    await ask('consent.email');
    expect([await consented(), (await shown('sms'))?.consented]).toEqual([true, false]);
    await ask('withdraw.email');
    await ask('withdraw.email');
    expect(await consented()).toBe(false);
    expect(await database`SELECT source, withdrawn_at IS NULL AS in_force FROM consent`).toEqual([
      { source: 'page', inForce: false },
    ]);
    expect((await listAudit(database, { limit: 2 })).map(({ action }) => action)).toEqual([
      ...['consent withdraw', 'consent add'],
    ]);
  });

  test.each([
    ...[
      '',
      'refuse',
      'refuse.fax.all',
      'refuse.sms',
      'refuse.sms.weather',
      'consent.sms.all',
      'accept.sms.all x',
    ],
    'REFUSE.sms.all',
  ])('%j is none', (text) => {
    expect(readWish(text)).toBeUndefined();
  });

  test('is written as it is read', () => {
    for (const text of ['refuse.sms.all', 'accept.email.call-outs', 'consent.sms', 'withdraw.email'])
      expect(writeWish(wish(text))).toBe(text);
  });
});

test('the button of a mail program refuses the topic of its mail, once', async () => {
  expect([await unsubscribeAtOnce(office, link), await unsubscribeAtOnce(office, link)]).toEqual([
    true,
    true,
  ]);
  expect(await refusedBy('email')).toEqual(['training']);
  expect(await database`SELECT source FROM opt_out WHERE source = 'one-click'`).toHaveLength(1);
});

describe('a link made by a clerk', () => {
  test('is for the phone, and steers the mail as long as the phone is theirs', async () => {
    const { url, person } = await personLink(office, office.actor('clerk'), phoneOf('张蔷'));
    expect(person).toBe(zhang);
    const made = url.replace('https://wishes.invalid/u/', '');
    expect((await wishesOf(office, made))!.channels.map(({ channel }) => channel)).toEqual(['sms', 'email']);
    expect(await ask('refuse.sms.call-outs', made)).toBe('done');
    expect(await ask('refuse.email.all', made)).toBe('done');
    expect([await refusedBy('sms'), await refusedBy('email')]).toEqual([['call-outs'], ['all']]);
    const entry = (await listAudit(database, { limit: 9 })).find(({ action }) => action === 'person link');
    expect(entry).toMatchObject({ actor: 'clerk', subject: `person ${zhang}`, detail: { channel: 'sms' } });
    expect(JSON.stringify(await listAudit(database, { limit: 99 }))).not.toContain(made);
  });

  test('is for somebody of their own part, who has an address, and an office with pages', async () => {
    const clerk = office.actor('clerk');
    expect(await refusalOf(personLink(office, clerk, phoneOf('陈涛')))).toMatchObject({ kind: 'not-found' });
    await database`UPDATE person SET phone_hash = NULL, phone_cipher = NULL, email_hash = NULL, email_cipher = NULL WHERE id = ${zhang}`;
    expect(await refusalOf(personLink(office, clerk, String(zhang)))).toMatchObject({
      reasons: ['no-address'],
    });
    const without = { ...office, config: { ...office.config, portalUrl: undefined } };
    expect(await refusalOf(personLink(without, clerk, String(zhang)))).toMatchObject({
      reasons: ['no-portal'],
    });
  });
});

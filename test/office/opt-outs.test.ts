import { expect, test } from '@jest/globals';
import { keepMails } from '../../apps/inbound/keep-mail.js';
import { receiveMails } from '../../dispatch/receive.js';
import { listAudit } from '../../ledger/audit.js';
import { inbox, resolve } from '../../office/inbox.js';
import { optOut, optOutOfReply, optOuts } from '../../office/opt-outs.js';
import { KEYS, NOW, phoneOf } from '../support/cast.js';
import { launch, states } from '../support/launch.js';
import { answerMail } from '../support/returned-mails.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();

const add = (address: string, as: 'office' | 'clerk' = 'office') => optOut(office, office.actor(as), address);

test('an opt-out is recorded once, by phone or mail address, and keeps its owner from being written to', async () => {
  const first = await add(`+86 ${phoneOf('张蔷')}`);
  expect(first).toEqual({ id: expect.any(Number), channel: 'sms', topic: 'all', added: true });
  expect(await add(phoneOf('张蔷'))).toEqual({ ...first, added: false });
  expect(await add('zhang@LUANNAN.invalid')).toMatchObject({ channel: 'email', added: true });
  const launched = await launch(office.city, { sms: 'flood', email: 'flood-mail' });
  expect((await states(office.city, launched)).张蔷).toBe('suppressed: opted out');
  expect((await states(office.city, launched, 'email')).张蔷).toBe('suppressed: opted out');
});

test('the audit names the opt-out, not the address', async () => {
  const { id } = await add(phoneOf('陈涛'), 'clerk');
  const [entry] = await listAudit(office.database, { limit: 1 });
  expect(entry).toMatchObject({
    actor: 'clerk',
    action: 'opt-out add',
    subject: `opt-out ${id}`,
    detail: { channel: 'sms' },
  });
  expect(JSON.stringify(await listAudit(office.database, { limit: 100 }))).not.toMatch(/154\d{8}|@/);
});

test.each(['', '12345', '0315-2820000', 'zhang@', 'a b@c.invalid'])(
  '%p is refused, and not repeated',
  async (address) => {
    const error = await add(address).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ kind: 'invalid', problems: [{ path: ['address'] }] });
    if (address !== '') expect((error as Error).message).not.toContain(address);
  },
);

test('a list shows those of the scope, and of addresses nobody has', async () => {
  await add('15499999999');
  const people = async (as: 'office' | 'clerk') =>
    (await optOuts(office, office.actor(as), 50)).map((one) => [one.channel, one.source, one.people]);
  expect(await people('office')).toHaveLength(5);
  // 陈涛 lives in the other county.
  expect(await people('clerk')).toHaveLength(4);
  expect(await people('clerk')).toContainEqual(['sms', 'clerk', 0]);
  expect(Object.keys((await optOuts(office, office.actor('office'), 1))[0]!)).not.toContain('addressHash');
});

test('nobody is named by a refusal', async () => {
  expect(await refusalOf(add('15400000001 15400000002'))).toEqual({
    kind: 'invalid',
    reasons: ['several-numbers'],
  });
});

test('the phone of a reply is withdrawn within the scope of the inbox, and named nowhere', async () => {
  const [inboxRow] = await office.database<[{ id: number }]>`
    INSERT INTO inbox (kind, provider, body, received_at) VALUES ('reply', 'aliyun', '[]', ${NOW}) RETURNING id`;
  const heard = async (phone: string): Promise<number> => {
    const [row] = await office.database<[{ id: number }]>`
      INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at)
      VALUES (${inboxRow.id}, 'aliyun', ${phone}, ${KEYS.fingerprint('phone', phone)}, '1', ${KEYS.encrypt('别发了')},
        'unclear', ${NOW}) RETURNING id`;
    return row.id;
  };
  const [here, elsewhere, stranger] = [
    await heard(phoneOf('李岚')),
    await heard(phoneOf('陈涛')),
    await heard('15400000098'),
  ];
  const out = (id: number, as: 'office' | 'clerk') => optOutOfReply(office, office.actor(as), id);
  const { id } = await out(here, 'clerk');
  expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
    ...{ action: 'opt-out add', subject: `opt-out ${id}`, detail: { channel: 'sms', reply: here } },
  });
  expect(await out(here, 'clerk')).toMatchObject({ id, added: false });
  expect(await add(phoneOf('李岚'))).toMatchObject({ id, added: false });
  // Of the other county, and of nobody: the whole office's.
  for (const other of [elsewhere, stranger])
    expect(await refusalOf(out(other, 'clerk'))).toEqual({ kind: 'not-found', reasons: ['no-such-reply'] });
  expect(await out(stranger, 'office')).toMatchObject({ channel: 'sms', added: true });
});

test('a mail that nobody can trust waits for the clerk, who may take it for an opt-out by mail, or for nothing', async () => {
  const receiver = { database: office.database, keys: KEYS, clock: office.clock, ring: () => undefined };
  const mails = ['退订', '请问几点集合？'].map((text) =>
    Buffer.from(answerMail({ outId: null, from: 'zhao@luannan.invalid', text }), 'latin1'),
  );
  await keepMails(receiver, mails);
  await receiveMails(receiver);
  const waiting = await inbox(office, office.actor('office'), 20);
  expect(waiting).toMatchObject([
    { channel: 'email', content: '退订', reason: 'unknown mail', people: 1, users: [{ name: '赵敏' }] },
    { channel: 'email', content: '请问几点集合？', run: null, person: null },
  ]);
  // 赵敏 lives in the clerk's county.
  const withdrawn = await optOutOfReply(office, office.actor('clerk'), waiting[0]!.id);
  expect(withdrawn).toMatchObject({ channel: 'email', added: true });
  await resolve(office, office.actor('clerk'), { id: waiting[1]!.id, ruling: 'nothing' });
  expect(await inbox(office, office.actor('office'), 20)).toHaveLength(1);
  const launched = await launch(office.city, { email: 'flood-mail' });
  expect((await states(office.city, launched, 'email')).赵敏).toBe('suppressed: opted out');
});

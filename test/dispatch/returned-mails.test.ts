import { beforeEach, describe, expect, test } from '@jest/globals';
import { keepMails } from '../../apps/inbound/keep-mail.js';
import { receive, receiveMails } from '../../dispatch/receive.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { emptyInbox, readAgain } from '../../ledger/inbox.js';
import type { Database, Statement } from '../../runtime/database.js';
import { KEYS, NOW, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states, type Launched } from '../support/launch.js';
import { answerMail, bounceInWords, complaintMail, deliveryReport } from '../support/returned-mails.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

let launched: Launched;
let outIds: Map<Name, string>;
beforeEach(async () => {
  await city.reset();
  await database`DELETE FROM opt_out WHERE channel = 'email'`;
  await database`ALTER TABLE audit DISABLE TRIGGER audit_not_emptied`;
  await database`TRUNCATE audit`;
  await database`ALTER TABLE audit ENABLE TRIGGER audit_not_emptied`;
  desk.email.restart();
  desk.clock.set(NOW);
  launched = await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
  await workOff(desk);
  outIds = new Map(desk.email.calls.map((call, at) => [desk.email.reached(at)[0]!, call.outId]));
});

const ZHANG = 'zhang@luannan.invalid';
const outIdOf = (name: Name): string => outIds.get(name)!;
const keep = (...sources: string[]) =>
  keepMails(
    { database, keys: KEYS, clock: desk.clock },
    sources.map((source) => Buffer.from(source, 'latin1')),
  );
/** What the mails of the run are once these have been read. */
const after = async (...sources: string[]) => {
  const kept = await keep(...sources);
  expect(await receiveMails(desk)).toBe(kept);
  return states(city, launched, 'email');
};
const bounce = (wish: Parameters<typeof deliveryReport>[0] = {}) =>
  deliveryReport({ outId: outIdOf('张蔷'), ...wish });
const dead = () => database`SELECT channel, address_hash, code, since, cleared_at FROM dead_address`;
const optOuts = () =>
  database`SELECT channel, address_hash, topic, source FROM opt_out WHERE channel = 'email'`;
const answers = () =>
  database`SELECT kind, message_id IS NOT NULL AS known, action, code FROM mail_answer ORDER BY inbox_id`;
const problems = () => database`SELECT problems FROM inbox WHERE problems IS NOT NULL ORDER BY id`;
const hashOf = (address: string) => KEYS.fingerprint('email', address);
const moveTo = (name: Name, address: string) =>
  database`UPDATE person SET email_hash = ${hashOf(address)}, email_cipher = ${KEYS.encrypt(address)} WHERE id = ${city.id(name)}`;

test('a mail that waits to be sent again, and turns out to have arrived, is not; one that came back waits on', async () => {
  desk.email.restart(() => ({ kind: 'unknown', code: 'link.broken' }));
  const doubtful = await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
  await workOff(desk);
  const labels = new Map(desk.email.calls.map((call, at) => [desk.email.reached(at)[0]!, call.outId]));
  desk.clock.advance(61_000);
  await reconcile(desk);
  expect(await states(city, doubtful, 'email')).toMatchObject({ 张蔷: 'queued', 李岚: 'queued' });
  await keep(
    deliveryReport({ outId: labels.get('张蔷')!, action: 'delivered', status: '2.0.0' }),
    deliveryReport({ outId: labels.get('李岚')!, status: '5.2.2' }),
  );
  await receiveMails(desk);
  expect(await states(city, doubtful, 'email')).toMatchObject({ 张蔷: 'delivered', 李岚: 'queued' });
  desk.email.restart();
  await workOff(desk);
  expect(desk.email.calls.map((_, at) => desk.email.reached(at)[0])).not.toContain('张蔷');
  expect(await states(city, doubtful, 'email')).toMatchObject({ 张蔷: 'delivered', 李岚: 'sent' });
});

describe('a bounce', () => {
  test('after the relay’s 250: its message did not arrive, its address is dead, and no other', async () => {
    expect(await after(bounce())).toMatchObject({ 张蔷: 'undelivered: bounce 5.1.1', 李岚: 'sent' });
    expect(await dead()).toEqual([
      {
        channel: 'email',
        addressHash: hashOf(ZHANG),
        code: 'bounce 5.1.1',
        since: new Date('2026-08-01T00:59:00Z'),
        clearedAt: null,
      },
    ]);
    expect(await answers()).toEqual([{ kind: 'bounce', known: true, action: 'failed', code: '5.1.1' }]);
    expect(await database`SELECT delivered, code FROM receipt`).toEqual([
      { delivered: false, code: 'bounce 5.1.1' },
    ]);
  });

  test('keeps later messages from the address, those that are queued too', async () => {
    const later = await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
    await after(bounce());
    const atOnce = await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
    expect(await states(city, atOnce, 'email')).toMatchObject({
      张蔷: 'suppressed: address bounced',
      李岚: 'queued',
    });
    await workOff(desk);
    expect(await states(city, later, 'email')).toMatchObject({
      张蔷: 'suppressed: address bounced',
      李岚: 'sent',
    });
  });

  test.each([
    ['5.2.2', 'a full mailbox'],
    ['5.7.1', 'a filter'],
    ['5.4.7', 'a server that was away for days'],
    ['4.4.7', 'a server that was away for days, by its last status'],
    ['5.1.8', 'our own address'],
  ])('of %s, %s: the message is lost, the address is not', async (status) => {
    const source = bounce({ status, diagnostic: 'smtp' });
    expect(await after(source)).toMatchObject({ 张蔷: `undelivered: bounce ${status}` });
    expect(await dead()).toEqual([]);
  });

  test('that only tells of a delay changes nothing; the one after it does', async () => {
    const delayed = bounce({ action: 'delayed', status: '4.4.1' });
    expect(await after(delayed)).toMatchObject({ 张蔷: 'sent' });
    expect(await answers()).toEqual([{ kind: 'bounce', known: true, action: 'delayed', code: '4.4.1' }]);
    expect(await after(bounce())).toMatchObject({ 张蔷: 'undelivered: bounce 5.1.1' });
  });

  test('twice is one', async () => {
    expect(await keep(bounce(), bounce())).toBe(1);
    expect(await keep(bounce())).toBe(0);
    expect(await receive(desk)).toBe(1);
    expect(await answers()).toHaveLength(1);
  });

  test('after a word that it arrived is kept beside it, and kills no address', async () => {
    expect(await after(bounce({ action: 'delivered', status: '2.0.0' }))).toMatchObject({
      张蔷: 'delivered',
    });
    expect(await after(bounce())).toMatchObject({ 张蔷: 'delivered' });
    expect(await dead()).toEqual([]);
    expect(await database`SELECT delivered, code FROM receipt ORDER BY code`).toEqual([
      { delivered: false, code: 'bounce 5.1.1' },
      { delivered: true, code: 'dsn 2.0.0' },
    ]);
  });

  test('of several read together the first one written stands', async () => {
    const early = bounce({ action: 'delivered', status: '2.0.0', date: 'Sat, 01 Aug 2026 00:58:00 +0000' });
    expect(await after(bounce({ status: '5.2.2' }), early)).toMatchObject({ 张蔷: 'delivered' });
  });

  test('about somebody who has another address since leaves the new one alone', async () => {
    await moveTo('张蔷', 'new@luannan.invalid');
    expect(await after(bounce())).toMatchObject({ 张蔷: 'undelivered: bounce 5.1.1' });
    expect(await dead()).toEqual([]);
  });

  test('knows the address in capitals too', async () => {
    await after(bounce({ to: ZHANG.toUpperCase() }));
    expect(await dead()).toMatchObject([{ addressHash: hashOf(ZHANG) }]);
  });

  test('about two recipients is about the one we wrote to', async () => {
    const other = ['', 'Final-Recipient: rfc822; other@x.invalid', 'Action: failed', 'Status: 5.1.1'];
    expect(await after(bounce({ action: 'delivered', status: '2.0.0', more: other }))).toMatchObject({
      张蔷: 'delivered',
    });
    expect(await dead()).toEqual([]);
  });

  test('about two addresses it was forwarded to is one only if both failed', async () => {
    const more = (action: string) => [
      '',
      'Final-Recipient: rfc822; b@x.invalid',
      `Action: ${action}`,
      'Status: 5.1.1',
    ];
    const one = bounce({ to: 'a@x.invalid', more: more('delayed') });
    expect(await after(one)).toMatchObject({ 张蔷: 'sent' });
    expect(await after(bounce({ to: 'a@x.invalid', more: more('failed') }))).toMatchObject({
      张蔷: 'undelivered: bounce 5.1.1',
    });
    expect(await dead()).toEqual([]);
  });

  test('in words kills the address it names, and none if it names none', async () => {
    const words = (name: Name, text: string) => bounceInWords({ outId: outIdOf(name), text });
    expect(await after(words('张蔷', `${ZHANG} 用户不存在`), words('李岚', '收件人不存在'))).toMatchObject({
      张蔷: 'undelivered: bounce 5.1.1',
      李岚: 'undelivered: bounce 5.1.1',
    });
    expect(await dead()).toMatchObject([{ addressHash: hashOf(ZHANG) }]);
  });

  test('with an OutId nobody was given, however well it names somebody, is nobody’s', async () => {
    expect(await after(deliveryReport({ to: ZHANG }))).toMatchObject({ 张蔷: 'sent' });
    expect(await dead()).toEqual([]);
    expect(await answers()).toEqual([]);
    expect(await problems()).toEqual([{ problems: [{ item: 0, reason: 'unknown-message', field: null }] }]);
  });

  test('forged with somebody’s own OutId harms nobody else', async () => {
    const forged = bounce({ to: 'lan@luannan.invalid' });
    expect(await after(forged)).toMatchObject({ 张蔷: 'undelivered: bounce 5.1.1', 李岚: 'sent' });
    expect(await dead()).toEqual([]);
  });

  test('that overtakes our own record of the call is not lost', async () => {
    const early = await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
    desk.email.restart(async (call) => {
      await keep(
        deliveryReport({
          outId: call.outId,
          date: `Sat, 01 Aug 2026 00:00:${10 + (Number(call.messages[0]!.id) % 40)} +0000`,
        }),
      );
      await receiveMails(desk);
      return { kind: 'accepted', reference: '250' };
    });
    await workOff(desk);
    expect((await states(city, early, 'email'))['李岚']).toBe('undelivered: bounce 5.1.1');
  });
});

describe('an automatic answer', () => {
  test('is counted and changes nothing, whatever it says', async () => {
    const away = answerMail({ outId: outIdOf('张蔷'), head: ['Auto-Submitted: auto-replied'], text: '退订' });
    expect(await after(away)).toMatchObject({ 张蔷: 'sent' });
    expect(await optOuts()).toEqual([]);
    expect(await answers()).toEqual([{ kind: 'auto-reply', known: true, action: null, code: null }]);
    expect(await database`SELECT FROM reply`).toHaveLength(0);
  });
});

describe('a complaint', () => {
  const complaint = (named = true) => complaintMail({ outId: outIdOf('张蔷'), named });

  test.each([true, false])(
    'ends all mail to the address, and stands in the audit (named: %s)',
    async (named) => {
      expect(await after(complaint(named))).toMatchObject({ 张蔷: 'sent' });
      expect(await optOuts()).toEqual([
        { channel: 'email', addressHash: hashOf(ZHANG), topic: 'all', source: 'complaint' },
      ]);
      expect(await answers()).toMatchObject([{ kind: 'complaint', known: true }]);
      expect(await database`SELECT actor, action, detail ->> 'source' AS source FROM audit`).toEqual([
        { actor: 'mail', action: 'opt-out add', source: 'complaint' },
      ]);
    },
  );

  test('of whoever had the address before leaves the person’s new one alone', async () => {
    await moveTo('张蔷', 'new@luannan.invalid');
    await after(complaint());
    expect(await optOuts()).toEqual([]);
  });

  test('about no mail of ours is nobody’s', async () => {
    await after(complaintMail());
    expect(await optOuts()).toEqual([]);
    expect(await problems()).toHaveLength(1);
  });
});

describe('what a person answers', () => {
  const written = (text: string, more: object = {}) => answerMail({ outId: outIdOf('张蔷'), text, ...more });

  test.each(['退订', 'TD', '我要退订，谢谢', 'Unsubscribe', '退订\n\n> 水位上涨'])(
    '“%s” opts out by mail',
    async (text) => {
      await after(written(text));
      expect(await optOuts()).toEqual([
        { channel: 'email', addressHash: hashOf(ZHANG), topic: 'all', source: 'reply' },
      ]);
      expect(await answers()).toMatchObject([{ kind: 'opt-out' }]);
    },
  );

  test('anything else waits for the clerk, encrypted, with whose answer it is', async () => {
    await after(written('我会注意，怎么退订？'));
    expect(await optOuts()).toEqual([]);
    const [reply] =
      await database`SELECT channel, provider, run_id, person_id, waits_for, reason, address_hash, content_cipher FROM reply`;
    expect(reply).toMatchObject({
      ...{ channel: 'email', provider: 'smtp', runId: launched.run.id, personId: city.id('张蔷') },
      ...{ waitsFor: 'clerk', reason: 'mail', addressHash: hashOf(ZHANG) },
    });
    expect(KEYS.decrypt(reply!['contentCipher'] as Buffer)).toBe('我会注意，怎么退订？');
  });

  test('to no mail of ours is for the clerk: anybody can write a From header', async () => {
    await after(written('退订', { outId: null }));
    expect(await optOuts()).toEqual([]);
    expect(await database`SELECT reason, meaning, run_id, person_id FROM reply`).toEqual([
      { reason: 'unknown mail', meaning: 'opt-out', runId: null, personId: null },
    ]);
  });

  test('read again after a kill is there once', async () => {
    await after(written('我会注意'));
    await database`UPDATE inbox SET processed_at = NULL`;
    expect(await receiveMails(desk)).toBe(1);
    expect(await database`SELECT FROM reply`).toHaveLength(1);
    expect(await answers()).toHaveLength(1);
  });
});

describe('the source', () => {
  const stored = () => database`SELECT body, body_cipher, digest FROM inbox`;

  test('is sealed, and emptied once it was read and is old; its digest stays', async () => {
    await keep(bounce());
    const [row] = await stored();
    expect(row!['body']).toBeNull();
    expect(String(row!['bodyCipher'])).not.toContain('luannan');
    const later = new Date(+NOW + 1000);
    expect(await emptyInbox(database, later)).toBe(0);
    await receiveMails(desk);
    expect(await emptyInbox(database, NOW)).toBe(0);
    expect(await emptyInbox(database, later)).toBe(1);
    expect((await stored())[0]).toMatchObject({ bodyCipher: null });
    expect(await keep(bounce())).toBe(0);
  });

  test('is never changed', async () => {
    await keep(bounce());
    await expect(database`UPDATE inbox SET body_cipher = 'other'`).rejects.toMatchObject({ code: 'MU002' });
    await expect(database`UPDATE inbox SET digest = 'other'`).rejects.toMatchObject({ code: 'MU002' });
  });

  test('that is no mail is noted, and set aside', async () => {
    await after('502 Bad Gateway', bounce());
    expect(await problems()).toEqual([{ problems: [{ item: null, reason: 'not-a-mail', field: null }] }]);
    expect(await readAgain(database)).toBe(0);
  });

  test('sealed with another key is set aside until the key is back', async () => {
    await database`INSERT INTO inbox (kind, provider, digest, body_cipher, received_at) VALUES ('mail', 'smtp', 'digest', 'rubbish', ${NOW})`;
    await keep(bounce());
    expect(await receiveMails(desk)).toBe(2);
    expect(await states(city, launched, 'email')).toMatchObject({ 张蔷: 'undelivered: bounce 5.1.1' });
    expect(await problems()).toEqual([
      { problems: [{ item: null, reason: 'failed', field: null, error: 'SealedDataError' }] },
    ]);
  });
});

test('what is read is marked in the same transaction: a reader that dies leaves it to the next', async () => {
  await keep(bounce());
  const begin = (work: (sql: Statement) => Promise<unknown>) =>
    database.begin(async (sql) => {
      await work(sql);
      throw new Error('killed');
    });
  const dying = { ...desk, database: { begin } as unknown as Database };
  await expect(receiveMails(dying)).rejects.toThrow('killed');
  expect((await states(city, launched, 'email'))['张蔷']).toBe('sent');
  expect(await receiveMails(desk)).toBe(1);
  expect((await states(city, launched, 'email'))['张蔷']).toBe('undelivered: bounce 5.1.1');
});

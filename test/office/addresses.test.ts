import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { addDeadAddresses } from '../../ledger/dead-addresses.js';
import { noteMailAnswers } from '../../ledger/mail-answers.js';
import { storeMails } from '../../ledger/mail-inbox.js';
import { unsureMessages } from '../../ledger/unsure-calls.js';
import { clearAddress, deadAddresses, mailCounts } from '../../office/addresses.js';
import { previewForecast } from '../support/forecast.js';
import { muster, answered } from '../apps/cli/terminal.js';
import { KEYS, NOW } from '../support/cast.js';
import { batchOf, launch, states } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;

const dead = (...addresses: string[]) =>
  addDeadAddresses(
    database,
    addresses.map((address) => ({
      addressHash: KEYS.fingerprint('email', address),
      ...{ code: 'bounce 5.1.1', since: NOW },
    })),
  );
beforeEach(async () => {
  await city.reset();
  // 滦南县, 迁西县, and somebody nobody knows any more.
  await dead('zhang@luannan.invalid', 'liu@qianxi.invalid', 'gone@nowhere.invalid');
});

const list = async (as: 'office' | 'clerk') =>
  (await deadAddresses(office, office.actor(as), 50)).map(({ address, name, people }) => [
    address,
    name,
    people,
  ]);

test('a list shows those of the scope, masked; what nobody has is for the whole office', async () => {
  expect((await list('office')).sort()).toEqual([
    ['l***@qianxi.invalid', '刘洋', 1],
    ['z***@luannan.invalid', '张蔷', 1],
    ['—', null, 0],
  ]);
  expect(await list('clerk')).toEqual([['z***@luannan.invalid', '张*', 1]]);
});

test('is told once, however often its server says so', async () => {
  await dead('zhang@luannan.invalid');
  expect(await list('clerk')).toHaveLength(1);
});

describe('cleared', () => {
  const clear = (written: string, as: 'office' | 'clerk' = 'clerk', reason = '本人来电') =>
    clearAddress(office, office.actor(as), { written, reason });

  test('by its address or number, it is written to again, and the audit names neither', async () => {
    const id = await clear('zhang@LUANNAN.invalid');
    expect(await list('clerk')).toEqual([]);
    expect((await listAudit(database, { limit: 1 }))[0]).toMatchObject({
      ...{ actor: 'clerk', action: 'address clear', subject: `dead address ${id}` },
      detail: { code: 'bounce 5.1.1', reason: '本人来电' },
    });
    expect(JSON.stringify(await listAudit(database, { limit: 1 }))).not.toContain('@');
    const launched = await launch(city, { email: 'flood-mail' });
    expect(await states(city, launched, 'email')).toMatchObject({
      张蔷: 'queued',
      刘洋: 'suppressed: address bounced',
    });
    // It may die again.
    await dead('zhang@luannan.invalid');
    expect(await list('clerk')).toHaveLength(1);
  });

  test.each([
    ['of the other county', 'liu@qianxi.invalid', 'not-found', 'no-such-address'],
    ['that is not dead', 'lan@luannan.invalid', 'not-found', 'no-such-address'],
    ['that is none', '什么', 'not-found', 'no-such-address'],
  ])('one %s is refused', async (_what, written, kind, reason) => {
    expect(await refusalOf(clear(written))).toEqual({ kind, reasons: [reason] });
    expect(await list('office')).toHaveLength(3);
  });

  test('without a reason is refused', async () => {
    expect(await refusalOf(clear('zhang@luannan.invalid', 'clerk', ' '))).toEqual({
      kind: 'invalid',
      reasons: ['no-reason'],
    });
  });
});

test('the preview counts them, and a mail in doubt is not sent to them once more', async () => {
  expect(await previewForecast(database, city, 'flood-mail')).toContainEqual({
    reason: 'address bounced',
    people: 2,
  });
  const launched = await launch(city, { email: 'flood-mail', now: NOW });
  const id = await batchOf(city, launched, 'email');
  await database`UPDATE batch SET state = 'sending', out_id = 'o', epoch = 0 WHERE id = ${id}`;
  await database`INSERT INTO attempt (batch_id, message_id, out_id, epoch, intent_at)
    SELECT batch_id, id, 'o', 0, ${NOW} FROM message WHERE batch_id = ${id} ORDER BY id LIMIT 1`;
  await database`UPDATE message SET state = 'sending', attempt_id = (SELECT max(id) FROM attempt) WHERE batch_id = ${id}`;
  await database`UPDATE message SET state = 'unknown' WHERE batch_id = ${id}`;
  const before = await unsureMessages(database, { id, channel: 'email' }, NOW);
  await dead('lan@luannan.invalid');
  const after = await unsureMessages(database, { id, channel: 'email' }, NOW);
  expect(after).toHaveLength(before.length - 1);
});

test('what came back is counted by kind and code, for the whole office alone', async () => {
  const mail = (at: number) => ({ digest: Buffer.alloc(32, at), bodyCipher: KEYS.encrypt('mail') });
  await storeMails(database, [mail(1), mail(2), mail(3), mail(4)], NOW);
  const ids = (await database<{ id: number }[]>`SELECT id FROM inbox ORDER BY id`).map(({ id }) => id);
  const bounce = {
    kind: 'bounce',
    messageId: null,
    action: 'failed',
    code: '5.1.1',
    receivedAt: NOW,
  } as const;
  const away = { kind: 'auto-reply', messageId: null, action: null, code: null, receivedAt: NOW } as const;
  await noteMailAnswers(database, [
    { ...bounce, inboxId: ids[0]! },
    { ...bounce, inboxId: ids[1]! },
    { ...away, inboxId: ids[2]! },
  ]);
  await database`UPDATE inbox SET problems = '[{"item": 0, "reason": "unknown-message", "field": null}]' WHERE id = ${ids[3]!}`;
  expect(await mailCounts(office, office.actor('office'), 30)).toEqual([
    { kind: 'bounce', action: 'failed', code: '5.1.1', mails: 2, last: NOW },
    { kind: 'auto-reply', action: null, code: null, mails: 1, last: NOW },
    { kind: 'unknown', action: null, code: 'unknown-message', mails: 1, last: NOW },
  ]);
  expect(await refusalOf(mailCounts(office, office.actor('clerk'), 30))).toMatchObject({
    kind: 'not-allowed',
  });
});

describe('muster address', () => {
  test('lists, counts and clears, for people and for programs', async () => {
    const { out } = await muster(office, ['address', 'list']);
    expect(out).toContain('z***@luannan.invalid');
    expect(out).toContain('邮件被退回：没有这个邮箱地址');
    expect((await muster(office, ['address', 'returned'])).out).toContain('没有退回的邮件');
    expect(answered(await muster(office, ['address', 'list', '--json']))).toHaveLength(3);
    const cleared = await muster(office, [
      'address',
      'clear',
      'zhang@luannan.invalid',
      '--reason',
      '本人来电',
    ]);
    expect([cleared.code, cleared.out.startsWith('已恢复')]).toEqual([0, true]);
    const again = await muster(office, ['address', 'clear', 'zhang@luannan.invalid', '--reason', '本人来电']);
    expect(again.code).not.toBe(0);
    expect(again.err).toContain('muster address list');
  });
});

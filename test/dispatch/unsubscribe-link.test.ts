import { beforeEach, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { linkText } from '../../domain/messages/wish-link.js';
import { unsubscribeAtOnce } from '../../office/wishes.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, workOff } from '../support/desk.js';
import { batchOf, launch, states } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const portalUrl = 'https://wishes.invalid/';

beforeEach(async () => {
  await city.reset();
  desk.email.restart();
  desk.sms.restart();
  desk.clock.set(NOW);
});

/** The links of the mails a relay was handed, by address. */
const links = (): Record<string, string | undefined> =>
  Object.fromEntries(
    desk.email.calls.flatMap(({ messages }) => messages.map((one) => [one.address, one.unsubscribeUrl])),
  );

test('every mail carries its reader’s own link, which names the topic of the mail', async () => {
  await launch(city, { email: 'flood-mail', sms: 'flood', topic: 'training' });
  await workOff({ ...desk, portalUrl });
  const found = links();
  expect(Object.keys(found)).toHaveLength(4);
  const url = found['zhang@luannan.invalid']!;
  expect(url.startsWith('https://wishes.invalid/u/')).toBe(true);
  expect(KEYS.readToken(url.slice('https://wishes.invalid/u/'.length))).toBe(
    linkText({
      ...{ person: city.id('张蔷'), channel: 'email', topic: 'training' },
      address: KEYS.fingerprint('email', 'zhang@luannan.invalid').toString('hex'),
    }),
  );
  expect(desk.sms.calls.flatMap(({ messages }) => messages.filter((one) => 'unsubscribeUrl' in one))).toEqual(
    [],
  );
});

test('an office without pages promises none', async () => {
  await launch(city, { email: 'flood-mail' });
  await workOff(desk);
  expect(desk.email.calls).toHaveLength(4);
  for (const { messages } of desk.email.calls) expect(messages[0]).not.toHaveProperty('unsubscribeUrl');
});

test('a mail that is sent again carries the same link', async () => {
  const withPages = { ...desk, portalUrl };
  const launched = await launch(city, { email: 'flood-mail' });
  desk.email.restart(() => ({ kind: 'unknown', code: 'link.broken' }));
  const batchId = await batchOf(city, launched, 'email');
  await dispatchBatch(withPages, { channel: 'email', lane: 'bulk' }, batchId);
  const before = links();
  desk.email.restart(() => accepted);
  for (const seconds of [61, 200, 400]) {
    desk.clock.set(new Date(+NOW + seconds * 1000));
    await reconcile(withPages);
    await workOff(withPages);
  }
  expect(links()).toEqual(before);
  expect(Object.values(before).filter(Boolean)).toHaveLength(4);
});

test('the one click of a mail stops what is queued already', async () => {
  const [first, second] = [
    await launch(city, { email: 'flood-mail' }),
    await launch(city, { email: 'flood-mail' }),
  ];
  const lane = { channel: 'email', lane: 'bulk' } as const;
  await dispatchBatch({ ...desk, portalUrl }, lane, await batchOf(city, first, 'email'));
  const token = links()['zhang@luannan.invalid']!.split('/u/')[1]!;
  expect(await unsubscribeAtOnce({ database, keys: KEYS, clock: desk.clock }, token)).toBe(true);
  await dispatchBatch(desk, lane, await batchOf(city, second, 'email'));
  expect(await states(city, second, 'email')).toMatchObject({ 张蔷: 'suppressed: opted out', 李岚: 'sent' });
});

import { beforeEach, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { giveConsent, listConsents, takeBackConsent, type GivenConsent } from '../../office/consents.js';
import { NOW, phoneOf } from '../support/cast.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;
const clerk = office.actor('clerk');
const person = phoneOf('张蔷');

beforeEach(async () => {
  await city.reset();
  office.clock.set(NOW);
});

const give = (change: Partial<GivenConsent> = {}) =>
  giveConsent(office, clerk, {
    person,
    channel: 'sms',
    basis: 'consent',
    source: '登记表 2026-03',
    ...change,
  });
const listed = async () =>
  (await listConsents(office, clerk, person)).consents.map(({ channel, givenAt, withdrawnAt }) => [
    channel,
    givenAt.toISOString(),
    withdrawnAt?.toISOString() ?? null,
  ]);

test('a consent is recorded once, with channel, basis, day and source, and audited', async () => {
  expect(await give({ day: '2026-03-05' })).toMatchObject({ person: city.id('张蔷'), added: true });
  expect(await give({ day: '2026-03-05' })).toMatchObject({ added: false });
  expect(await listed()).toEqual([['sms', '2026-03-04T16:00:00.000Z', null]]);
  const [entry] = await listAudit(database, { limit: 1 });
  expect(entry).toMatchObject({
    ...{ actor: 'clerk', action: 'consent add', subject: `person ${city.id('张蔷')}` },
    detail: { channel: 'sms', basis: 'consent', givenAt: '2026-03-04T16:00:00.000Z' },
  });
});

test('withdrawing is one step, on one channel or both, and is kept', async () => {
  await give({ day: '2026-03-05' });
  await give({ channel: 'email', day: '2026-03-05' });
  expect(await takeBackConsent(office, clerk, { person, channel: 'sms' })).toMatchObject({ withdrawn: 1 });
  expect(await takeBackConsent(office, clerk, { person })).toMatchObject({ withdrawn: 1 });
  expect(await takeBackConsent(office, clerk, { person })).toMatchObject({ withdrawn: 0 });
  expect((await listed()).map(([channel, , withdrawn]) => [channel, withdrawn])).toEqual([
    ['email', NOW.toISOString()],
    ['sms', NOW.toISOString()],
  ]);
});

test('what is older than a withdrawal counts no more; what comes after does', async () => {
  await give({ day: '2026-03-05' });
  await takeBackConsent(office, clerk, { person });
  expect(await refusalOf(give({ day: '2026-07-31' }))).toEqual({
    kind: 'conflict',
    reasons: ['withdrawn-since'],
  });
  expect(await give({ channel: 'email', day: '2026-07-31' })).toMatchObject({ added: true });
  office.clock.set(new Date(+NOW + 1000));
  expect(await give()).toMatchObject({ added: true });
});

test.each([
  [{ day: '2026-08-02' }, 'in-the-future'],
  [{ day: '2026-02-30' }, 'no-day'],
  [{ day: '昨天' }, 'no-day'],
  [{ source: ' ' }, 'no-source'],
])('%j is refused as %s', async (change, reason) => {
  expect(await refusalOf(give(change))).toEqual({ kind: 'invalid', reasons: [reason] });
  expect(await listed()).toEqual([]);
});

test('a clerk records for their own part of the tree only', async () => {
  const elsewhere = { person: phoneOf('陈涛') };
  expect(await refusalOf(give(elsewhere))).toMatchObject({ kind: 'not-found' });
  expect(await refusalOf(takeBackConsent(office, clerk, elsewhere))).toMatchObject({ kind: 'not-found' });
});

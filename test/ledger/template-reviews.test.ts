import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { REVIEW_MOVES, REVIEW_STATES, standingOf } from '../../domain/messages/template-review.js';
import { listAudit } from '../../ledger/audit.js';
import { migrationFiles } from '../../ledger/schema.js';
import { moveReview, rejectedTemplates, reviewsOf, takeDueReviews } from '../../ledger/template-reviews.js';
import { asset } from '../../runtime/root.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { launch, openRun } from '../support/launch.js';

const { database } = await createTestDatabase();
const { database: old } = await createTestDatabase();
const city = await settleCast(database);
const { id: flood } = city.template('flood');
const PROVIDERS = ['carrier'];
const CARRIER = { templateId: flood, provider: 'carrier' };
const move = (change: Partial<Parameters<typeof moveReview>[1]>) =>
  database.begin((sql) => moveReview(sql, { ...CARRIER, to: 'approved', ...change }, NOW));
const openAlerts = async () =>
  (
    await database<{ subject: string; detail: { reason: string } }[]>`
    SELECT subject, detail FROM alert WHERE cause = 'template rejected' AND cleared_at IS NULL`
  ).map(({ subject, detail }) => [subject, detail.reason]);
const minutesLater = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

beforeEach(async () => {
  await city.reset();
  await database`DELETE FROM template_review WHERE provider = 'other'`;
  await move({ to: 'approved' });
});

test('the database allows exactly the moves of a review that the table lists', async () => {
  for (const from of REVIEW_STATES) {
    for (const to of REVIEW_STATES) {
      if (from === to) continue;
      const attempt = database.begin(async (sql) => {
        await sql`DELETE FROM template_review WHERE provider = 'other'`;
        await sql`INSERT INTO template_review (template_id, provider, state, carrier_code, changed_at) VALUES (${flood}, 'other', ${from}, 'x', ${NOW})`;
        await sql`UPDATE template_review SET state = ${to} WHERE provider = 'other'`;
      });
      if (REVIEW_MOVES[from].includes(to)) await attempt;
      else await expect(attempt).rejects.toMatchObject({ code: 'MU001' });
    }
  }
});

test('a rejection after approval raises one alert, which a new approval ends; all of it is audited', async () => {
  expect(await move({ to: 'rejected', reason: 'isv.SMS_TEMPLATE_ILLEGAL', from: 'approved' })).toBe(true);
  expect(await move({ to: 'rejected', reason: 'isv.SMS_TEMPLATE_ILLEGAL', from: 'approved' })).toBe(false);
  expect(await openAlerts()).toEqual([['template flood v1 at carrier', 'isv.SMS_TEMPLATE_ILLEGAL']]);
  expect(await move({ to: 'rejected', reason: '内容不符' })).toBe(true);
  expect(await openAlerts()).toEqual([['template flood v1 at carrier', '内容不符']]);
  expect(await move({ to: 'approved' })).toBe(true);
  expect(await openAlerts()).toEqual([]);
  const [last, , first] = await listAudit(database, { limit: 3 });
  expect(last).toMatchObject({ action: 'template approved', subject: 'template flood', actor: 'muster' });
  expect(first).toMatchObject({
    action: 'template rejected',
    detail: { version: 1, provider: 'carrier', reason: 'isv.SMS_TEMPLATE_ILLEGAL' },
  });
  const [review] = (await reviewsOf(database, [flood])).filter(({ provider }) => provider === 'carrier');
  expect(review).toMatchObject({ state: 'approved', carrierCode: 'SMS_154000001', reason: null });
});

test('a first rejection stops nobody and is no alert', async () => {
  await move({ provider: 'other', to: 'submitted', carrierCode: 'SMS_9' });
  await move({ provider: 'other', to: 'rejected', reason: '错别字' });
  expect(await openAlerts()).toEqual([]);
});

test('of several carriers the best word counts', () => {
  expect(standingOf([])).toEqual({ state: 'draft', reason: null });
  const rejected = { state: 'rejected', reason: 'x' } as const;
  expect(standingOf([rejected])).toEqual(rejected);
  expect(standingOf([rejected, { state: 'approved', reason: null }]).state).toBe('approved');
});

describe('runs of a rejected template', () => {
  const found = async (runId?: number) =>
    (
      await rejectedTemplates(database, { providers: PROVIDERS, ...(runId === undefined ? {} : { runId }) })
    ).map((one) => [one.runId, one.code, one.reason]);

  test('are those that have something to send with it, or a step to come', async () => {
    const waiting = await launch(city, { sms: 'flood' });
    const other = await launch(city, { sms: 'named' });
    const coming = await openRun(city, { sms: 'flood' });
    const over = await launch(city, { sms: 'flood' });
    await database`UPDATE batch SET state = 'done' WHERE occurrence_id IN (SELECT id FROM occurrence WHERE run_id = ${over.run.id})`;
    expect(await found()).toEqual([]);
    await move({ to: 'rejected', reason: 'gone' });
    expect(await found()).toEqual([
      [waiting.run.id, 'flood', 'gone'],
      [coming.run.id, 'flood', 'gone'],
    ]);
    expect(await found(waiting.run.id)).toHaveLength(1);
    expect(await found(other.run.id)).toEqual([]);
  });

  test('go on where another carrier has approved it', async () => {
    await launch(city, { sms: 'flood' });
    await move({ to: 'rejected', reason: 'gone' });
    await move({ provider: 'other', to: 'approved', carrierCode: 'SMS_9' });
    expect(await rejectedTemplates(database, { providers: ['carrier', 'other'] })).toEqual([]);
    expect(await rejectedTemplates(database, { providers: ['carrier'] })).toHaveLength(1);
  });
});

describe('reading back', () => {
  const due = (minutes: number, approvedMinutes = minutes) =>
    takeDueReviews(database, {
      providers: ['carrier', 'other'],
      openedBefore: minutesLater(minutes),
      approvedBefore: minutesLater(approvedMinutes),
      now: minutesLater(60),
      limit: 10,
    });

  test('is due for what is submitted, once until it is due again', async () => {
    await move({ provider: 'other', to: 'submitted', carrierCode: 'SMS_9' });
    expect(await due(0)).toEqual([]);
    expect((await due(1)).map(({ provider, state }) => [provider, state])).toEqual([['other', 'submitted']]);
    expect(await due(1)).toEqual([]);
  });

  test('is due for what is approved only while an open run uses it, and seldom', async () => {
    expect(await due(1)).toEqual([]);
    await launch(city, { sms: 'flood' });
    expect(await due(30, -1)).toEqual([]);
    expect((await due(30, 30)).map(({ templateId, state }) => [templateId, state])).toEqual([
      [flood, 'approved'],
    ]);
  });
});

test('codes given before there were reviews become approved reviews', async () => {
  await old.unsafe('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const files = await migrationFiles();
  const sqlOf = (name: string) => readFile(asset('ledger', 'migrations', name), 'utf8');
  for (const name of files.filter((each) => each < '010')) await old.unsafe(await sqlOf(name));
  await old`INSERT INTO template (code, version, channel, class, text, carrier_code, created_at, created_by)
    VALUES ('a', 1, 'sms', 'notice', 'x', 'SMS_1', ${NOW}, 't'), ('b', 1, 'sms', 'notice', 'x', NULL, ${NOW}, 't'),
      ('m', 1, 'email', 'notice', 'x', NULL, ${NOW}, 't')`;
  await old.unsafe(await sqlOf('010_template_reviews.up.sql'));
  expect(
    await old`SELECT t.code, v.provider, v.state, v.carrier_code FROM template_review v JOIN template t ON t.id = v.template_id`,
  ).toEqual([{ code: 'a', provider: 'aliyun', state: 'approved', carrierCode: 'SMS_1' }]);
});

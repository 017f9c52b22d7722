import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPortal } from '../../../apps/portal/server.js';
import { TOPIC_NAMES, TOPICS } from '../../../domain/messages/topics.js';
import { linkText } from '../../../domain/messages/wish-link.js';
import { SettableClock } from '../../../runtime/clock.js';
import { connectDatabase } from '../../../runtime/database.js';
import { createLogger } from '../../../runtime/log.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { openTestFiles } from '../../support/files.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const clock = new SettableClock(NOW);
const files = await openTestFiles();
const desk = { ...files, database, keys: KEYS, clock, log: createLogger('test', 'silent') };
const portal = createPortal(desk);
afterAll(() => portal.close());

const TOKEN = KEYS.token(
  linkText({
    ...{ person: city.id('张蔷'), channel: 'email', topic: 'training' },
    address: KEYS.fingerprint('email', 'zhang@luannan.invalid').toString('hex'),
  }),
);
const URL_ = `/u/${TOKEN}`;
const FORM = 'application/x-www-form-urlencoded';
const ONE_CLICK = 'List-Unsubscribe=One-Click';

let minute = 0;
beforeEach(async () => {
  await city.reset();
  clock.set(new Date(+NOW + ++minute * 60_000));
});

const post = (payload: string | undefined, contentType: string | undefined = FORM, url = URL_) =>
  portal.inject({
    ...{ method: 'POST', url, headers: contentType === '' ? {} : { 'content-type': contentType } },
    ...(payload === undefined ? {} : { payload }),
  });
const refused = async (): Promise<string[]> =>
  (
    await database<{ said: string }[]>`
      SELECT channel || ' ' || topic || ' ' || source AS said FROM opt_out WHERE revoked_at IS NULL AND since >= ${NOW} ORDER BY id`
  ).map(({ said }) => said);

describe('the page', () => {
  test('names every topic on both channels, and what cannot be refused with the reason', async () => {
    const { statusCode, body } = await portal.inject(URL_);
    expect(statusCode).toBe(200);
    for (const topic of TOPICS) {
      expect(body).toContain(TOPIC_NAMES[topic].zh);
      for (const channel of ['sms', 'email']) expect(body).toContain(`value="refuse.${channel}.${topic}"`);
    }
    for (const text of [
      'z***@luannan.invalid',
      '154****',
      '退订全部邮件',
      '不能退订的',
      '第四项',
      'emergency',
    ])
      expect(body.toLowerCase()).toContain(text.toLowerCase());
    expect(body).not.toMatch(/zhang@|张蔷|154\d{8}|<script|https?:/);
  });

  test('keeps nothing, runs nothing, loads nothing, tells nobody', async () => {
    const { headers } = await portal.inject(URL_);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    );
    expect(headers).not.toHaveProperty('set-cookie');
  });

  test('that is only looked at changes nothing', async () => {
    for (const url of [URL_, `${URL_}?${ONE_CLICK}`, `${URL_}?wish=refuse.email.all`]) {
      await portal.inject({ method: 'GET', url });
      await portal.inject({ method: 'HEAD', url });
    }
    expect(await refused()).toEqual([]);
  });

  test('names the duties of a contact person', async () => {
    expect((await portal.inject(URL_)).body).not.toContain('联系人职责');
    await database`INSERT INTO contact_role VALUES (${city.committee('luannan')}, ${city.id('张蔷')}, 'deputy', '2020-01-01')`;
    expect((await portal.inject(URL_)).body).toContain('联系人职责');
    await database`DELETE FROM contact_role WHERE person_id = ${city.id('张蔷')}`;
  });
});

describe('one click', () => {
  const BOUNDARY = 'xx';
  const multipart = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${BOUNDARY}--\r\n`;

  test.each([
    ['a form', ONE_CLICK, FORM],
    ['multipart', multipart, `multipart/form-data; boundary=${BOUNDARY}`],
    ['no type at all', ONE_CLICK, ''],
    ['plain text', ONE_CLICK, 'text/plain'],
  ])('as %s refuses the topic of the mail, without redirect or cookie, once', async (_, body, type) => {
    for (const answer of [await post(body, type), await post(body, type)]) {
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.headers).not.toHaveProperty('set-cookie');
      expect(answer.body).toContain('已退订');
    }
    expect(await refused()).toEqual(['email training one-click']);
  });

  test.each([
    ['without a body', undefined, ''],
    ['with an empty form', '', FORM],
    ['with another value', 'List-Unsubscribe=Two-Clicks', FORM],
    ['of multipart nonsense', '--xx\r\nnothing', 'multipart/form-data; boundary=xx'],
    ['of JSON', '{"List-Unsubscribe":"One-Click"}', 'application/json'],
    ['with two wishes', 'wish=refuse.sms.all&wish=refuse.email.all', FORM],
  ])('%s changes nothing and says so', async (_, body, type) => {
    const answer = await post(body, type);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('没有任何改动');
    expect(await refused()).toEqual([]);
  });
});

describe('a form', () => {
  test('does what its button says, and shows it', async () => {
    const off = await post('wish=refuse.sms.call-outs');
    expect(off.statusCode).toBe(200);
    expect(off.body).toContain('已退订：短信 · 集结');
    expect(off.body).toContain('value="accept.sms.call-outs"');
    expect(await refused()).toEqual(['sms call-outs page']);
    expect((await post('wish=accept.sms.call-outs')).body).toContain('已恢复：短信 · 集结');
    expect(await refused()).toEqual([]);
  });

  test('asks for one press to be rid of all mail', async () => {
    const { body } = await post('wish=refuse.email.all');
    expect(body).toContain('已退订全部邮件');
    expect(body).not.toContain('value="refuse.email.');
    expect(await refused()).toEqual(['email all page']);
  });

  test('that is too long is refused', async () => {
    const answer = await post(`wish=${'x'.repeat(20_000)}`);
    expect([answer.statusCode, await refused()]).toEqual([413, []]);
    expect(answer.body).toContain('没有任何改动');
  });
});

describe('a wrong link', () => {
  test.each([
    '/u/nobody',
    `${URL_.slice(0, -1)}`,
    `${URL_}A`,
    '/u/',
    '/u/%E0',
    '/elsewhere',
    `/u/${'a'.repeat(500)}`,
  ])('%s is answered with help', async (url) => {
    for (const answer of [await portal.inject(url), await post(ONE_CLICK, FORM, url)]) {
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.body).toContain('回复 TD');
    }
    expect(await refused()).toEqual([]);
  });

  test('thirty a minute from one address are enough, and keep nobody with a good one away', async () => {
    const guess = (at: number) =>
      portal.inject({ url: `/u/guess${at}`, headers: { 'x-forwarded-for': '203.0.113.7' } });
    for (let at = 0; at < 30; at++) expect((await guess(at)).statusCode).toBe(404);
    const tired = await guess(31);
    expect([tired.statusCode, tired.headers['retry-after']]).toEqual([429, '60']);
    expect(
      (await portal.inject({ url: URL_, headers: { 'x-forwarded-for': '203.0.113.7' } })).statusCode,
    ).toBe(200);
    expect(
      (await portal.inject({ url: '/u/guess', headers: { 'x-forwarded-for': '203.0.113.8' } })).statusCode,
    ).toBe(404);
    clock.set(new Date(+clock.now() + 60_000));
    expect((await guess(32)).statusCode).toBe(404);
  });
});

test('one link is served sixty times a minute', async () => {
  for (let at = 0; at < 60; at++) expect((await portal.inject(URL_)).statusCode).toBe(200);
  expect((await portal.inject(URL_)).statusCode).toBe(429);
  expect((await post(ONE_CLICK)).statusCode).toBe(429);
});

test('with the ledger away nothing is promised', async () => {
  const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { name: 'away', max: 1 });
  const dark = createPortal({ ...desk, database: away });
  const answer = await dark.inject({
    method: 'POST',
    url: URL_,
    payload: ONE_CLICK,
    headers: { 'content-type': FORM },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).toContain('没有任何改动');
  expect((await dark.inject('/health')).statusCode).toBe(500);
  expect((await portal.inject('/health')).json()).toEqual({ ok: true });
  await dark.close();
  await away.end({ timeout: 1 });
});

test('without a link the way in is named', async () => {
  const { statusCode, body } = await portal.inject('/');
  expect([statusCode, body.includes('邮件末尾的链接')]).toEqual([200, true]);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createPortal } from '../../apps/portal/server.js';
import { linkText } from '../../domain/messages/wish-link.js';
import { SettableClock } from '../../runtime/clock.js';
import { createLogger } from '../../runtime/log.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { openTestFiles } from '../support/files.js';
import { createTestDatabase } from '../support/database.js';
import { openChromium } from './chromium.js';
import { openPhone, THUMB_HEIGHT, type Phone } from './phone.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const clock = new SettableClock(NOW);
const files = await openTestFiles();
const portal = createPortal({ ...files, database, keys: KEYS, clock, log: createLogger('test', 'silent') });
const address = await portal.listen({ host: '127.0.0.1', port: 0 });
const token = KEYS.token(
  linkText({
    ...{ person: city.id('张蔷'), channel: 'email', topic: 'training' },
    address: KEYS.fingerprint('email', 'zhang@luannan.invalid').toString('hex'),
  }),
);

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
  // A download takes its time.
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await portal.close();
});
beforeEach(async () => {
  await city.reset();
  clock.set(new Date(+clock.now() + 60_000));
});

const isRefused = async (channel: string, topic: string): Promise<boolean> =>
  (
    await database`SELECT FROM opt_out WHERE channel = ${channel}::channel AND topic = ${topic} AND source = 'page' AND revoked_at IS NULL`
  ).length > 0;

describe.each([
  ['without JavaScript', false],
  ['with JavaScript', true],
])('on a phone, %s', (name, javaScript) => {
  let phone: Phone;
  let page: Phone['page'];
  beforeEach(async () => {
    phone = await openPhone(browser, { address, javaScript });
    page = phone.page;
    await page.goto(`${address}/u/${token}`);
  });
  afterEach(() => phone.close());
  const picture = (of: string) => phone.picture(`${of} ${name}`);
  const press = (value: string) => page.locator(`button[value="${value}"]`).click();

  test('shows everything in large letters, and nothing beyond the edge', async () => {
    await picture('wishes');
    expect(await page.title()).toContain('我的订阅');
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      expect.stringContaining('z***@luannan.invalid'),
      expect.stringMatching(/短信 154\*{4}\d{4}/),
      expect.stringContaining('不能退订的'),
    ]);
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
    for (const button of await page.locator('button').all()) {
      const box = (await button.boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(THUMB_HEIGHT);
      expect(box.x + box.width).toBeLessThanOrEqual(phone.width);
    }
    expect(phone.failures).toEqual([]);
  });

  test('a switch turns a topic off and on again', async () => {
    await press('refuse.sms.training');
    expect(await page.locator('[role=status]').innerText()).toContain('已退订：短信 · 培训');
    expect(await isRefused('sms', 'training')).toBe(true);
    await picture('turned off');
    await press('accept.sms.training');
    expect(await page.locator('[role=status]').innerText()).toContain('已恢复：短信 · 培训');
    expect(await isRefused('sms', 'training')).toBe(false);
    expect(phone.failures).toEqual([]);
  });

  test('one press refuses all mail, another takes it back', async () => {
    await page.getByRole('button', { name: '退订全部邮件' }).click();
    expect(await isRefused('email', 'all')).toBe(true);
    await picture('all off');
    expect(await page.locator('button[value^="refuse.email."]').count()).toBe(0);
    await page.getByRole('button', { name: '恢复全部邮件' }).click();
    expect(await isRefused('email', 'all')).toBe(false);
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
  });

  test('a wrong link says what to do', async () => {
    await page.goto(`${address}/u/nobody`);
    await picture('wrong link');
    expect(await page.locator('main').innerText()).toContain('短信退订请直接回复 TD');
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
  });
});

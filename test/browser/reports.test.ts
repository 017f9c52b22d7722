import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SHIPPED_OBLIGATIONS } from '../../campaigns/deadline/shipped.js';
import { createPortal } from '../../apps/portal/server.js';
import { createLogger } from '../../runtime/log.js';
import { openTestOffice } from '../office/office.js';
import { KEYS, NOW, phoneOf } from '../support/cast.js';
import { decide, EVERY_FIELD, giveCode, oweDuty, reportTokenOf } from '../support/duties.js';
import { mp4, openTestFiles, pdf, png, xlsx } from '../support/files.js';
import { openChromium } from './chromium.js';
import { openPhone, THUMB_HEIGHT, type Phone } from './phone.js';

const office = await openTestOffice();
const { database, city, clock } = office;
const portal = createPortal({
  ...(await openTestFiles()),
  ...{ database, keys: KEYS, clock, log: createLogger('test', 'silent') },
});
const address = await portal.listen({ host: '127.0.0.1', port: 0 });
const folder = await mkdtemp(join(tmpdir(), 'muster-phone-'));
/** Pictures, as they lie on the phone. */
const onPhone = (name: string): string => join(folder, name);

const TOKEN = reportTokenOf(city, '何军', { mail: 'he@luannan.invalid' });
const TEAM = SHIPPED_OBLIGATIONS.find(({ code }) => code === 'three-teams')!.duties[0].form;

let browser: Browser;
beforeAll(async () => {
  await writeFile(onPhone('讲座.png'), png(1));
  await writeFile(onPhone('二.png'), png(2));
  await writeFile(onPhone('假照片.jpg'), pdf());
  await writeFile(onPhone('名册.xlsx'), await xlsx());
  await writeFile(onPhone('活动.mp4'), mp4());
  browser = await openChromium();
  // A download takes its time.
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await portal.close();
  await rm(folder, { recursive: true });
});

let minutes = 0;
describe.each([
  ['360 without JavaScript', { width: 360, javaScript: false }],
  ['390 with JavaScript', { width: 390, javaScript: true }],
])('the pages of reports on a phone, %s', (name, kind) => {
  let phone: Phone;
  let page: Phone['page'];
  let duty: number;
  beforeEach(async () => {
    await city.reset();
    clock.set(new Date(+NOW + ++minutes * 60_000));
    ({ duty } = await oweDuty(city, { title: '2026年第二季度项目季度总结' }));
    phone = await openPhone(browser, { address, ...kind });
    page = phone.page;
  });
  afterEach(() => phone.close());
  const picture = (of: string) => phone.picture(`report, ${of}, ${name}`);
  const status = () => page.locator('[role=status]').innerText();
  const press = (what: string) => page.getByRole('button', { name: what }).first().click();
  const states = () => database`SELECT state FROM duty WHERE id = ${duty}`;

  async function fits(): Promise<void> {
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
    for (const button of await page.locator('button').all())
      expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(THUMB_HEIGHT);
    expect(phone.failures.filter((failure) => !/status of 4\d\d/.test(failure))).toEqual([]);
  }

  test('the list shows what is urgent, and leads to the form and back', async () => {
    await oweDuty(city, { title: '2026年度活动规划', dueAt: new Date('2026-07-31T15:59:59Z') });
    const { duty: back } = await oweDuty(city, { title: '基层宣传队', form: TEAM, state: 'submitted' });
    await decide(city, back, {
      state: 'returned',
      reason: '名册里有重名的人，\n请核对后再报。',
      now: clock.now(),
    });
    await page.goto(`${address}/r/${TOKEN}`);
    await picture('list');
    await fits();
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      expect.stringContaining('逾期未报（1）'),
      expect.stringContaining('退回修改（1）'),
      expect.stringContaining('待报（1）'),
    ]);
    await page.getByText('基层宣传队').click();
    await picture('returned');
    await fits();
    expect(await page.locator('main').innerText()).toMatch(
      /退回意见[^]*请核对后再报[^]*还缺 5 项：队员人数、已开展的活动、队员名册、活动照片、活动视频/,
    );
    await page.getByText('返回报送列表').click();
    expect(page.url()).toBe(`${address}/r/${TOKEN}`);
  });

  test('is filled in, refused a lying photo, handed in, and amended', async () => {
    await page.goto(`${address}/r/${TOKEN}/${duty}`);
    await page.getByLabel('名称').fill('农民工安全培训');
    await page.getByLabel('开展情况').fill('讲座三场，\n共 90 人。');
    await page.getByLabel('场次').fill('３');
    await page.getByLabel('日期').fill('2026年6月5日');
    await page.getByLabel('类别').selectOption('组织');
    await page.getByLabel('试点村').fill('东街村');
    await page.getByLabel('照片').setInputFiles([onPhone('假照片.jpg'), onPhone('讲座.png')]);
    await press('上传所选文件');
    await picture('lying photo');
    await fits();
    expect(await status()).toMatch(/没有收下 假照片.jpg：文件名以 .jpg 结尾，内容其实是 PDF 文档/);
    // Nothing typed is lost.
    expect(await page.getByLabel('名称').inputValue()).toBe('农民工安全培训');
    expect(await page.getByLabel('场次').inputValue()).toBe('3');
    expect(await page.getByLabel('日期').inputValue()).toBe('2026-06-05');
    expect(await page.getByLabel('类别').inputValue()).toBe('组织');
    await press('报送');
    await picture('handed in');
    await fits();
    expect(await status()).toContain('报送成功');
    expect(await states()).toEqual([{ state: 'submitted' }]);
    // A thumb that presses twice, or a page that is reloaded.
    await page.reload();
    expect(await status()).toContain('已经报送过');
    await page.getByLabel('场次').fill('4');
    await page.getByLabel('照片').setInputFiles(onPhone('二.png'));
    await press('报送');
    expect(await status()).toContain('报送成功');
    expect(await database`SELECT version, value::int FROM submission_figure ORDER BY version`).toEqual([
      { version: 1, value: 3 },
      { version: 2, value: 4 },
    ]);
    const waiting = page.waitForEvent('download');
    await page.getByText('二.png').click();
    expect((await waiting).suggestedFilename()).toBe('二.png');
  });

  test('of a team says which of five things is missing, until none is', async () => {
    const { duty: team } = await oweDuty(city, { title: '2026年基层宣传队', form: TEAM });
    await page.goto(`${address}/r/${TOKEN}/${team}`);
    await page.getByLabel('队员人数').fill('49');
    await page.getByLabel('活动照片').setInputFiles(onPhone('讲座.png'));
    await press('报送');
    await picture('team, four missing');
    await fits();
    expect(await status()).toMatch(
      /还没有报送，草稿已保存[^]*“队员人数”至少 50，现为 49[^]*缺少“已开展的活动”[^]*缺少“队员名册”[^]*缺少“活动视频”/,
    );
    await page.getByLabel('队员人数').fill('50');
    await page.getByLabel('已开展的活动').fill('入户宣传');
    await page.getByLabel('队员名册').setInputFiles(onPhone('名册.xlsx'));
    await page.getByLabel('活动视频').setInputFiles(onPhone('活动.mp4'));
    await press('报送');
    expect(await status()).toContain('报送成功');
  });

  test('is read, and not written, once it is locked', async () => {
    await page.goto(`${address}/r/${TOKEN}/${duty}`);
    await page.getByLabel('名称').fill('农民工安全培训');
    await press('保存草稿');
    await page.getByLabel('名称').fill('改了的名称');
    clock.set(new Date('2026-08-12T16:00:00Z'));
    await press('报送');
    await picture('locked');
    await fits();
    expect(await status()).toContain('请联系唐山市经办人员解锁');
    expect(await page.locator('main').innerText()).toMatch(
      /您写的内容，没有收下[^]*改了的名称[^]*农民工安全培训/,
    );
    expect(await page.locator('form').count()).toBe(0);
  });

  test('is reached by the short code of a text', async () => {
    const expiresAt = new Date(+clock.now() + 86_400_000);
    await giveCode(city, { code: 'ACDE3479', name: '何军', phone: phoneOf('何军'), expiresAt });
    await page.goto(`${address}/r`);
    await page.getByRole('textbox').fill('acde 3478');
    await press('进入');
    await picture('wrong code');
    await fits();
    expect(await status()).toContain('没有这个报送码');
    await page.getByRole('textbox').fill('acde 3479');
    await press('进入');
    expect(await page.locator('h1').innerText()).toContain('滦南县 · 报送');
  });

  test('an expired link says how to get another', async () => {
    clock.set(new Date('2026-10-01T01:00:00Z'));
    await page.goto(`${address}/r/${TOKEN}`);
    await picture('expired');
    expect(await page.locator('main').innerText()).toContain('链接已过期');
    await fits();
  });
});

test('every type of field of the shipped forms has its place on the page', () => {
  const types = new Set(
    SHIPPED_OBLIGATIONS.flatMap(({ duties }) =>
      duties.flatMap(({ form }) => form.fields.map(({ type }) => type)),
    ),
  );
  expect([...types].filter((type) => !EVERY_FIELD.fields.some((field) => field.type === type))).toEqual([]);
});

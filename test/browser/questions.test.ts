import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createPortal } from '../../apps/portal/server.js';
import { questionLinkText } from '../../domain/messages/question-link.js';
import { linkText } from '../../domain/messages/wish-link.js';
import { moveRun } from '../../ledger/runs.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { showThread } from '../../office/questions.js';
import { createLogger } from '../../runtime/log.js';
import { openTestOffice } from '../office/office.js';
import { KEYS, NOW, type Name } from '../support/cast.js';
import { openTestFiles } from '../support/files.js';
import { settleQuestionTexts } from '../support/questions.js';
import { openChromium } from './chromium.js';
import { openPhone, THUMB_HEIGHT, type Phone } from './phone.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleQuestionTexts(city);
const files = await openTestFiles();
const portal = createPortal({ ...files, database, keys: KEYS, clock, log: createLogger('test', 'silent') });
const address = await portal.listen({ host: '127.0.0.1', port: 0 });

const hashOf = (mail: string): string => KEYS.fingerprint('email', mail).toString('hex');
const linkOf = (name: Name, mail: string): string =>
  `${address}/q/${KEYS.token(questionLinkText({ person: city.id(name), address: hashOf(mail) }))}`;
// Head and liaison of 滦南县.
const [HEAD, LIAISON] = [linkOf('郑明', 'zheng@luannan.invalid'), linkOf('何军', 'he@luannan.invalid')];

/** As long as a real one gets, with a word that no line can hold. */
const WORDS = `请核对贵单位避难场所的人员配备：\n1. 现有志愿者人数；\n2. 尚缺人数及岗位；\n3. 夜间值守安排。\n\n表格：https://forms.invalid/${'shelter-'.repeat(12)}`;

/** 唐山市 asks 滦南县. */
async function ask(change: object = {}): Promise<number> {
  const definition = {
    ...{ kind: 'question', from: 'tangshan', to: 'luannan', subject: '避难场所人员配备' },
    ...{ question: WORDS, due: '2026-08-06 17:00', ...change },
  };
  const actor = office.actor('office');
  const { run } = await launch(office, actor, await prepare(office, actor, definition));
  await moveRun(database, { runId: run.id, to: 'running', now: NOW });
  return run.id;
}

/** What stands in the ledger as the answer to a question. */
const answerTo = async (id: number): Promise<string | undefined> =>
  (await showThread(office, office.actor('office'), id)).questions[0]!.entries[1]?.text;

/** Asked within the page, so that it is text here. */
const FONT_SIZE = 'parseFloat(getComputedStyle(document.querySelector("textarea")).fontSize)';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
  // A download takes its time.
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await portal.close();
});

describe.each([
  ['360 without JavaScript', { width: 360, javaScript: false }],
  ['390 with JavaScript', { width: 390, javaScript: true }],
])('the page of questions on a phone, %s', (name, kind) => {
  let phone: Phone;
  let page: Phone['page'];
  let id: number;
  beforeEach(async () => {
    await city.reset();
    clock.set(new Date(+NOW + 60_000));
    id = await ask();
    phone = await openPhone(browser, { address, ...kind });
    page = phone.page;
    await page.goto(LIAISON);
  });
  afterEach(() => phone.close());
  const picture = (of: string) => phone.picture(`question, ${of}, ${name}`);
  const status = () => page.locator('[role=status]').innerText();
  async function answer(text: string): Promise<void> {
    await page.getByLabel('答复').fill(text);
    await page.getByRole('button', { name: '提交答复' }).click();
  }

  test('shows who asks what until when, and nothing beyond the edge', async () => {
    await picture('read');
    const seen = await page.locator('main').innerText();
    for (const part of ['避难场所人员配备', '唐山市 问 滦南县', '期限 2026-08-06 17:00', '3. 夜间值守安排。'])
      expect(seen).toContain(part);
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
    const button = (await page.getByRole('button').boundingBox())!;
    expect(button.height).toBeGreaterThanOrEqual(THUMB_HEIGHT);
    // Below 16 pixels a phone zooms in on a field, and the page is no longer whole.
    expect(await page.evaluate(FONT_SIZE)).toBeGreaterThanOrEqual(16);
    expect(phone.failures).toEqual([]);
  });

  test('takes an answer, says so, and asks no more', async () => {
    await answer('现有 12 人。\n尚缺 3 人。');
    await picture('answered');
    // Sent again, as a thumb that presses twice or a reloaded page does.
    await page.reload();
    expect(await status()).toContain('已答复，谢谢');
    expect(await answerTo(id)).toBe('现有 12 人。\n尚缺 3 人。');
    expect(await page.locator('.words').innerText()).toBe('现有 12 人。\n尚缺 3 人。');
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
    expect(phone.failures).toEqual([]);
  });

  test('keeps the others where one is answered, and says when one is late', async () => {
    await ask({ subject: '夜间值守', question: '谁值守？', due: '2026-08-02 17:00' });
    clock.set(new Date('2026-08-03T01:00:00Z'));
    await page.reload();
    await picture('two, one late');
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      expect.stringContaining('夜间值守'),
      expect.stringContaining('避难场所人员配备'),
    ]);
    expect(await page.locator('section').first().innerText()).toContain('已逾期');
    const second = page.locator('section').nth(1);
    await second.getByRole('textbox').fill('十二人。');
    await second.getByRole('button').click();
    expect(await answerTo(id)).toBe('十二人。');
    expect(await page.getByRole('textbox').count()).toBe(1);
    await picture('one of two answered');
  });

  test('a second answer changes nothing, and is not lost', async () => {
    const other = await openPhone(browser, { address, ...kind });
    await other.page.goto(HEAD);
    await other.page.getByLabel('答复').fill('十五人。');
    await answer('十二人。');
    await other.page.getByRole('button', { name: '提交答复' }).click();
    await other.picture(`question, too late, ${name}`);
    expect(await other.page.locator('[role=status]').innerText()).toContain('已有人答复');
    expect(await other.page.locator('main').innerText()).toContain('十五人。');
    expect(await answerTo(id)).toBe('十二人。');
    await other.close();
  });

  test('an empty answer is stopped on the phone itself, and one of blanks by the page', async () => {
    await page.getByRole('button').click();
    expect(await page.locator('[role=status]').count()).toBe(0);
    await answer('   ');
    await picture('empty');
    expect(await status()).toContain('请先写答复');
    expect(await page.getByRole('textbox').count()).toBe(1);
    expect(await answerTo(id)).toBeUndefined();
  });

  test('a link of somebody else’s page, a forged one and a former one say what to do', async () => {
    const wishes = linkText({
      ...{
        person: city.id('何军'),
        channel: 'email',
        topic: 'reports',
        address: hashOf('he@luannan.invalid'),
      },
    });
    const former = linkOf('何军', 'old@luannan.invalid');
    for (const url of [`${address}/q/${KEYS.token(wishes)}`, `${LIAISON.slice(0, -1)}`, former]) {
      const answered = await page.goto(url);
      expect(answered!.status()).toBe(404);
      expect(await page.getByRole('textbox').count()).toBe(0);
      const seen = await page.locator('main').innerText();
      expect(seen).not.toContain('避难场所');
      expect(seen).toContain('没有这个页面');
      expect(seen).toContain('最近一封邮件');
    }
    await picture('wrong link');
    expect(await phone.widest()).toBeLessThanOrEqual(phone.width);
  });

  test('somebody who speaks for the committee no more sees nothing', async () => {
    await database`UPDATE contact_role SET to_date = '2026-08-01' WHERE person_id = ${city.id('何军')}`;
    try {
      await page.reload();
      await picture('nothing owed');
      expect(await page.locator('main').innerText()).toContain('没有需要您单位答复的问题');
      expect(await page.getByRole('textbox').count()).toBe(0);
    } finally {
      await database`UPDATE contact_role SET to_date = NULL WHERE person_id = ${city.id('何军')}`;
    }
  });
});

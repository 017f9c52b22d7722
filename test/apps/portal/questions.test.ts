import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPortal } from '../../../apps/portal/server.js';
import { questionLinkText } from '../../../domain/messages/question-link.js';
import { linkText } from '../../../domain/messages/wish-link.js';
import { moveRun } from '../../../ledger/runs.js';
import { launch } from '../../../office/launch.js';
import { prepare } from '../../../office/prepare.js';
import { answerQuestion, showThread } from '../../../office/questions.js';
import { connectDatabase } from '../../../runtime/database.js';
import { createLogger } from '../../../runtime/log.js';
import { openTestOffice } from '../../office/office.js';
import { KEYS, NOW, type Name } from '../../support/cast.js';
import { openTestFiles } from '../../support/files.js';
import { settleQuestionTexts, speaksFor } from '../../support/questions.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleQuestionTexts(city);
const files = await openTestFiles();
const portal = createPortal({ ...files, database, keys: KEYS, clock, log: createLogger('test', 'silent') });
afterAll(() => portal.close());

/** The link of somebody, for the mail address they are written to. */
function urlOf(name: Name, address: string): string {
  const link = { person: city.id(name), address: KEYS.fingerprint('email', address).toString('hex') };
  return `/q/${KEYS.token(questionLinkText(link))}`;
}
// Head and liaison of 滦南县; a volunteer there.
const [HEAD, LIAISON] = [urlOf('郑明', 'zheng@luannan.invalid'), urlOf('何军', 'he@luannan.invalid')];
// Deputy of 迁西县; the city and 兴城镇 have contacts too.
const COUNTY = urlOf('刘洋', 'liu@qianxi.invalid');
await speaksFor(city, '刘洋', { code: 'qianxi', role: 'deputy' });
await speaksFor(city, '周海', { code: 'tangshan', role: 'liaison' });
await speaksFor(city, '吴芳', { code: 'xingcheng', role: 'liaison' });
const VOLUNTEER = urlOf('张蔷', 'zhang@luannan.invalid');

let id: number;
beforeEach(async () => {
  await city.reset();
  clock.set(new Date(clock.now().getTime() + 60_000));
  id = await ask({ question: '还差多少人？\n<b>哪里</b>差？' });
});

/** 唐山市 asks 滦南县. */
async function ask(
  change: object,
  as: 'office' | 'clerk' = 'office',
  to: 'running' | 'proposed' = 'running',
): Promise<number> {
  const definition = {
    ...{ kind: 'question', from: 'tangshan', to: 'luannan', subject: '避难场所' },
    ...{ due: '2026-08-06 17:00', ...change },
  };
  const actor = office.actor(as);
  const { run } = await launch(office, actor, await prepare(office, actor, definition));
  await moveRun(database, { runId: run.id, to, now: NOW });
  return run.id;
}

const answer = (url: string, text: string, question: number | string = id) =>
  portal.inject({
    ...{ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    payload: new URLSearchParams({ question: String(question), answer: text }).toString(),
  });
const entries = () => database`SELECT kind, written_by FROM question_entry ORDER BY kind DESC`;

describe('the page of questions', () => {
  test('shows what one’s committee owes, with its words as they were written', async () => {
    const { statusCode, body } = await portal.inject(LIAISON);
    expect(statusCode).toBe(200);
    expect(body).toContain(`${id} · 避难场所`);
    expect(body).toContain('还差多少人？\n&lt;b&gt;哪里&lt;/b&gt;差？');
    expect(body).toContain('期限 2026-08-06 17:00');
    expect(body).toContain(`name="question" value="${id}"`);
  });

  test('shows nothing to who speaks for no committee, or for another', async () => {
    expect((await portal.inject(VOLUNTEER)).body).toContain('没有需要您单位答复的问题');
    await database`UPDATE contact_role SET to_date = '2026-08-01' WHERE person_id = ${city.id('何军')}`;
    expect((await portal.inject(LIAISON)).body).toContain('没有需要您单位答复的问题');
    await database`UPDATE contact_role SET to_date = NULL WHERE person_id = ${city.id('何军')}`;
  });

  test('is not there for a link of wishes, a forged one, or one of an address somebody has no more', async () => {
    const address = KEYS.fingerprint('email', 'he@luannan.invalid').toString('hex');
    const link = { person: city.id('何军'), address, channel: 'email', topic: 'reports' } as const;
    for (const url of [
      ...[`/q/${KEYS.token(linkText(link))}`, `${LIAISON}x`, '/q/none', urlOf('何军', 'old@luannan.invalid')],
    ]) {
      expect((await portal.inject(url)).statusCode).toBe(404);
      expect((await answer(url, '代答')).statusCode).toBe(404);
    }
    // Nor do questions' links change wishes.
    expect((await portal.inject(LIAISON.replace('/q/', '/u/'))).statusCode).toBe(404);
    expect(await entries()).toHaveLength(1);
  });
});

describe('what a committee asked', () => {
  /** 滦南县 asks 唐山市, by the clerk of the county. */
  const askUp = (state: 'running' | 'proposed' = 'running'): Promise<number> =>
    ask({ from: 'luannan', to: 'tangshan', question: '经费何时到？' }, 'clerk', state);

  test('stands on its page with the answer, which only they may read', async () => {
    const own = await askUp();
    expect((await portal.inject(LIAISON)).body).toMatch(
      new RegExp(`您单位提出的问题[^]*${own} · 避难场所[^]*等待答复，期限 2026-08-06 17:00[^]*经费何时到？`),
    );
    await answerQuestion(office, office.actor('office'), { id: own, text: '下周<一>到。' });
    const { body } = await portal.inject(LIAISON);
    expect(body).toMatch(/已答复[^]*下周&lt;一&gt;到。/);
    expect(body).not.toContain(`name="question" value="${own}"`);
    expect((await portal.inject(VOLUNTEER)).body).not.toContain('经费');
    expect((await portal.inject(COUNTY)).body).not.toContain('经费');
    // Nobody answers their own question there.
    expect((await answer(LIAISON, '自答', own)).statusCode).toBe(409);
  });

  test('is not on the page before it is agreed to', async () => {
    await askUp('proposed');
    expect((await portal.inject(LIAISON)).body).not.toContain('经费');
  });

  test('leaves the page three months after its end', async () => {
    const own = await askUp();
    await answerQuestion(office, office.actor('office'), { id: own, text: '下周到。' });
    const seen = clock.now();
    clock.set(new Date(seen.getTime() + 90 * 86_400_000 - 1));
    expect((await portal.inject(LIAISON)).body).toContain('下周到。');
    clock.set(new Date(seen.getTime() + 90 * 86_400_000));
    expect((await portal.inject(LIAISON)).body).not.toContain('下周到。');
    clock.set(seen);
  });
});

test('a follow-up shows what was said before it, and not what was said later or elsewhere', async () => {
  await answer(LIAISON, '差三人。');
  const follow = await ask({ question: '何时补齐？', subject: '补齐', follows: id });
  const last = await ask({ question: '还要多久？', subject: '再问', follows: follow });
  const { body } = await portal.inject(LIAISON);
  const of = (number: number, subject: string): string =>
    body.split('<h2>').find((section) => section.startsWith(`${number} · ${subject}`))!;
  expect(of(follow, '补齐')).toMatch(/此前的问答[^]*唐山市 问[^]*还差多少人？[^]*滦南县 答[^]*差三人。/);
  expect(of(follow, '补齐')).not.toContain('还要多久');
  expect(of(last, '再问')).toMatch(/此前的问答[^]*差三人。[^]*何时补齐？[^]*<\/details>[^]*还要多久？/);
});

test('a committee reads what is overdue with those right below it, and cannot answer it', async () => {
  const below = await ask({ to: 'xingcheng', question: '水位多少？' });
  expect((await portal.inject(COUNTY)).body).not.toContain('水位');
  const seen = clock.now();
  clock.set(new Date('2026-08-06T09:00:01Z'));
  expect((await portal.inject(COUNTY)).body).toMatch(
    /下级单位逾期未答复的问题[^]*已逾期，期限 2026-08-06 17:00[^]*水位多少？/,
  );
  expect((await portal.inject(LIAISON)).body).not.toContain('水位');
  expect((await answer(COUNTY, '代答', below)).statusCode).toBe(409);
  clock.set(seen);
});

describe('an answer on the page', () => {
  test('counts as the committee’s, once, and leaves the bell to the sweeper', async () => {
    const { statusCode, body } = await answer(LIAISON, '差三人。\r\n王磊来。');
    expect([statusCode, body.includes('已答复，谢谢')]).toEqual([200, true]);
    const { questions } = await showThread(office, office.actor('office'), id);
    expect(questions).toMatchObject([
      {
        outcome: 'answered',
        entries: [{}, { text: '差三人。\n王磊来。', writtenBy: `person ${city.id('何军')}` }],
      },
    ]);
    expect(await database`SELECT FROM run WHERE bell_since IS NOT NULL`).toHaveLength(1);
    expect((await answer(HEAD, '差四人。')).statusCode).toBe(409);
    expect(await entries()).toHaveLength(2);
  });

  test('sent again by the same person, also at the same moment, is the one that stands', async () => {
    const twice = await Promise.all([answer(LIAISON, '差三人。'), answer(LIAISON, ' 差三人。 ')]);
    expect(twice.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await answer(LIAISON, '差三人。')).body).toContain('已答复，谢谢');
    expect(await entries()).toHaveLength(2);
    // Other words are not, nor are the same from somebody else: nobody learns by guessing what was answered.
    for (const [url, text] of [[LIAISON, '差四人。'] as const, [HEAD, '差三人。'] as const]) {
      const { statusCode, body } = await answer(url, text);
      expect([statusCode, body.includes(text)]).toEqual([409, true]);
    }
    expect(await entries()).toHaveLength(2);
  });

  test('of 4,000 characters is taken', async () => {
    expect((await answer(HEAD, `${'字'.repeat(1999)}\r\n${'字'.repeat(2000)}`)).statusCode).toBe(200);
  });

  test.each([
    ['nothing', ' \r\n ', 400],
    ['too much', '字'.repeat(4001), 400],
    ['two megabytes', 'x'.repeat(2_000_000), 413],
  ])('of %s changes nothing', async (_what, text, status) => {
    expect((await answer(LIAISON, text)).statusCode).toBe(status);
    expect(await entries()).toHaveLength(1);
  });

  test('that is too long is given back to who wrote it', async () => {
    const { body } = await answer(LIAISON, `<i>开头${'字'.repeat(4001)}`);
    expect(body).toContain('&lt;i&gt;开头');
  });

  test('is not for questions of others, nor for what is no question', async () => {
    const other = await ask({ to: 'qianxi', question: '别的' });
    for (const question of [other, 4711, 'x', ''])
      expect((await answer(LIAISON, '代答', question)).statusCode).toBe(409);
    expect((await answer(VOLUNTEER, '代答')).statusCode).toBe(409);
    expect(await entries()).toHaveLength(2);
  });

  test('comes too late for one an operator has answered', async () => {
    await answerQuestion(office, office.actor('clerk'), { id, text: '已报。' });
    expect((await answer(LIAISON, '也报一下')).statusCode).toBe(409);
  });
});

test('with the ledger away somebody who answers is told how not to lose their words', async () => {
  const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { name: 'away', max: 1 });
  const dark = createPortal({
    ...{ ...files, database: away, keys: KEYS, clock, log: createLogger('test', 'silent') },
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = await dark.inject({ method: 'POST', url: LIAISON, headers, payload: 'question=1&answer=x' });
  expect([sent.statusCode, sent.body.includes('选择重新提交')]).toEqual([500, true]);
  const looked = await dark.inject(LIAISON);
  expect([looked.statusCode, looked.body.includes('重新提交')]).toEqual([500, false]);
  await dark.close();
  await away.end({ timeout: 1 });
});

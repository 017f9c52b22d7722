import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../ledger/operators.js';
import { freezeAudience, openOccurrence } from '../../ledger/occurrences.js';
import { questionsOwedBy } from '../../ledger/questions.js';
import { moveRun, runById } from '../../ledger/runs.js';
import { launch, launchedBefore } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { answerQuestion, questions, showThread, withdrawQuestion } from '../../office/questions.js';
import { runs, showRun } from '../../office/runs.js';
import { NOW, type Name } from '../support/cast.js';
import { PROVIDERS } from '../support/launch.js';
import { settleQuestionTexts, speaksFor } from '../support/questions.js';
import { openTestOffice, refusalOf } from './office.js';

const SECRET = '各场所现有多少人？张蔷说不清楚。';
const ANSWER = '共十二人。\n王磊周末不在。';
const DAY_MILLISECONDS = 86_400_000;

const office = await openTestOffice();
const { database, city, clock } = office;
await settleQuestionTexts(city);
const [whole, county] = [office.actor('office'), office.actor('clerk')];
const elsewhere: Actor = { ...county, name: 'qianxi', scopePath: 'tangshan/qianxi/' };
const township: Actor = { ...county, name: 'bencheng', scopePath: 'tangshan/luannan/bencheng/' };

beforeAll(async () => {
  await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
  await speaksFor(city, '张蔷', { code: 'bencheng', role: 'head' });
});
beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
});

/** 唐山市 asks 滦南县. */
const question = (change: object = {}): object => ({
  ...{ kind: 'question', from: 'tangshan', to: 'luannan', subject: '避难场所的志愿者' },
  ...{ question: SECRET, due: '2026-08-06 17:00', ...change },
});

/** Asks, and lets the run begin. */
async function ask(actor: Actor, change: object = {}): Promise<number> {
  const { run } = await launch(office, actor, await prepare(office, actor, question(change)));
  await moveRun(database, { runId: run.id, to: 'running', now: NOW });
  return run.id;
}

const asking = (actor: Actor, change: object) => refusalOf(prepare(office, actor, question(change)));
const upward = { from: 'luannan', to: 'tangshan' };

describe('asking', () => {
  test('writes run, question and sealed words; no word of it stands anywhere else', async () => {
    const id = await ask(whole);
    const [run] = await database`SELECT r::text AS row FROM run r`;
    expect(run!['row']).not.toContain('现有多少人');
    const [audit] = await database`SELECT string_agg(a::text, ' ') AS rows FROM audit a`;
    expect(audit!['rows']).not.toContain('现有多少人');
    const { questions: thread } = await showThread(office, county, id);
    expect(thread).toMatchObject([
      {
        ...{ id, subject: '避难场所的志愿者', outcome: null, overdue: false, side: 'to answer' },
        entries: [{ kind: 'question', text: SECRET, writtenBy: 'office' }],
      },
    ]);
  });

  test('the same twice is asking it once, and other words under one key are refused', async () => {
    const first = await ask(whole, { key: 'shelters' });
    const again = await launchedBefore(office, whole, question({ key: 'shelters' }));
    expect(again?.id).toBe(first);
    const { created, run } = await launch(
      office,
      whole,
      await prepare(office, whole, question({ key: 'shelters' })),
    );
    expect([created, run.id]).toEqual([false, first]);
    const other = question({ key: 'shelters', question: '别的问题' });
    expect(await refusalOf(launchedBefore(office, whole, other))).toEqual({
      kind: 'conflict',
      reasons: ['key-in-use'],
    });
    expect(await database`SELECT FROM question`).toHaveLength(1);
  });

  test('may a county clerk for the county, up or down, and for nobody else', async () => {
    await ask(county, upward);
    await ask(county, { from: 'luannan', to: 'bencheng' });
    expect(await asking(county, {})).toEqual({ kind: 'invalid', reasons: ['unknown-committee'] });
    expect((await asking(elsewhere, upward)).reasons).toEqual(['unknown-committee']);
    expect((await asking(office.actor('operator'), {})).reasons).toEqual(['no-right']);
    const auditor = office.actor('auditor');
    expect(await refusalOf(launch(office, auditor, await prepare(office, auditor, question())))).toEqual({
      kind: 'not-allowed',
      reasons: ['no-right'],
    });
  });

  test('of somebody who is not there, or to a committee nobody speaks for, is refused', async () => {
    expect((await asking(whole, { to: 'nowhere' })).reasons).toEqual(['unknown-committee']);
    expect((await asking(whole, { from: 'xx', to: 'nowhere' })).reasons).toHaveLength(2);
    expect((await asking(whole, { to: 'health' })).reasons).toEqual(['nobody']);
    expect((await asking(whole, { follows: 4711 })).reasons).toEqual(['no-such-question']);
  });

  test('on is for the two sides of the thread alone', async () => {
    const first = await ask(whole);
    const back = await ask(county, { ...upward, follows: first });
    expect((await asking(whole, { to: 'qianxi', follows: first })).reasons).toEqual(['other-sides']);
    expect((await asking(elsewhere, { from: 'qianxi', to: 'tangshan', follows: first })).reasons).toEqual([
      'no-such-question',
    ]);
    const third = await ask(whole, { follows: back, question: '还有呢？' });
    const thread = await showThread(office, whole, first);
    expect(thread.questions.map(({ id }) => id)).toEqual([first, back, third]);
    expect(await showThread(office, county, third)).toMatchObject({ thread: first });
  });

  test('can be looked at before, with the number still open', async () => {
    const ahead = await preview(office, whole, await prepare(office, whole, question()));
    expect(ahead.kind).toBe('question');
    expect(JSON.stringify(ahead)).toContain('编号…');
    expect(JSON.stringify(ahead)).not.toContain('现有多少人');
    expect(await database`SELECT FROM question`).toHaveLength(0);
  });
});

describe('a question is seen', () => {
  test('by both sides and whoever is above them, and by nobody else', async () => {
    const id = await ask(whole);
    for (const actor of [whole, county, office.actor('auditor')])
      expect((await showThread(office, actor, id)).thread).toBe(id);
    for (const actor of [elsewhere, township]) {
      expect((await refusalOf(showThread(office, actor, id))).kind).toBe('not-found');
      expect((await refusalOf(showRun(office, actor, id))).kind).toBe('not-found');
      expect(await questions(office, actor, { openOnly: false, limit: 9 })).toEqual([]);
      expect(await runs(office, actor, 9)).toEqual([]);
    }
    expect((await runs(office, county, 9)).map((run) => run.id)).toEqual([id]);
    expect((await refusalOf(showThread(office, office.actor('operator'), id))).reasons).toEqual(['no-right']);
  });

  test('and whoever reads its words is written down', async () => {
    const id = await ask(whole);
    await showThread(office, county, id);
    const [entry] = await database`SELECT actor, action, subject FROM audit ORDER BY id DESC LIMIT 1`;
    expect(entry).toEqual({ actor: 'clerk', action: 'question read', subject: `run ${id}` });
  });

  test('in a list: mine to answer, mine asked, the longest due first, then what is over', async () => {
    const asked = await ask(county, { ...upward, question: '一' });
    const late = await ask(whole, { question: '二', due: '2026-08-03 17:00' });
    const soon = await ask(whole, { question: '三', due: '2026-08-05 17:00' });
    const inner = await ask(whole, { question: '四', to: 'bencheng' });
    clock.set(new Date(NOW.getTime() + 3 * DAY_MILLISECONDS));
    await answerQuestion(office, county, { id: soon, text: ANSWER });
    const listed = async (actor: Actor, openOnly: boolean) =>
      (await questions(office, actor, { openOnly, limit: 9 })).map(
        ({ id, side, overdue }) => `${id} ${side}${overdue ? ' overdue' : ''}`,
      );
    expect(await listed(county, true)).toEqual([
      `${late} to answer overdue`,
      `${inner} to answer`,
      `${asked} asked`,
    ]);
    expect(await listed(whole, false)).toEqual([
      `${asked} to answer`,
      `${late} asked overdue`,
      `${inner} asked`,
      `${soon} asked`,
    ]);
  });
});

describe('an answer', () => {
  test('ends the question, once, and rings its run', async () => {
    const id = await ask(whole);
    await answerQuestion(office, county, { id, text: ` ${ANSWER}\n` });
    const [line] = (await showThread(office, whole, id)).questions;
    expect(line).toMatchObject({
      outcome: 'answered',
      entries: [{ kind: 'question' }, { kind: 'answer', text: ANSWER, writtenBy: 'clerk' }],
    });
    const [bell] = await database`SELECT bell_since FROM run WHERE id = ${id}`;
    expect(bell!['bellSince']).toEqual(NOW);
    const again = { kind: 'conflict', reasons: ['ended'] };
    expect(await refusalOf(answerQuestion(office, county, { id, text: '改一下' }))).toEqual(again);
    expect(await refusalOf(withdrawQuestion(office, whole, { id, reason: '晚了' }))).toEqual(again);
    const [sealedWords] = await database`SELECT string_agg(e::text, ' ') AS rows FROM question_entry e`;
    expect(sealedWords!['rows']).not.toContain('王磊');
  });

  test('of two at once is taken from one', async () => {
    const id = await ask(whole);
    const both = await Promise.allSettled([
      answerQuestion(office, county, { id, text: '甲' }),
      answerQuestion(office, whole, { id, text: '乙' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await database`SELECT FROM question_entry WHERE kind = 'answer'`).toHaveLength(1);
  });

  test('takes back what has not been sent of its reminders', async () => {
    const id = await ask(whole);
    const run = (await runById(database, id))!;
    const [step] = run.plan.steps;
    const occurrence = await openOccurrence(database, {
      runId: id,
      step: step,
      number: 1,
      providers: PROVIDERS,
    });
    await database`INSERT INTO recipient (occurrence_id, person_id, committee_id) VALUES (${occurrence.id}, ${city.id('何军')}, ${city.committee('luannan')})`;
    await database`INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, changed_at)
      VALUES (${occurrence.id}, ${city.id('何军')}, ${city.committee('luannan')}, 'sms', 'queued', ${NOW})`;
    await answerQuestion(office, county, { id, text: ANSWER });
    expect(await database`SELECT state, reason FROM message`).toEqual([
      { state: 'cancelled', reason: 'answered' },
    ]);
  });

  test('is for whoever works for the committee that owes it', async () => {
    const up = await ask(county, upward);
    const down = await ask(whole);
    expect(await refusalOf(answerQuestion(office, county, { id: up, text: '自问自答' }))).toEqual({
      kind: 'not-allowed',
      reasons: ['beyond-scope'],
    });
    for (const actor of [elsewhere, township])
      expect((await refusalOf(answerQuestion(office, actor, { id: down, text: '代答' }))).kind).toBe(
        'not-found',
      );
    const auditor = office.actor('auditor');
    expect((await refusalOf(answerQuestion(office, auditor, { id: down, text: '代答' }))).reasons).toEqual([
      'no-right',
    ]);
    await answerQuestion(office, whole, { id: up, text: ANSWER });
    await answerQuestion(office, whole, { id: down, text: ANSWER });
  });

  test.each([
    ['nothing', ' \n\t', 'empty'],
    ['two megabytes', 'x'.repeat(2_000_000), 'not-as-written'],
  ])('of %s is refused, and changes nothing', async (_what, text, reason) => {
    const id = await ask(whole);
    expect(await refusalOf(answerQuestion(office, county, { id, text }))).toEqual({
      kind: 'invalid',
      reasons: [reason],
    });
    expect((await questions(office, county, { openOnly: true, limit: 9 })).map((one) => one.id)).toEqual([
      id,
    ]);
  });

  test('to a question that is none is not found', async () => {
    expect((await refusalOf(answerQuestion(office, whole, { id: 4711, text: '?' }))).kind).toBe('not-found');
  });
});

describe('before somebody else has agreed to it a question', () => {
  const strict = { ...office, config: { ...office.config, approvalAudience: 0 } };
  /** Asks, and waits for a head. */
  async function propose(actor: Actor, change: object = {}): Promise<number> {
    const { run } = await launch(strict, actor, await prepare(strict, actor, question(change)));
    await moveRun(database, { runId: run.id, to: 'proposed', now: NOW });
    return run.id;
  }
  const listed = (actor: Actor) => questions(office, actor, { openOnly: false, limit: 9 });

  test('is nobody’s to read, answer or see on a page who would owe the answer', async () => {
    const id = await propose(whole);
    expect(await listed(county)).toEqual([]);
    expect(await runs(office, county, 9)).toEqual([]);
    for (const looking of [
      showThread(office, county, id),
      answerQuestion(office, county, { id, text: ANSWER }),
      showRun(office, county, id),
    ])
      expect((await refusalOf(looking)).kind).toBe('not-found');
    expect(await questionsOwedBy(database, city.id('何军'), NOW)).toEqual([]);
    await database`UPDATE approval SET decision = 'refused', decided_by = 'head', decided_at = ${NOW} WHERE run_id = ${id}`;
    await moveRun(database, { runId: id, to: 'cancelled', now: NOW });
    expect([await listed(county), await runs(office, county, 9)]).toEqual([[], []]);
  });

  test('waits with who asks it and those above, and is neither answered nor closed', async () => {
    const first = await ask(county, upward);
    const id = await propose(county, { ...upward, follows: first, question: '还有呢？' });
    expect(await listed(county)).toMatchObject([
      { id: first, side: 'asked', asked: true },
      { id, side: 'asked', asked: false },
    ]);
    expect(await listed(whole)).toMatchObject([
      { id: first, side: 'to answer' },
      { id, side: 'between others' },
    ]);
    const early = { kind: 'conflict', reasons: ['not-asked'] };
    expect(await refusalOf(answerQuestion(office, whole, { id, text: ANSWER }))).toEqual(early);
    expect(await refusalOf(withdrawQuestion(office, county, { id, reason: '不问了' }))).toEqual(early);
    expect((await showThread(office, county, first)).questions.map((one) => one.id)).toEqual([first, id]);
  });

  test('is left out of a thread that who owes the answer can read', async () => {
    const first = await ask(whole);
    await propose(whole, { follows: first, question: '还有呢？' });
    expect((await showThread(office, county, first)).questions.map((one) => one.id)).toEqual([first]);
  });
});

describe('a question is withdrawn', () => {
  test('by the side that asked, with a reason that is audited', async () => {
    const id = await ask(whole);
    expect((await refusalOf(withdrawQuestion(office, county, { id, reason: '不想答' }))).reasons).toEqual([
      'beyond-scope',
    ]);
    expect((await refusalOf(withdrawQuestion(office, whole, { id, reason: ' ' }))).reasons).toEqual([
      'no-reason',
    ]);
    await withdrawQuestion(office, whole, { id, reason: '已另行了解' });
    const [entry] = await database`SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1`;
    expect(entry).toEqual({ action: 'question withdraw', detail: { reason: '已另行了解' } });
    expect((await refusalOf(answerQuestion(office, county, { id, text: ANSWER }))).reasons).toEqual([
      'ended',
    ]);
  });

  test('when its run is cancelled', async () => {
    const id = await ask(whole);
    await moveRun(database, { runId: id, to: 'cancelled', now: NOW });
    expect(await questions(office, whole, { openOnly: false, limit: 9 })).toMatchObject([
      { id, outcome: 'withdrawn', endedAt: NOW },
    ]);
  });
});

describe('who hears of a rung', () => {
  /** Whom a rung would mean on a day. */
  async function meant(id: number, key: string, officeDay: string): Promise<Name[]> {
    const run = (await runById(database, id))!;
    const step = run.plan.steps.find((one) => one.key === key)!;
    if (step.kind !== 'send') throw new Error(`${key} sends nothing`);
    const firing = { runId: id, step, number: 1, providers: PROVIDERS };
    const occurrence = await openOccurrence(database, firing);
    const bounds = { scopePath: run.scopePath, officeDay };
    await freezeAudience(database, occurrence, { rule: step.audience, bounds, atMost: 50, now: NOW });
    const found = await database<{ name: Name }[]>`
      SELECT p.name FROM recipient r JOIN person p ON p.id = r.person_id WHERE r.occurrence_id = ${occurrence.id}`;
    return found.map(({ name }) => name);
  }

  test('is the liaison, the deputy, the head, and the liaison of the committee above', async () => {
    const id = await ask(whole);
    expect(await meant(id, 'asked', '2026-08-01')).toEqual(['何军']);
    expect(await meant(id, 'late', '2026-08-07')).toEqual(['冯雪']);
    expect(await meant(id, 'head', '2026-08-09')).toEqual(['郑明']);
    expect(await meant(id, 'superior', '2026-08-11')).toEqual(['孙静']);
  });

  test('lies above the part of the tree of who asked, where the question goes up', async () => {
    const id = await ask(county, upward);
    expect(await meant(id, 'asked', '2026-08-01')).toEqual(['孙静']);
    expect(await meant(id, 'answered', '2026-08-01')).toEqual(['何军']);
  });

  test('is somebody else where a committee has nobody of the role', async () => {
    const id = await ask(whole, { to: 'qianxi' });
    expect(await meant(id, 'head', '2026-08-09')).toEqual(['林夏']);
  });

  test('is who holds the role on the day: of two questions pending both are theirs', async () => {
    const id = await ask(whole);
    await speaksFor(city, '李岚', { code: 'luannan', role: 'liaison', from: '2026-08-04' });
    expect(await meant(id, 'asked', '2026-08-03')).toEqual(['何军']);
    expect(await meant(id, 'before-due', '2026-08-05')).toEqual(['李岚']);
    const owed = async (name: Name, day: string) =>
      (await questionsOwedBy(database, city.id(name), new Date(`${day}T04:00:00Z`))).map((one) => one.id);
    expect(await owed('李岚', '2026-08-05')).toEqual([id]);
    expect(await owed('何军', '2026-08-05')).toEqual([]);
    expect(await owed('冯雪', '2026-08-05')).toEqual([id]);
  });
});

test('what was said is never changed, and an outcome is final', async () => {
  const id = await ask(whole);
  await answerQuestion(office, county, { id, text: ANSWER });
  await expect(database`UPDATE question_entry SET written_by = 'x'`).rejects.toThrow('never changed');
  await expect(database`DELETE FROM question_entry`).rejects.toThrow('never changed');
  await expect(database`UPDATE question SET outcome = 'unanswered'`).rejects.toThrow('never changed');
});

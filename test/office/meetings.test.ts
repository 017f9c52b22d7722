/** Meetings as an office calls, changes and calls them off, and what is added to them. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { cancelQueued, moveRun, runById } from '../../ledger/runs.js';
import { addToRun } from '../../office/added-duties.js';
import { showDeadline } from '../../office/deadlines.js';
import { acceptDuty, excuseDuty } from '../../office/duty-decisions.js';
import { launch } from '../../office/launch.js';
import { calledOffMeeting, changedMeeting, showMeeting, type MeetingChange } from '../../office/meetings.js';
import { prepare } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { dutyForm } from '../../office/submissions.js';
import { KEYS, NOW, type Name } from '../support/cast.js';
import { openDeadline, ownReport } from '../support/deadlines.js';
import { openTestDesk } from '../support/desk.js';
import { openTestFiles } from '../support/files.js';
import { PROVIDERS } from '../support/launch.js';
import { dutyUnder, fillIn, meeting, settleMeetingTexts } from '../support/meetings.js';
import { speaksFor } from '../support/questions.js';
import { muster } from '../apps/cli/terminal.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleMeetingTexts(city);
await speaksFor(city, '孙静', { code: 'health', role: 'liaison' });
const desk = { ...(await openTestFiles()), database, keys: KEYS, clock };
const [whole, county] = [office.actor('office'), office.actor('clerk')];
const dispatch = await openTestDesk(city);
const activities = createActivities({
  ...{ database, keys: KEYS, lanes: dispatch.lanes, clock, waits: dispatch.waits, providerNames: PROVIDERS },
  audienceGrowthPercent: 10,
  launchScheduled: async () => ({ skipped: 'nobody' }),
  launchPlanned: async () => ({ skipped: 'nobody' }),
});
const logger = new DefaultLogger('ERROR', () => undefined);

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
});

const at = (text: string): Date => new Date(`${text}:00+08:00`);

/** Calls, changes or calls off a meeting, and lets its run begin. */
async function go(definition: object, actor = whole): Promise<number> {
  const { run } = await launch(office, actor, await prepare(office, actor, definition));
  await moveRun(database, { runId: run.id, to: 'running', now: clock.now() });
  return run.id;
}

const change = async (run: number, fields: MeetingChange): Promise<number> =>
  go(await changedMeeting(office, whole, { run, change: fields }));
const callOff = async (run: number): Promise<number> =>
  go(await calledOffMeeting(office, whole, { run, reason: '雨停' }));

async function answer(run: number, code: string, attending: string): Promise<number> {
  const duty = await dutyUnder(city, { run, key: 'rsvp', code });
  await fillIn(desk, whole, { duty, written: { attending, who: '副主任' } });
  return duty;
}

/** Does a step of a run as its workflow would, and says who is written to. */
async function step(run: number, key: string, kind: 'materialise' | 'summarise'): Promise<string[]> {
  const firing = { runId: run, step: key, occurrence: 1 };
  const acts = new MockActivityEnvironment({}, { logger });
  if (kind === 'materialise') await acts.run(activities.materialise, firing);
  else await acts.run(activities.summarise, firing);
  const rows = await database<{ name: Name }[]>`
    SELECT p.name FROM recipient r JOIN occurrence o ON o.id = r.occurrence_id JOIN person p ON p.id = r.person_id
    WHERE o.run_id = ${run} AND o.step = ${key} ORDER BY p.id`;
  return rows.map(({ name }) => name);
}

const states = async (run: number): Promise<string[]> => {
  const rows = await database<{ said: string }[]>`
    SELECT key || ' ' || c.code || ' ' || state AS said FROM duty d JOIN committee c ON c.id = d.committee_id
    WHERE run_id = ${run} ORDER BY d.key DESC, c.code`;
  return rows.map(({ said }) => said);
};

const invitations = () => database`
  SELECT run_id, sequence, cancelled, event ->> 'place' AS place FROM invitation ORDER BY sequence`;

describe('a meeting that is called', () => {
  test('invites whoever speaks for each committee, and every committee owes an answer', async () => {
    const run = await go(meeting());
    expect(await step(run, 'invitation', 'materialise')).toEqual(['孙静', '何军', '林夏']);
    expect(await states(run)).toEqual([
      ...['rsvp health owed', 'rsvp luannan owed', 'rsvp qianxi owed', 'minutes tangshan owed'],
    ]);
    expect(await invitations()).toEqual([
      { runId: run, sequence: 0, cancelled: false, place: '应急指挥中心' },
    ]);
  });

  test('can be previewed, with its words and who is asked', async () => {
    const ahead = await preview(office, whole, await prepare(office, whole, meeting({ agenda: '汛情' })));
    if (!('duties' in ahead)) throw new Error('no duties are previewed');
    expect(ahead.debtors).toMatchObject({ duties: 4, committees: 4 });
    expect(ahead.moments.map(({ step: key, people }) => [key, people])).toEqual([
      ...[
        ['invitation', 3],
        ['reminder', 3],
        ['attendance', null],
      ],
    ]);
    expect(ahead.texts.find(({ step: key }) => key === 'invitation')!.text).toContain(
      '8月20日（周四）14:00至16:00',
    );
    expect(ahead.texts.find(({ step: key }) => key === 'attendance')!.text).toContain('参会2，委托1');
    expect(await invitations()).toEqual([]);
  });

  test('reminds those who come and those who have not said, and tells the office who comes', async () => {
    const run = await go(meeting());
    await answer(run, 'luannan', '否');
    await answer(run, 'qianxi', '委托');
    clock.set(at('2026-08-19T15:00'));
    expect(await step(run, 'reminder', 'materialise')).toEqual(['孙静', '林夏']);
    clock.set(at('2026-08-19T17:30'));
    await speaksFor(city, '冯雪', { code: 'tangshan', role: 'liaison' });
    expect(await step(run, 'attendance', 'summarise')).toEqual(['冯雪']);
    const [told] = await database<[{ totals: string; list: string }]>`
      SELECT variables ->> 'report_totals' AS totals, variables ->> 'report_ranking' AS list FROM recipient_value`;
    expect(told).toEqual({
      totals: '参会0，委托1，不参会1，未回执1',
      list: '未回执（1）：卫生健康\n委托他人参会（1）：迁西县\n不参会（1）：滦南县',
    });
  });

  test('is shown with who comes; reading it is audited, and free of names in the log', async () => {
    const run = await go(meeting({ with: ['水利局'], agenda: '汛情' }));
    await answer(run, 'luannan', '是');
    const view = await showMeeting(office, whole, run);
    expect(view).toMatchObject({
      ...{ departments: ['水利局'], agenda: '汛情', attendance: '参会1，委托0，不参会0，未回执2' },
      ...{ calledOff: false, changedBy: null, minutes: { state: 'owed' }, actions: [] },
    });
    expect(view.answers.find(({ code }) => code === 'luannan')).toMatchObject({
      ...{ attending: '是', who: '副主任', note: null },
    });
    // A county sees its own answer.
    expect((await showMeeting(office, county, run)).answers.map(({ code }) => code)).toEqual(['luannan']);
    const [entry] = await database`SELECT actor, action, detail FROM audit ORDER BY id DESC LIMIT 1`;
    expect(entry).toEqual({ actor: 'clerk', action: 'meeting read', detail: {} });
    const said = await muster(office, ['meeting', 'show', String(run)]);
    expect(said.out).toContain('参会1，委托0，不参会0，未回执2');
    expect(await refusalOf(showMeeting(office, office.actor('operator'), run))).toMatchObject({
      reasons: ['no-right'],
    });
  });

  test('needs somebody who owes an answer, and somebody who hears of it', async () => {
    const nobody = (definition: object, actor = whole) => refusalOf(prepare(office, actor, definition));
    expect(await nobody(meeting({ committees: ['bencheng'] }))).toMatchObject({ reasons: ['nobody'] });
    expect(await nobody(meeting({ committees: ['nowhere'] }))).toMatchObject({
      reasons: ['unknown-committee'],
    });
    const village = { ...county, scopePath: 'tangshan/luannan/bencheng/dongjie/' };
    expect(await nobody(meeting(), village)).toMatchObject({ reasons: ['nobody-owes'] });
  });
});

describe('a change', () => {
  test('of the time asks everybody anew, and the former meeting asks nobody any more', async () => {
    const first = await go(meeting());
    await step(first, 'invitation', 'materialise');
    await acceptDuty(office, whole, await answer(first, 'luannan', '是'));
    const second = await change(first, { from: '2026-08-21 09:00', to: '2026-08-21 11:00', reason: '场地' });
    expect(await states(first)).toEqual([
      ...['rsvp health excused', 'rsvp luannan excused', 'rsvp qianxi excused', 'minutes tangshan excused'],
    ]);
    expect((await states(second)).filter((said) => said.endsWith('owed'))).toHaveLength(4);
    expect(await invitations()).toMatchObject([{ sequence: 0 }, { runId: second, sequence: 1 }]);
    expect(
      await database`SELECT DISTINCT state, reason FROM message m JOIN occurrence o ON o.id = m.occurrence_id WHERE o.run_id = ${first} AND m.state <> 'suppressed'`,
    ).toEqual([{ state: 'cancelled', reason: 'rearranged' }]);
    const [entry] =
      await database`SELECT detail FROM audit WHERE action = 'meeting change' ORDER BY id DESC LIMIT 1`;
    expect(entry).toEqual({ detail: { by: second, reason: '场地' } });
    expect(await showMeeting(office, whole, first)).toMatchObject({ changedBy: second, answers: [] });
    // Nobody is reminded of what is not any more.
    clock.set(at('2026-08-19T15:00'));
    expect(await step(first, 'reminder', 'materialise')).toEqual([]);
    expect(await step(first, 'attendance', 'summarise')).toEqual([]);
  });

  test('of the place alone keeps what was answered', async () => {
    const first = await go(meeting());
    const old = await answer(first, 'luannan', '是');
    const second = await change(first, { place: '滦河大桥' });
    const { answers, place } = await showMeeting(office, whole, second);
    expect(place).toBe('滦河大桥');
    expect(answers.map(({ code, attending }) => [code, attending])).toEqual([
      ...[
        ['health', null],
        ['luannan', '是'],
        ['qianxi', null],
      ],
    ]);
    const fresh = await dutyUnder(city, { run: second, key: 'rsvp', code: 'luannan' });
    expect(
      await database`SELECT outcome FROM duty_rung WHERE duty_id = ${fresh} AND outcome IS NULL`,
    ).toEqual([]);
    expect(await database`SELECT by, detail FROM duty_entry WHERE duty_id = ${fresh}`).toEqual([
      { by: 'muster', detail: { from: old } },
    ]);
  });

  test('goes on from the last one, whichever of them is named', async () => {
    const first = await go(meeting());
    const second = await change(first, { place: '滦河大桥' });
    const third = await change(first, { to: '2026-08-20 17:00' });
    expect(await showMeeting(office, whole, third)).toMatchObject({ place: '滦河大桥' });
    expect(await states(second)).not.toContain('rsvp luannan owed');
    expect(await invitations()).toHaveLength(3);
  });

  test('by two at once: the second is told', async () => {
    const first = await go(meeting());
    const definitions = await Promise.all(
      ['东岸', '西岸'].map((place) => changedMeeting(office, whole, { run: first, change: { place } })),
    );
    const [one, other] = await Promise.all(definitions.map((each) => prepare(office, whole, each)));
    await launch(office, whole, one!);
    expect(await refusalOf(launch(office, whole, other!))).toMatchObject({ reasons: ['invitation-changed'] });
  });

  test('is for who called it, changes something, and is of a meeting', async () => {
    const first = await go(meeting());
    const nothing = changedMeeting(office, whole, { run: first, change: { reason: '场地' } });
    expect(await refusalOf(nothing)).toMatchObject({ reasons: ['changes-nothing'] });
    const theirs = await changedMeeting(office, county, { run: first, change: { place: '县里' } });
    expect(await refusalOf(prepare(office, county, theirs))).toMatchObject({ reasons: ['called-elsewhere'] });
    const report = await openDeadline(office, ownReport('防汛检查'));
    const wrong = changedMeeting(office, whole, { run: report, change: { place: '西岸' } });
    expect(await refusalOf(wrong)).toMatchObject({ reasons: ['no-meeting'] });
    expect(await refusalOf(prepare(office, whole, meeting({ of: report })))).toMatchObject({
      reasons: ['no-meeting'],
    });
  });
});

describe('a meeting that is called off', () => {
  test('is owed nothing any more, and everybody invited is told', async () => {
    const first = await go(meeting());
    await acceptDuty(office, whole, await answer(first, 'luannan', '是'));
    const off = await callOff(first);
    expect(await states(first)).toEqual([
      ...['rsvp health excused', 'rsvp luannan excused', 'rsvp qianxi excused', 'minutes tangshan excused'],
    ]);
    expect(await states(off)).toEqual([]);
    expect(await step(off, 'invitation', 'materialise')).toEqual(['孙静', '何军', '林夏']);
    expect(await invitations()).toMatchObject([{}, { runId: off, sequence: 1, cancelled: true }]);
    expect(await showMeeting(office, whole, first)).toMatchObject({ calledOff: true, changedBy: off });
    expect((await muster(office, ['meeting', 'show', String(first)])).out).toContain('会议已取消');
    const again = await calledOffMeeting(office, whole, { run: first, reason: '雨停' });
    expect(await refusalOf(prepare(office, whole, again))).toMatchObject({ reasons: ['already-cancelled'] });
  });

  test('keeps what was agreed to be done', async () => {
    const first = await go(meeting());
    const item = { run: first, committee: 'luannan', title: '加固河堤', due: '2026-09-10' };
    await addToRun(office, whole, item);
    await callOff(first);
    expect(await states(first)).toContain('action-1 luannan owed');
    expect(await refusalOf(addToRun(office, whole, { ...item, title: '清淤' }))).toMatchObject({
      reasons: ['called-off'],
    });
  });
});

describe('something that is added to a run that goes on', () => {
  const item = { committee: 'luannan', title: '加固河堤', due: '2026-09-10' };

  test('is owed with a form and a ladder of its own, seen on the board, and rings its run', async () => {
    const run = await go(meeting());
    const added = await addToRun(office, whole, { run, ...item });
    expect(added).toMatchObject({
      key: 'action-1',
      title: '防汛调度会：加固河堤',
      next: at('2026-08-03T09:00'),
    });
    expect((await dutyForm(office, county, added.duty)).form.fields.map(({ key }) => key)).toEqual(['done']);
    const rungs = await database<{ at: Date; rung: string }[]>`
      SELECT at, rung FROM duty_rung WHERE duty_id = ${added.duty} ORDER BY at`;
    expect(rungs.slice(0, 4).map((one) => `${officeTime(one.at)} ${one.rung}`)).toEqual([
      ...['2026-08-03 09:00 opened', '2026-09-03 09:00 week before'],
      ...['2026-09-09 09:00 day before', '2026-09-10 09:00 due'],
    ]);
    const { duties } = await showDeadline(office, whole, run);
    expect(duties.find(({ id }) => id === added.duty)).toMatchObject({ code: 'luannan', state: 'owed' });
    expect((await showMeeting(office, whole, run)).actions).toMatchObject([{ key: 'action-1' }]);
    expect(await database`SELECT bell_since IS NOT NULL AS rings FROM run WHERE id = ${run}`).toEqual([
      { rings: true },
    ]);
    const [entry] =
      await database`SELECT actor, subject, detail FROM audit WHERE action = 'duty add' ORDER BY id DESC LIMIT 1`;
    expect(entry).toEqual({
      ...{ actor: 'office', subject: `duty ${added.duty}` },
      detail: { run, key: 'action-1', due: '2026-09-10' },
    });
    // It is decided about like any other.
    await excuseDuty(office, whole, { id: added.duty, reason: '另行安排' });
  });

  test('by a command, to a meeting or a deadline, and each has a key of its own', async () => {
    const run = await go(meeting());
    const line = ['--committee', 'luannan', '--title', '加固河堤', '--due', '2026-09-10', '--json'];
    const first = await muster(office, ['meeting', 'action', String(run), ...line]);
    expect(JSON.parse(first.out)).toMatchObject({ key: 'action-1' });
    const report = await openDeadline(office, ownReport('防汛检查'));
    const other = await muster(office, ['deadline', 'add', String(report), ...line]);
    expect(JSON.parse(other.out)).toMatchObject({ key: 'added-1', title: '防汛检查：加固河堤' });
    expect((await addToRun(office, whole, { run, ...item, title: '清淤' })).key).toBe('action-2');
  });

  test('twice is the same', async () => {
    const run = await go(meeting());
    const twice = await Promise.allSettled([1, 2].map(() => addToRun(office, whole, { run, ...item })));
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusalOf(addToRun(office, whole, { run, ...item }))).toMatchObject({
      reasons: ['added-before'],
    });
  });

  test('keeps its run from closing until it is done or locked', async () => {
    const run = await go(meeting());
    const { duty } = await addToRun(office, whole, { run, ...item });
    await database`UPDATE duty SET state = 'excused' WHERE run_id = ${run} AND id <> ${duty}`;
    while ((await cancelQueued(database, { runId: run, now: NOW })) > 0);
    const close = () => new MockActivityEnvironment({}, { logger }).run(activities.closeRun, run);
    expect(await close()).toBe(false);
    clock.set(at('2026-10-01T09:00'));
    expect(await close()).toBe(true);
    expect((await runById(database, run))!.state).toBe('closed');
    clock.set(NOW);
    expect(await refusalOf(addToRun(office, whole, { run, ...item, title: '清淤' }))).toMatchObject({
      reasons: ['run-over'],
    });
  });

  test('is refused where it cannot be', async () => {
    const run = await go(meeting());
    const add = (wish: object, actor = whole) =>
      refusalOf(addToRun(office, actor, { run, ...item, ...wish }));
    expect(await add({ due: '2026-07-31' })).toMatchObject({ reasons: ['not-a-day'] });
    expect(await add({ due: '九月十日' })).toMatchObject({ reasons: ['not-a-day'] });
    expect(await add({ title: ' ' })).toMatchObject({ reasons: ['title'] });
    expect(await add({ title: '一\n二' })).toMatchObject({ reasons: ['title'] });
    expect(await add({ committee: 'nowhere' })).toMatchObject({ reasons: ['unknown-committee'] });
    expect(await add({}, county)).toMatchObject({ reasons: ['beyond-scope'] });
    expect(await add({}, office.actor('auditor'))).toMatchObject({ reasons: ['no-right'] });
    const second = await change(run, { place: '西岸' });
    expect(await add({})).toMatchObject({ reasons: ['changed'] });
    expect((await addToRun(office, whole, { ...item, run: second })).key).toBe('action-1');
  });
});

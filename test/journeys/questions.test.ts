import { expect, test } from '@jest/globals';
import { QUESTION_TEMPLATES } from '../../campaigns/question/texts.js';
import { DAY_MILLISECONDS, officeDay, officeTime } from '../../domain/calendar/office-day.js';
import type { Run } from '../../ledger/runs.js';
import { statement } from '../../office/look-up.js';
import { steer } from '../../office/steer.js';
import { skippedTime } from '../../rehearsal/place.js';
import { answered, muster as type } from '../apps/cli/terminal.js';
import { nameAt, type Name } from '../support/cast.js';
import { speaksFor } from '../support/questions.js';
import { openMuster } from './muster.js';
import { closed, ended } from './notices.js';
import { ask, said, SECRET } from './questions.js';

/** Of a sending step, whatever its audience (design §5). */
const MOST_EVENTS = 150;
const LONG_MILLISECONDS = 90_000;

const muster = await openMuster({ place: skippedTime, templates: QUESTION_TEMPLATES });
const { office, place, city, database } = muster;
/** The office as each command opens it; the connections stay. */
const door = { ...office, close: () => Promise.resolve() };
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
await muster.work();
muster.dispatch();
muster.sweep();

/** What has been said to whom, as `step day hour name…`; the day counts from the launch. */
async function rungsOf(run: Run): Promise<string[]> {
  const rows = await database<{ step: string; frozenAt: Date; names: string | null }[]>`
    SELECT o.step, o.frozen_at, string_agg(p.name, ' ' ORDER BY p.id) AS names
    FROM occurrence o LEFT JOIN recipient r ON r.occurrence_id = o.id LEFT JOIN person p ON p.id = r.person_id
    WHERE o.run_id = ${run.id} GROUP BY o.id ORDER BY o.id`;
  return rows.map(({ step, frozenAt, names }) => `${step} ${dayOf(run, frozenAt)} ${names ?? ''}`);
}

function dayOf({ launchedAt }: Run, at: Date): string {
  const days = (Date.parse(officeDay(at)) - Date.parse(officeDay(launchedAt))) / DAY_MILLISECONDS;
  return `+${days}d ${officeTime(at).slice(11, 13)}`;
}

/** The end of a run, whose history was not too long. */
async function closedShort(run: Run): Promise<void> {
  const events = await closed(muster, run);
  const { steps } = await statement(office, muster.operator, run.id);
  expect(events).toBeLessThanOrEqual(MOST_EVENTS * new Set(steps.map(({ step }) => step)).size);
}

const thread = async (run: Run): Promise<unknown> =>
  answered(await type(door, ['question', 'show', String(run.id), '--json']));

/** Whose phones were told of a question, in order, by what the texts say. */
async function phones(run: Run, words: string): Promise<(Name | undefined)[]> {
  const texts = await muster.simulators.texts();
  return texts
    .filter(({ text }) => text.includes(`编号${run.id}，`) && text.includes(words))
    .map(({ phone }) => nameAt(phone));
}

test(
  'a question climbs until it is answered; then those who asked are told, and it closes',
  async () => {
    const run = await ask(muster, 'late');
    await place.skip(9 * DAY_MILLISECONDS);
    await said(muster, run, 'superior');
    const climbed = [
      ...['asked +0d 09 何军', 'before-due +2d 17 何军', 'due +3d 17 何军'],
      ...['late +4d 17 冯雪', 'head +6d 17 郑明', 'superior +8d 17 孙静'],
    ];
    expect(await rungsOf(run)).toEqual(climbed);
    expect(await phones(run, '尚未答复')).toEqual(['冯雪', '郑明']);
    const open = answered(await type(door, ['question', 'list', '--json'], { operator: 'clerk' }));
    expect(open).toMatchObject([{ id: run.id, side: 'to answer', overdue: true }]);

    const line = ['question', 'answer', String(run.id), '--text', '还差三人，王磊来。'];
    expect(await type(door, line, { operator: 'clerk' })).toMatchObject({ code: 0 });
    await said(muster, run, 'answered');
    await closedShort(run);
    expect(await rungsOf(run)).toEqual([...climbed, expect.stringMatching(/^answered .* 孙静$/)]);
    expect(await phones(run, '已经答复')).toEqual(['孙静']);
    expect(await thread(run)).toMatchObject({
      questions: [
        {
          outcome: 'answered',
          entries: [{ text: SECRET }, { text: '还差三人，王磊来。', writtenBy: 'clerk' }],
        },
      ],
    });
    expect(await type(door, line, { operator: 'clerk' })).toMatchObject({ code: 5 });
    expect(JSON.stringify(muster.logbook.lines)).not.toContain('还差');
  },
  LONG_MILLISECONDS,
);

test(
  'one that is answered early is asked once and chased by nobody',
  async () => {
    const run = await ask(muster, 'early');
    await type(door, ['question', 'answer', String(run.id), '--text', '不差人。'], { operator: 'clerk' });
    await said(muster, run, 'answered');
    await place.skip(9 * DAY_MILLISECONDS);
    await closedShort(run);
    expect((await rungsOf(run)).map((rung) => rung.split(' ')[0])).toEqual(['asked', 'answered']);
  },
  LONG_MILLISECONDS,
);

test(
  'one that nobody answers ends and says so; whoever speaks for the committee by then is reminded',
  async () => {
    const run = await ask(muster, 'never');
    const tomorrow = officeDay(new Date(place.clock.now().getTime() + DAY_MILLISECONDS));
    await speaksFor(city, '李岚', { code: 'luannan', role: 'liaison', from: tomorrow });
    await closedShort(run);
    expect(await rungsOf(run)).toEqual([
      ...['asked +0d 09 何军', 'before-due +2d 17 李岚', 'due +3d 17 李岚'],
      ...['late +4d 17 冯雪', 'head +6d 17 郑明', 'superior +8d 17 孙静', 'unanswered +38d 17 孙静'],
    ]);
    expect(await thread(run)).toMatchObject({ questions: [{ outcome: 'unanswered', overdue: false }] });
    const line = ['question', 'answer', String(run.id), '--text', '太晚了'];
    expect(await type(door, line, { operator: 'clerk' })).toMatchObject({ code: 5 });
  },
  LONG_MILLISECONDS,
);

test(
  'one that is withdrawn while it is paused is chased no more, and who owed the answer is told',
  async () => {
    const run = await ask(muster, 'withdrawn');
    await steer(office, muster.operator, { runId: run.id, action: 'pause', reason: '核对' });
    await type(door, ['question', 'close', String(run.id), '--reason', '已另行了解']);
    await place.skip(2 * DAY_MILLISECONDS);
    await steer(office, muster.operator, { runId: run.id, action: 'resume', reason: '核对完' });
    await said(muster, run, 'withdrawn');
    await closedShort(run);
    expect((await rungsOf(run)).map((rung) => rung.split(' ')[0])).toEqual(['asked', 'withdrawn']);
  },
  LONG_MILLISECONDS,
);

test(
  'after a long pause only the last of the rungs that have fallen due is climbed',
  async () => {
    const run = await ask(muster, 'paused');
    await steer(office, muster.operator, { runId: run.id, action: 'pause', reason: '停电' });
    await place.skip(7 * DAY_MILLISECONDS);
    await steer(office, muster.operator, { runId: run.id, action: 'resume', reason: '来电' });
    await said(muster, run, 'head');
    await steer(office, muster.operator, { runId: run.id, action: 'cancel', reason: '不问了' });
    await ended(muster, run);
    expect((await rungsOf(run)).map((rung) => rung.split(' ')[0])).toEqual(['asked', 'head']);
    expect(await thread(run)).toMatchObject({ questions: [{ outcome: 'withdrawn' }] });
  },
  LONG_MILLISECONDS,
);

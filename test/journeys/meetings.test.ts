import { expect, test } from '@jest/globals';
import { MEETING_TEMPLATES } from '../../campaigns/meeting/texts.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import type { Run } from '../../ledger/runs.js';
import { addToRun } from '../../office/added-duties.js';
import { showDeadline } from '../../office/deadlines.js';
import { calledOffMeeting, changedMeeting, showMeeting } from '../../office/meetings.js';
import { skippedTime } from '../../rehearsal/place.js';
import { openTestFiles } from '../support/files.js';
import { meeting, writeMinutes } from '../support/meetings.js';
import { speaksFor } from '../support/questions.js';
import { CHASING_TEMPLATES, MOST_EVENTS, dutyIn, handIn, skipTo, textsSaying, toldOf } from './duties.js';
import { openMuster } from './muster.js';
import { closed } from './notices.js';

const LONG_MILLISECONDS = 120_000;

const muster = await openMuster({
  place: skippedTime,
  templates: [...CHASING_TEMPLATES, ...MEETING_TEMPLATES],
});
const { office, operator, city, database, desk } = muster;
const files = await openTestFiles();
const handing = { ...office, keys: desk.keys, ...files };
await speaksFor(city, '孙静', { code: 'health', role: 'liaison' });
await speaksFor(city, '郑明', { code: 'tangshan', role: 'liaison' });
await muster.work();
muster.dispatch();
muster.sweep();

/** Thursday, 11 March 2027. */
const THURSDAY = { from: '2027-03-11 14:00', to: '2027-03-11 16:00' };

/** Whom texts that say something went to. */
const toldBy = async (words: string): Promise<string[]> =>
  (await textsSaying(muster, words)).map((line) => line.split(' ')[0]!);

/** Mails that put something into a calendar. */
const calendarEntries = async (): Promise<number> =>
  (await muster.simulators.mails()).filter(({ calendar }) => calendar).length;

/** What a run has sent and when, its digests left out. */
async function moments(run: Run): Promise<string[]> {
  const rows = await database<{ step: string; at: Date; names: string | null }[]>`
    SELECT o.step, o.frozen_at AS at, string_agg(p.name, ' ' ORDER BY p.id) AS names
    FROM occurrence o LEFT JOIN recipient r ON r.occurrence_id = o.id LEFT JOIN person p ON p.id = r.person_id
    WHERE o.run_id = ${run.id} AND o.step <> 'digest' GROUP BY o.id ORDER BY o.id`;
  return rows.map(({ step, at, names }) => `${officeTime(at).slice(5)} ${step} ${names ?? '—'}`);
}

test(
  'a meeting: two of three answer, one is chased; its minutes come late; one item is done, another locked',
  async () => {
    await skipTo(muster, '2027-03-01 10:00');
    const { run } = await muster.launch(meeting(THURSDAY));
    await skipTo(muster, '2027-03-02 11:00');
    await handIn(muster, files, await dutyIn(muster, run, 'luannan', 'rsvp'), {
      attending: '是',
      who: '主任',
    });
    await handIn(muster, files, await dutyIn(muster, run, 'qianxi', 'rsvp'), { attending: '否' });
    await skipTo(muster, '2027-03-12 10:00');
    expect(await moments(run)).toEqual([
      ...['03-01 10:00 invitation 孙静 何军 林夏', '03-10 15:00 reminder 孙静 何军'],
      '03-10 17:30 attendance 郑明',
    ]);
    expect((await showMeeting(office, operator, run.id)).attendance).toBe('参会1，委托0，不参会1，未回执1');
    const item = { run: run.id, due: '2027-03-26' };
    const dyke = await addToRun(office, operator, { ...item, committee: 'luannan', title: '加固河堤' });
    const silt = await addToRun(office, operator, { ...item, committee: 'qianxi', title: '清淤' });
    await skipTo(muster, '2027-03-19 10:00');
    // Due on the 18th.
    await writeMinutes(handing, operator, await dutyIn(muster, run, 'tangshan', 'minutes'));
    await skipTo(muster, '2027-03-25 10:00');
    await handIn(muster, files, dyke.duty, { done: '已加固两公里。' });
    expect(await closed(muster, run)).toBeLessThanOrEqual(MOST_EVENTS);
    expect(await toldOf(muster, run)).toEqual([
      ...['03-03 09:00 孙静: week before health', '03-09 09:00 孙静: day before health'],
      ...['03-10 09:00 孙静: due health', '03-11 09:00 孙静: late health'],
      '03-12 09:00 郑明: week before tangshan',
      ...['03-15 09:00 何军: opened luannan', '03-15 09:00 林夏: opened qianxi'],
      '03-17 09:00 郑明: day before tangshan',
      '03-18 09:00 郑明: due tangshan',
      '03-19 09:00 郑明: late tangshan',
      ...['03-19 09:00 何军: week before luannan', '03-19 09:00 林夏: week before qianxi'],
      ...['03-25 09:00 何军: day before luannan', '03-25 09:00 林夏: day before qianxi'],
      ...['03-26 09:00 林夏: due qianxi', '03-29 09:00 林夏: late qianxi'],
      ...['03-30 09:00 林夏: deputy qianxi', '04-01 09:00 林夏: head qianxi'],
      '04-06 09:00 郑明: superior qianxi',
    ]);
    const { duties } = await showDeadline(office, operator, run.id);
    const stands = (id: number) => duties.find((duty) => duty.id === id);
    expect(stands(dyke.duty)).toMatchObject({ state: 'submitted', inTime: true });
    expect(stands(silt.duty)).toMatchObject({ state: 'locked', firstSubmittedAt: null });
    expect(duties.find(({ key }) => key === 'minutes')).toMatchObject({ state: 'submitted', inTime: false });
    expect(duties.find(({ key, code }) => key === 'rsvp' && code === 'health')).toMatchObject({
      state: 'locked',
    });
  },
  LONG_MILLISECONDS,
);

test(
  'a meeting that is moved and then called off: everybody hears of both, and nobody is chased for what is not',
  async () => {
    await muster.place.skipToHour(10);
    const now = muster.place.clock.now().getTime();
    const entries = await calendarEntries();
    const day = (days: number, time: string) =>
      `${officeTime(new Date(now + days * 86_400_000)).slice(0, 10)} ${time}`;
    const { run: first } = await muster.launch(meeting({ from: day(20, '14:00'), to: day(20, '16:00') }));
    await skipTo(muster, day(2, '11:00'));
    const later = { from: day(22, '14:00'), to: day(22, '16:00') };
    const { run: second } = await muster.launch(
      await changedMeeting(office, operator, { run: first.id, change: later }),
    );
    await skipTo(muster, day(4, '11:00'));
    const { run: off } = await muster.launch(
      await calledOffMeeting(office, operator, { run: first.id, reason: '雨停' }),
    );
    for (const run of [off, first, second])
      expect(await closed(muster, run)).toBeLessThanOrEqual(MOST_EVENTS);
    expect(await toldBy('会议变更')).toEqual(expect.arrayContaining(['孙静', '何军', '林夏']));
    expect(await toldBy('会议取消')).toEqual(expect.arrayContaining(['孙静', '何军', '林夏']));
    for (const run of [first, second]) {
      expect(await toldOf(muster, run)).toEqual([]);
      expect((await moments(run)).slice(1).every((said) => said.endsWith('—'))).toBe(true);
    }
    // 何军 alone has an address: invited, told of the change, and that it is off.
    expect((await calendarEntries()) - entries).toBe(3);
  },
  LONG_MILLISECONDS,
);

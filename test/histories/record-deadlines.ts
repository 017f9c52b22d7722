import { test } from '@jest/globals';
import { MEETING_TEMPLATES } from '../../campaigns/meeting/texts.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { returnDuty } from '../../office/duty-decisions.js';
import { skippedTime } from '../../rehearsal/place.js';
import { CHASING_TEMPLATES, dutyIn, handIn, skipTo } from '../journeys/duties.js';
import { openMuster } from '../journeys/muster.js';
import { ended } from '../journeys/notices.js';
import { openTestFiles } from '../support/files.js';
import { speaksFor } from '../support/questions.js';
import { keep } from './keep.js';

/**
 * Records the histories of deadlines, themes and meetings that test/histories/replay.test.ts replays. When and when not: record.ts.
 *
 *     npm test -- --runInBand --testMatch '<rootDir>/test/histories/record-deadlines.ts'
 */
const muster = await openMuster({
  place: skippedTime,
  templates: [...CHASING_TEMPLATES, ...MEETING_TEMPLATES],
});
const files = await openTestFiles();
await speaksFor(muster.city, '孙静', { code: 'tangshan', role: 'liaison' });
await muster.work();
muster.dispatch();
muster.sweep();

/** The year to come; behind a workflow that has ended the server may have skipped on by years. */
async function nextYear(): Promise<number> {
  await muster.place.skip(1);
  return Number(officeTime(muster.place.clock.now()).slice(0, 4)) + 1;
}

test('deadline: one in time and returned, one late, one never', async () => {
  const { office, operator } = muster;
  await skipTo(muster, '2027-01-01 08:00');
  const { run } = await muster.launch({ kind: 'deadline', obligation: 'annual-plan', period: '2027' });
  const plan = { plan: '全年开展六场活动。', activities: '6', responsible: '副主任' };
  await skipTo(muster, '2027-01-20 10:00');
  await handIn(muster, files, await dutyIn(muster, run, 'luannan'), plan);
  await returnDuty(office, operator, { id: await dutyIn(muster, run, 'luannan'), reason: '缺少经费' });
  await skipTo(muster, '2027-02-03 15:00');
  await handIn(muster, files, await dutyIn(muster, run, 'qianxi'), plan);
  await ended(muster, run);
  await keep(muster, run, 'deadline');
}, 120_000);

test('theme: with a notice of its own', async () => {
  const year = await nextYear();
  await skipTo(muster, `${year}-01-20 08:00`);
  const { run } = await muster.launch({
    ...{ kind: 'theme', theme: 'lei-feng-day', year },
    launches: [
      {
        ...{ key: 'stall', day: 0, time: '09:30' },
        definition: {
          ...{ kind: 'notice', title: '学雷锋', audience: { committees: ['tangshan'] } },
          channels: [{ channel: 'sms', template: 'flood', variables: { river: '滦河' } }],
        },
      },
    ],
  });
  await ended(muster, run);
  await keep(muster, run, 'theme');
}, 120_000);

test('meeting: one comes, two do not answer', async () => {
  const year = await nextYear();
  await skipTo(muster, `${year}-03-01 10:00`);
  const { run } = await muster.launch({
    ...{ kind: 'meeting', title: '一季度调度会', place: '市文明办' },
    ...{ from: `${year}-03-11 14:00`, to: `${year}-03-11 16:00` },
  });
  await skipTo(muster, `${year}-03-02 11:00`);
  const answer = { attending: '是', who: '主任' };
  await handIn(muster, files, await dutyIn(muster, run, 'luannan', 'rsvp'), answer);
  await ended(muster, run);
  await keep(muster, run, 'meeting');
}, 120_000);

import { expect, test } from '@jest/globals';
import { replanActivities } from '../../../activities/replan.js';
import { loadHolidays } from '../../../office/calendar.js';
import { openTestOffice } from '../../office/office.js';
import { openDeadline, settleDutyTexts } from '../../support/deadlines.js';
import { INVENTED_2027 } from '../../support/holidays.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
clock.set(new Date('2027-01-04T00:30:00Z'));
const run = String(
  await openDeadline(office, { kind: 'deadline', obligation: 'annual-plan', period: '2027' }),
);
clock.set(new Date('2027-01-20T02:00:00Z'));

const strict = { ...office, config: { ...office.config, approvalAudience: 0 } };
const type = (...line: string[]) => muster(strict, ['run', ...line]);

test('a run is shown with what would move, planned anew, agreed to by another, and then agrees with the calendar', async () => {
  expect((await type('replan', run, '--preview')).out).toContain('与现在的日历一致');
  await loadHolidays(office, office.actor('office'), INVENTED_2027);
  const shown = await type('replan', run, '--preview');
  expect(shown.out).toMatch(/年度活动规划 期限.* +2027-02-01 23:59 +2027-01-31 23:59/);
  expect(shown.out).toContain('须由他人审批：head');
  const unexplained = await type('replan', run);
  expect([unexplained.code, unexplained.err]).toEqual([2, expect.stringContaining('--reason')]);
  const asked = await type('replan', run, '--reason', '通知已公布');
  expect(asked.out).toContain(`muster run approve ${run}`);
  const again = await type('replan', run, '--reason', '再来一次');
  expect([again.code, again.err]).toEqual([
    5,
    expect.stringContaining('office 于 2027-01-20 10:00 提出的第 2 版'),
  ]);
  expect((await type('show', run)).out).toMatch(/2 +office 2027-01-20 10:00 +通知已公布 +待审批，期限/);
  const seen = await muster(strict, ['run', 'approve', run, '--as', 'head'], { answer: 'yes' });
  expect(seen.out).toMatch(/第 2 版方案，office 提出：通知已公布.*期限.*已批准/s);
  expect((await type('show', run)).out).toContain('活动应答后生效');
  await replanActivities({ database, clock }).replanRun(Number(run));
  expect((await type('show', run)).out).toMatch(/通知已公布 +2027-01-20 10:00 起执行/);
  expect(answered(await type('replan', run, '--preview', '--json'))).toMatchObject({
    differs: false,
    moves: [],
  });
});

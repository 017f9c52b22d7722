import { expect, test } from '@jest/globals';
import { officeDay, officeTime } from '../../domain/calendar/office-day.js';
import { until } from '../support/until.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { balanceOf, countOf, ended, floodNotice, stateOf, workflowOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';
import { timersOf } from './timers.js';

const HOUR_MILLISECONDS = 3_600_000;
/** Of a sending step, whatever its audience (design §5). */
const MOST_EVENTS = 150;
const LONG_MILLISECONDS = 60_000;

// No receipt ever comes: every wait of the run lasts as long as it may.
const muster = await openMuster({
  place: skippedTime,
  carrier: { receiptLossRate: 1 },
  settings: { SEND_WINDOW: '08:00-20:00' },
});
await muster.work();
muster.dispatch();

/** First and last of what the carrier and the relay took, by the ledger; null: nothing yet. */
async function sentBetween(runId: number): Promise<[Date, Date] | [null, null]> {
  const [row] = await muster.database<[{ first: Date; last: Date } | { first: null; last: null }]>`
    SELECT min(a.finished_at) AS first, max(a.finished_at) AS last FROM attempt a
    JOIN batch b ON b.id = a.batch_id JOIN occurrence o ON o.id = b.occurrence_id WHERE o.run_id = ${runId}`;
  return [row.first, row.last] as [Date, Date];
}

test.each([
  ['200 people', 200, 191],
  ['5,000 people', 5000, 4800],
])(
  'a notice launched at night to %s is written, waits for the morning, goes out, and waits 72 hours for receipts',
  async (_, people, joining) => {
    await joinCity(muster.city, joining, people - joining);
    await muster.place.skipToHour(2);
    const { run } = await muster.launch(floodNotice(`night-${people}`));
    // Time stands still until somebody awaits the result: the workflow has set its timer and sleeps.
    await until(async () => (await timersOf(workflowOf(muster, run))).length > 0);
    expect(await countOf(muster, run, 'queued')).toBe(people + 1);
    expect(await sentBetween(run.id)).toEqual([null, null]);

    await ended(muster, run);
    const [first, last] = await sentBetween(run.id);
    expect(officeTime(first!)).toMatch(/ 08:00$/);
    expect(officeDay(first!)).toBe(officeDay(run.launchedAt));
    expect(await balanceOf(muster, run)).toEqual({
      balanced: true,
      sms: { audience: people, sent: people - 3, suppressed: 3 },
      email: { audience: people, sent: 4, suppressed: people - 4 },
    });
    expect(await stateOf(muster, run)).toBe('closed');
    const waited = muster.place.clock.now().getTime() - last!.getTime();
    expect(waited / HOUR_MILLISECONDS).toBeCloseTo(72, 1);

    const [night, ...pauses] = await timersOf(workflowOf(muster, run));
    expect(night! / HOUR_MILLISECONDS).toBeCloseTo(6, 1);
    // Ever longer, but for the rest at the end.
    const growing = pauses.slice(0, -1);
    expect(growing).toEqual([...growing].sort((one, other) => one - other));
    expect(growing.length).toBeGreaterThan(5);
    const { events } = await workflowOf(muster, run).fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(MOST_EVENTS);
  },
  LONG_MILLISECONDS,
);

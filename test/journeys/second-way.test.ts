import { expect, test } from '@jest/globals';
import { phoneOf } from '../support/cast.js';
import { states } from '../support/launch.js';
import { until } from '../support/until.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { ended, floodNotice, stateOf, workflowOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';
import { timersOf } from './timers.js';
import { statement } from '../../office/look-up.js';

const HOUR_MILLISECONDS = 3_600_000;
/** Of a sending step, whatever its audience (design §5). */
const MOST_EVENTS = 150;
const LONG_MILLISECONDS = 60_000;

// No receipt ever comes.
const muster = await openMuster({ place: skippedTime, carrier: { receiptLossRate: 1 } });
await muster.work();
muster.dispatch();
muster.sweep();

const inTurn = (key: string, more: object = {}): object => floodNotice(key, { in_turn: '2h', ...more });

/** The lines of a run's statement, `step channel`, added up over its firings. */
async function linesOf(runId: number): Promise<Record<string, object>> {
  const { balanced, steps } = await statement(muster.office, muster.operator, runId);
  expect(balanced).toBe(true);
  const lines: Record<string, Record<string, number>> = {};
  for (const { step, channel, occurrence: _number, balanced: _balanced, ...counts } of steps) {
    const line = (lines[`${step} ${channel}`] ??= {});
    for (const [state, count] of Object.entries(counts)) {
      if (count > 0) line[state] = (line[state] ?? 0) + count;
    }
  }
  return lines;
}

test(
  'who has no phone gets a mail at once, who brings no receipt after two hours, and who did not want it none',
  async () => {
    await joinCity(muster.city, 191, 0);
    await muster.place.skipToHour(9);
    const { run } = await muster.launch(inTurn('silent'));
    await until(async () => (await timersOf(workflowOf(muster, run))).length > 0);
    // 赵敏 has a mail address only.
    expect(await linesOf(run.id)).toEqual({
      'notice sms': { audience: 200, sent: 197, suppressed: 3 },
      'second-way email': { audience: 1, sent: 1 },
    });
    await ended(muster, run);
    const lines = await linesOf(run.id);
    // 李小岚 shares the phone of 李岚, which stayed silent; 王磊 does not want texts, and is not got round by mail.
    expect(lines['second-way email']).toEqual({ audience: 199, sent: 4, suppressed: 195 });
    expect(await stateOf(muster, run)).toBe('closed');
    const pauses = await timersOf(workflowOf(muster, run));
    const looks = pauses.slice(0, 4).reduce((sum, pause) => sum + pause, 0);
    expect(looks / HOUR_MILLISECONDS).toBeCloseTo(2, 1);
    const { events } = await workflowOf(muster, run).fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(2 * MOST_EVENTS);
    expect(await muster.simulators.mails()).toHaveLength(4);
  },
  LONG_MILLISECONDS,
);

test(
  'nobody is written to twice, and a run that is cancelled meanwhile looks for nobody',
  async () => {
    await muster.place.skipToHour(9);
    const { run } = await muster.launch(inTurn('cancelled'));
    await until(async () => (await timersOf(workflowOf(muster, run))).length > 0);
    await workflowOf(muster, run).executeUpdate('cancel', { args: [0] });
    await ended(muster, run);
    expect(await linesOf(run.id)).toMatchObject({ 'second-way email': { audience: 1 } });
    expect(await states(muster.city, { run })).toMatchObject({ 王磊: 'suppressed: opted out' });
    const texts = await muster.simulators.texts();
    expect(texts.filter(({ phone }) => phone === phoneOf('张蔷'))).toHaveLength(2);
  },
  LONG_MILLISECONDS,
);

import { describe, expect, test } from '@jest/globals';
import { runFaults, type FaultRun } from './run.js';
import { brokenMarks } from './verdict.js';

// The fault run in short: real engines, real processes, real kills. The long one is `npm run faults`.

const SHORT: FaultRun = {
  seed: 1,
  people: 240,
  // One whole bag: each process and engine once, the dispatcher twice, and Redis emptied.
  kills: 8,
  notices: 8,
  pace: { sms: 2, email: 15 },
  settleSeconds: 2,
  horizonSeconds: 60,
  report: () => undefined,
};

describe('notices while everything is killed and both simulators misbehave', () => {
  test('are neither lost nor doubled, and every account balances', async () => {
    const verdict = await runFaults(SHORT);
    expect(brokenMarks(verdict)).toEqual([]);
    for (const channel of [verdict.channels.sms, verdict.channels.email]) {
      expect(channel.messages).toBeGreaterThan(200);
      expect(channel.arrived).toBeGreaterThan(200);
    }
    expect(verdict.kills).toBe(8);
    expect(Object.keys(verdict.blows)).toHaveLength(8);
    expect(verdict.diedByThemselves).toEqual([]);
  }, 120_000);

  test('are doubled by a sweeper that sends again whatever may have been sent, and the run says so', async () => {
    const sweeper = 'dist/test/faults/naive-sweeper.js';
    const verdict = await runFaults({ ...SHORT, people: 80, notices: 4, kills: 1, sweeper });
    expect(verdict.channels.sms.twice).toBeGreaterThan(0);
    expect(brokenMarks(verdict).join()).toMatch(/\d twice/);
  }, 120_000);
});

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
  callOuts: 2,
  pace: { sms: 2, email: 15 },
  // A limit, not a wait: it ends as soon as they are full.
  fillSeconds: 60,
  settleSeconds: 2,
  horizonSeconds: 60,
  report: () => undefined,
};

/** For a slow machine; a quick one needs a third of it. */
const LIMIT_MILLISECONDS = 300_000;

describe('notices and call-outs while everything is killed and both simulators misbehave', () => {
  test(
    'nothing is lost or doubled, no seat is oversold, every answer counts, and every account balances',
    async () => {
      const verdict = await runFaults(SHORT);
      expect(brokenMarks(verdict)).toEqual([]);
      for (const channel of [verdict.channels.sms, verdict.channels.email]) {
        expect(channel.messages).toBeGreaterThan(200);
        expect(channel.arrived).toBeGreaterThan(200);
      }
      // What befell the call-outs, so that it was no idle run.
      for (const { asked, placed, confirmation } of verdict.callOuts) {
        expect(asked).toBeGreaterThan(5);
        expect(placed).toBeGreaterThan(0);
        expect(confirmation.texts).toBeGreaterThan(0);
      }
      expect(verdict.callOuts).toHaveLength(2);
      expect(verdict.answers.acknowledged).toBeGreaterThan(20);
      expect(verdict.answers.answers).toBeGreaterThan(15);
      expect(verdict.returns.returned).toBeGreaterThan(5);
      expect(verdict.kills).toBe(8);
      expect(Object.keys(verdict.blows)).toHaveLength(8);
      expect(verdict.diedByThemselves).toEqual([]);
    },
    LIMIT_MILLISECONDS,
  );

  test(
    'a sweeper that sends again whatever may have been sent doubles, a door that forgets loses, and the run says so',
    async () => {
      const programs = {
        sweeper: 'dist/test/faults/naive-sweeper.js',
        inbound: 'dist/test/faults/forgetful-inbound.js',
      };
      const verdict = await runFaults({
        ...SHORT,
        people: 80,
        notices: 4,
        kills: 1,
        callOuts: 1,
        // Long enough for somebody to be asked and to answer, on a slow machine too: no place is ever taken here.
        fillSeconds: 30,
        programs,
      });
      expect(verdict.channels.sms.twice).toBeGreaterThan(0);
      expect(verdict.answers.lost).toBeGreaterThan(0);
      expect(brokenMarks(verdict).join()).toMatch(/\d twice.*\d answers lost/);
    },
    LIMIT_MILLISECONDS,
  );
});

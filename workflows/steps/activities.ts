import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';

/**
 * Short ledger writes: tried again for ever, for what they write down must be written. Nothing beats for them, so
 * their timeout is what a worker that dies in one costs the run.
 */
export const {
  proposeRun,
  decideRun,
  openRun,
  closeRun,
  pauseRun,
  resumeRun,
  replanRun,
  openScheduled,
  launchPlanned,
  changeNeeded,
  endWave,
  moveWaveEnd,
  finishAsking,
  hearAnswer,
  endUnanswered,
} = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/** Work over a whole audience: long, heartbeating, going on where a lost worker stopped. */
export const {
  materialise,
  lookForUnreached,
  drain,
  watchReceipts,
  cancelRun,
  rankCandidates,
  askWave,
  tally,
  remindPlaced,
  standDown,
  chase,
  summarise,
} = proxyActivities<Activities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

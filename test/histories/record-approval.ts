import { test } from '@jest/globals';
import { STANDING_TEMPLATES } from '../../campaigns/standing/texts.js';
import { insertOperators } from '../../ledger/load.js';
import type { Run } from '../../ledger/runs.js';
import { actorNamed } from '../../office/actor.js';
import { answerProposal } from '../../office/approval.js';
import { skippedTime } from '../../rehearsal/place.js';
import { openMuster } from '../journeys/muster.js';
import { ended, floodNotice, stateOf } from '../journeys/notices.js';
import { until } from '../support/until.js';
import { keep } from './keep.js';

/**
 * Records the histories of notices that need somebody else's agreement, which test/histories/replay.test.ts replays. When
 * and when not: record.ts.
 *
 *     npm test -- --runInBand --testMatch '<rootDir>/test/histories/record-approval.ts'
 */
const muster = await openMuster({
  place: skippedTime,
  templates: STANDING_TEMPLATES,
  settings: { APPROVAL_AUDIENCE: '0', SETTLE_SECONDS: '60' },
});
const { office, city, database } = muster;
await insertOperators(database, [
  {
    ...{ name: 'head', committeeId: city.committee('tangshan'), maySeePersonalData: true },
    ...{ role: 'head', personId: city.id('刘洋') },
  },
]);
const head = await actorNamed(office, 'head');
await muster.work();
muster.dispatch();

test('approved: proposed, agreed to, and sent', async () => {
  const run = await proposed('approved');
  await answer(run, 'approve');
  await finish(run, 'approved');
});

test('refused: proposed, and not agreed to', async () => {
  const run = await proposed('refused');
  await answer(run, 'refuse');
  await finish(run, 'refused');
});

test('lapsed: proposed, and nobody agrees in time', async () => {
  await finish(await proposed('lapsed'), 'lapsed');
});

async function proposed(key: string): Promise<Run> {
  // What has ended let the server's time go on without the ledger's clock.
  await muster.place.skip(1);
  const { run } = await muster.launch(floodNotice(key));
  await until(async () => (await stateOf(muster, run)) === 'proposed');
  return run;
}

const answer = (run: Run, said: 'approve' | 'refuse') =>
  answerProposal(office, head, {
    runId: run.id,
    ...(said === 'approve'
      ? { answer: said, hash: run.planHash }
      : { answer: said, reason: 'for the record' }),
  });

/** Waits for the end, and writes the history down. */
async function finish(run: Run, name: string): Promise<void> {
  await ended(muster, run);
  await keep(muster, run, name);
}

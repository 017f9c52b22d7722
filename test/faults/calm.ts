import type { ReplyRecordLine } from '../../local/simulators/carrier/replies.js';
import { pause } from '../support/pause.js';
import { acknowledged } from './answers.js';
import { readLines } from '../../rehearsal/evidence.js';
import { steerPatiently } from './launching.js';
import type { Stage } from './stage.js';

const LOOK_MILLISECONDS = 250;
/** How often a clerk asks for the next wave of a call-out that is not full, in milliseconds. */
const NUDGE_MILLISECONDS = 5000;

/**
 * Until every call-out has taken its places or has nobody left; a clerk does not wait for the silent.
 * @returns false: time was up before
 */
export function filled(stage: Stage, runs: readonly number[], milliseconds: number): Promise<boolean> {
  let nudgeAt = performance.now();
  const full = async (): Promise<boolean> => {
    const open = await openCallOuts(stage, runs);
    if (open.length === 0 || performance.now() < nudgeAt) return open.length === 0;
    nudgeAt = performance.now() + NUDGE_MILLISECONDS;
    const short = open.filter(({ left }) => left);
    await Promise.all(short.map(({ runId }) => steerPatiently(stage, { runId, action: 'nextWave' })));
    return false;
  };
  return within(milliseconds, full);
}

/**
 * Looks every quarter of a second whether something has come true.
 * @returns false: not in time. A look that fails is an error, and not a no.
 */
export async function within(milliseconds: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!(await isTrue())) {
    if (performance.now() > end) return false;
    await pause(LOOK_MILLISECONDS);
  }
  return true;
}

/** Whoever was asked no longer ago than this, or whose text left no longer ago, may still be thinking about it, in seconds. */
const THINKING_SECONDS = 10;

/**
 * Call-outs with places free that somebody may still take; `left`: somebody who has not been asked. On a machine that is busy, or with
 * its dispatcher just killed, a wave is asked long before its texts leave: they have to arrive before anybody is past thinking.
 */
function openCallOuts(
  { office }: Stage,
  runs: readonly number[],
): Promise<{ runId: number; left: boolean }[]> {
  const thinking = new Date(office.clock.now().getTime() - THINKING_SECONDS * 1000);
  return office.database<{ runId: number; left: boolean }[]>`
    SELECT * FROM (
      SELECT r.id AS run_id, c.run_id IS NULL AS unopened, c.places_taken < c.needed AS free,
        EXISTS (SELECT FROM candidate k WHERE k.run_id = r.id AND k.state = 'waiting') AS left,
        EXISTS (SELECT FROM candidate k WHERE k.run_id = r.id AND k.state = 'asked' AND (k.asked_at > ${thinking} OR EXISTS (
          SELECT FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = k.person_id
          WHERE o.run_id = r.id AND (m.state IN ('queued', 'sending', 'unknown') OR m.changed_at > ${thinking})))) AS thinking
      FROM run r LEFT JOIN call_out c ON c.run_id = r.id WHERE r.id = ANY(${runs as number[]})) standing
    WHERE unopened OR free AND (standing.left OR thinking)`;
}

/**
 * Until every reply has been pushed, read and answered, and every text has come to an end.
 * @returns false: time was up before
 */
export const calm = (stage: Stage, replyRecord: string, milliseconds: number): Promise<boolean> =>
  within(milliseconds, async () => (await unpushed(replyRecord)) === 0 && (await unfinished(stage)) === 0);

/** Tries the carrier makes of one push. */
const TRIES = 4;

/** Replies that the carrier has still to push, or to push again. */
async function unpushed(replyRecord: string): Promise<number> {
  const lines = await readLines<ReplyRecordLine>(replyRecord);
  const done = acknowledged(lines);
  for (const line of lines) {
    if (line.kind === 'push' && line.try === TRIES) line.sequences.forEach((sequence) => done.add(sequence));
  }
  return lines.filter((line) => line.kind === 'reply' && !done.has(line.sequence)).length;
}

/** What the ledger knows to be under way; each becomes the next before it ends, so that none is overlooked between. */
async function unfinished({ office }: Stage): Promise<number> {
  const [row] = await office.database<[{ count: number }]>`
    SELECT (SELECT count(*) FROM inbox WHERE processed_at IS NULL)
      + (SELECT count(*) FROM run WHERE bell_since IS NOT NULL)
      + (SELECT count(*) FROM owed WHERE occurrence_id IS NULL)
      + (SELECT count(*) FROM occurrence WHERE frozen_at IS NOT NULL AND materialised_at IS NULL)
      + (SELECT count(*) FROM message WHERE state IN ('queued', 'sending', 'unknown')) AS count`;
  return row.count;
}

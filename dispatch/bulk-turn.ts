import type { AnyLane, Channel } from '../domain/plan/plan.js';
import { releaseBatches } from '../ledger/batches.js';
import { inboxBacklog, slowsSending } from '../ledger/backlog.js';
import { inSeconds, type Desk } from './desk.js';
import { waitFor } from './wait.js';

/** How old the picture of the inbox may be, how far apart bulk batches of a channel begin in one process meanwhile. */
const PICTURE_SECONDS = 1;
const APART_SECONDS = 1;
/** How often a batch that waits looks again, and how long it occupies a place of the dispatcher at most. */
const LOOK_MILLISECONDS = 200;
const LOOKS = 15;

/** What a process knows of the inbox, and when it began its last bulk batch of a channel. */
interface Picture {
  until: Date;
  /** Asked once for all batches that wonder at the same time. */
  slow: Promise<boolean>;
  turns: Map<Channel, Date>;
}
const pictures = new WeakMap<Desk['database'], Picture>();

/**
 * While the inbox backs up a bulk batch waits for its turn, so that what campaigns bring in does not outrun those who
 * read it. The urgent lane and the office's own words wait for nothing. One whose turn does not come soon goes back to
 * the ledger: a process that is stopping must not wait for it, and the sweeper brings it again.
 * @returns whether it may be sent now
 */
export async function mayBegin(
  desk: Desk,
  { channel, lane }: { channel: Channel; lane: AnyLane },
  batchId: number,
): Promise<boolean> {
  if (lane !== 'bulk') return true;
  for (let look = 0; look < LOOKS; look++) {
    const picture = pictureOf(desk);
    if (!(await picture.slow) || takesTurn(desk, picture, channel)) return true;
    await waitFor({ wait: LOOK_MILLISECONDS });
  }
  await releaseBatches(desk.database, [batchId]);
  return false;
}

function pictureOf({ database, clock, waits }: Desk): Picture {
  const now = clock.now();
  const until = inSeconds(now, PICTURE_SECONDS);
  const known = pictures.get(database);
  // A clock that was set back must not keep an old picture for ever.
  if (known && known.until > now && known.until <= until) return known;
  const slow = inboxBacklog(database, { limit: waits.inboxBacklogLimit, now }).then(slowsSending);
  const picture = { until, slow, turns: known?.turns ?? new Map<Channel, Date>() };
  pictures.set(database, picture);
  return picture;
}

function takesTurn({ clock }: Desk, { turns }: Picture, channel: Channel): boolean {
  const now = clock.now();
  const last = turns.get(channel);
  if (last && last <= now && now < inSeconds(last, APART_SECONDS)) return false;
  turns.set(channel, now);
  return true;
}

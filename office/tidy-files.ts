import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { lockContents, unknownContents } from '../ledger/duties/contents.js';
import type { SubmissionDesk } from './hand-in.js';

/** What was tidied away. */
export interface TidiedFiles {
  /** Half taken in by a process that died. */
  unfinished: number;
  /** Of no report any more: taken out of a draft, or kept for one that was not written in the end. */
  unwanted: number;
}

/** How long a file of no report is kept: whoever restores a ledger, or names the wrong folder, has found out by then. */
const UNWANTED_DAYS = 30;

/** Removes files that nobody will ask for: the rest of broken uploads after a day, what no report has after a month. */
export async function tidyFiles({
  database,
  blobs,
  clock,
}: Pick<SubmissionDesk, 'database' | 'blobs' | 'clock'>): Promise<TidiedFiles> {
  const daysAgo = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MILLISECONDS);
  const unfinished = await blobs.removeUnfinished(daysAgo(1));
  const before = daysAgo(UNWANTED_DAYS);
  let unwanted = 0;
  for await (const hashes of blobs.keptBefore(before)) {
    // Looked for twice: to keep everybody waiting only where there is something to remove.
    if ((await unknownContents(database, hashes)).length === 0) continue;
    unwanted += await database.begin(async (sql) => {
      await lockContents(sql);
      const removed = (await unknownContents(sql, hashes)).map((hash) => blobs.remove(hash, before));
      return (await Promise.all(removed)).filter(Boolean).length;
    });
  }
  return { unfinished, unwanted };
}

import type { Statement } from '../runtime/database.js';

/** Whoever reads pushes does so at once; one that has waited for so long shows that reading falls behind. */
const UNREAD_MILLISECONDS = 10_000;

/** What has come in and is not worked off. */
export interface Backlog {
  /** Since when the longest waiting push is unread, if it should have been read by now. */
  unreadSince: Date | null;
  /** More replies wait for a clerk than the office set as its limit. */
  tooManyQuestions: boolean;
}

/** Whether the inbox backs up; both by partial indexes, and no more is counted than is asked: well under a millisecond. */
export async function inboxBacklog(
  sql: Statement,
  { limit, now }: { limit: number; now: Date },
): Promise<Backlog> {
  const [row] = await sql<[Backlog]>`
    SELECT (SELECT received_at FROM inbox WHERE processed_at IS NULL AND received_at < ${new Date(now.getTime() - UNREAD_MILLISECONDS)}
        ORDER BY id LIMIT 1) AS unread_since,
      (SELECT count(*) > ${limit} FROM (SELECT FROM reply WHERE waits_for = 'clerk' LIMIT ${limit + 1}) waiting) AS too_many_questions`;
  return row;
}

/** Whether bulk sending slows down because of it. */
export const slowsSending = ({ unreadSince, tooManyQuestions }: Backlog): boolean =>
  unreadSince !== null || tooManyQuestions;

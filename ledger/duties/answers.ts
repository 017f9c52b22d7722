import type { Statement } from '../../runtime/database.js';

/** What a committee has answered to a duty of a run, sealed; null: it has not. */
export interface SealedAnswer {
  duty: number;
  code: string;
  committee: string;
  valuesCipher: Buffer | null;
}

/**
 * What each committee that owes a duty has handed in for it last, those that are let off left out. A returned report is no
 * answer. One row a committee.
 */
export async function answersTo(
  sql: Statement,
  { runId, key, scopePath = '' }: { runId: number; key: string; scopePath?: string },
): Promise<SealedAnswer[]> {
  return sql<SealedAnswer[]>`
    SELECT d.id AS duty, c.code, c.name AS committee, newest.values_cipher
    FROM duty d JOIN committee c ON c.id = d.committee_id
    LEFT JOIN LATERAL (
      SELECT s.values_cipher FROM submission s WHERE s.duty_id = d.id AND s.submitted_at IS NOT NULL AND d.state IN ('submitted', 'accepted')
      ORDER BY s.version DESC LIMIT 1) newest ON true
    WHERE d.run_id = ${runId} AND d.key = ${key} AND d.state <> 'excused' AND starts_with(c.path, ${scopePath})
    ORDER BY c.code`;
}

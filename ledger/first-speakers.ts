import type { PendingQuery, Row } from 'postgres';
import type { Day } from '../domain/calendar/day.js';
import type { Statement } from '../runtime/database.js';
import { inForce } from './in-force.js';

type Fragment = PendingQuery<Row[]>;

/**
 * Who speaks first for committees on an office day: a SELECT of `committee_id, person_id` of whoever holds the first of these
 * roles that anybody holds there.
 * @param committees a SELECT of committees by their number
 */
export const firstSpeakers = (
  sql: Statement,
  committees: Fragment,
  { roles, officeDay }: { roles: readonly string[]; officeDay: Day },
): Fragment => sql`
  SELECT held.committee_id, held.person_id FROM (
    SELECT r.committee_id, r.person_id, rank() OVER (PARTITION BY r.committee_id ORDER BY array_position(${[...roles]}::text[], r.role::text)) AS place
    FROM contact_role r
    WHERE r.committee_id IN (${committees}) AND r.role::text = ANY(${[...roles]}::text[]) AND ${inForce(sql, 'r', officeDay)}) held
  WHERE held.place = 1`;

import type { PendingQuery, Row } from 'postgres';
import {
  ACCEPTANCE_DAYS,
  ACCEPTANCE_PRIOR,
  FATIGUE_DAYS,
  FATIGUE_LIMIT,
  RANKING_POINTS as POINTS,
} from '../../domain/call-out/ranking.js';
import { minutesOfDay, officeDay, officeTime } from '../../domain/calendar/office-day.js';
import { topicOf } from '../../domain/messages/topics.js';
import type { AskStep, Requirement } from '../../domain/plan/plan.js';
import type { Statement } from '../../runtime/database.js';
import { INSURANCE, PRE_SERVICE_TRAINING } from '../../domain/people/qualifications.js';
import { compileAudience } from '../audience.js';
import { addressHash, countedMessages, dayAndWeek, hasHadEnough, hasOptedOut } from '../unwanted.js';
import { servesElsewhere } from './same-time.js';

type Fragment = PendingQuery<Row[]>;

/** What a ranking is made for. */
export interface Ranking {
  step: AskStep;
  scopePath: string;
  now: Date;
}

/**
 * Everyone the audience rule of a call-out means: a SELECT of `person_id, committee_id, phone_hash, excluded,
 * available, distance, asked_lately, served_lately, acceptance, points, rank`. Launch and preview read the same
 * SQL, so that the preview shows who will be asked first. Equal points are ordered by a hash of event and
 * person: the same in both, and not always the same people.
 */
export const rank = (sql: Statement, { step, scopePath, now }: Ranking): Fragment => {
  const { event } = step;
  const bounds = { scopePath, officeDay: officeDay(now) };
  return sql`
    WITH meant AS MATERIALIZED (${compileAudience(sql, step.audience, bounds)}),
    place AS (SELECT path, array_length(string_to_array(path, '/'), 1) - 1 AS depth FROM committee WHERE code = ${event.near}),
    judged AS MATERIALIZED (
      SELECT a.person_id, a.committee_id, p.phone_hash,
        ${excluded(sql, step)} AS excluded,
        ${withinHours(sql, event)} AS available,
        coalesce(place.depth - (${sharedLevels(sql)}), 0)::smallint AS distance, coalesce(place.depth, 1) AS depth,
        past.asked_lately, past.served_lately,
        (past.accepted + ${step.acceptance * ACCEPTANCE_PRIOR}::float8) / (past.answered + ${ACCEPTANCE_PRIOR}::float8) AS acceptance
      FROM meant a JOIN person p ON p.id = a.person_id JOIN committee home ON home.id = a.committee_id
      LEFT JOIN place ON true CROSS JOIN LATERAL (${past(sql, now)}) past CROSS JOIN LATERAL (${recentlyWritten(sql, step, now)}) recent),
    weighed AS (
      SELECT *, CASE available WHEN true THEN ${POINTS.available}::float8 WHEN false THEN 0 ELSE ${POINTS.available / 2}::float8 END
        + ${POINTS.near}::float8 * (1 - distance::float8 / depth)
        + ${POINTS.rested}::float8 * greatest(0, 1 - (asked_lately + 2 * served_lately) / ${FATIGUE_LIMIT}::float8)
        + ${POINTS.accepts}::float8 * acceptance AS points
      FROM judged)
    SELECT person_id, committee_id, phone_hash, excluded, available, distance, asked_lately, served_lately, acceptance, points,
      CASE WHEN excluded IS NULL THEN row_number() OVER (
        ORDER BY excluded IS NOT NULL, points DESC, md5(${event.from} || person_id), person_id) END::int AS rank
    FROM weighed`;
};

/** Levels of the tree a home has in common with the event's place, from the root down. */
const sharedLevels = (sql: Statement): Fragment => sql`
  SELECT count(*) FROM unnest(string_to_array(rtrim(home.path, '/'), '/'), string_to_array(rtrim(place.path, '/'), '/'))
    WITH ORDINALITY AS level(mine, theirs, at)
  WHERE mine = theirs`;

/** Null for who never said when they can come; an event over midnight is looked at until midnight. */
function withinHours(sql: Statement, { from, to }: AskStep['event']): Fragment {
  const begins = officeTime(new Date(from));
  const ends = officeTime(new Date(to));
  const sameDay = begins.slice(0, 10) === ends.slice(0, 10);
  const fromMinute = minutesOfDay(begins.slice(11));
  const toMinute = sameDay ? minutesOfDay(ends.slice(11)) : 1440;
  return sql`(SELECT bool_or(v.weekday = extract(isodow FROM ${begins.slice(0, 10)}::date)
      AND v.from_minute <= ${fromMinute}::int AND v.to_minute >= ${toMinute}::int)
    FROM availability v WHERE v.person_id = a.person_id)`;
}

/** Messages of the ask's class that `a` got lately, where there is a cap: who has had enough would not be sent the ask. */
const recentlyWritten = (sql: Statement, step: AskStep, now: Date): Fragment => sql`
  SELECT ${dayAndWeek(sql, now)} FROM (${countedMessages(sql, { ...{ channel: 'sms', now }, class: sql`${step.class}` })}) counted
  WHERE num_nonnulls(${step.cap.perDay}::int, ${step.cap.perWeek}::int) > 0 AND counted.person_id = a.person_id`;

/**
 * How often `a` was asked, said yes, and served, having been asked or not. Person by person: before the tables are
 * analysed the planner expects hardly anybody to have been asked, and a join with all of them would compare everyone
 * with everyone.
 */
const past = (sql: Statement, now: Date): Fragment => sql`
  SELECT
    count(*) FILTER (WHERE k.asked_at > ${now}::timestamptz - make_interval(days => ${FATIGUE_DAYS})) AS asked_lately,
    count(*) FILTER (WHERE k.attended_at > ${now}::timestamptz - make_interval(days => ${FATIGUE_DAYS})) AS served_lately,
    count(*) FILTER (WHERE k.answered_at IS NOT NULL OR k.answer_by <= c.closed_at) AS answered,
    count(*) FILTER (WHERE k.state IN ('placed', 'waitlisted') OR k.state = 'stood down' AND EXISTS (SELECT FROM response r
      WHERE r.run_id = k.run_id AND r.person_id = k.person_id AND r.answered_at = k.answered_at AND r.answer = 'yes')) AS accepted
  FROM candidate k JOIN call_out c ON c.run_id = k.run_id
  WHERE k.person_id = a.person_id AND (k.asked_at > ${now}::timestamptz - make_interval(days => ${ACCEPTANCE_DAYS})
    OR k.attended_at > ${now}::timestamptz - make_interval(days => ${FATIGUE_DAYS}))`;

const QUALIFICATIONS: Record<Exclude<Requirement, 'adult'>, string> = {
  insured: INSURANCE,
  trained: PRE_SERVICE_TRAINING,
};

/** Why somebody is not asked to this event; the first reason that holds. */
function excluded(sql: Statement, step: AskStep): Fragment {
  const { event, requires, cap } = step;
  const day = officeDay(new Date(event.from));
  const lastDay = officeDay(new Date(Date.parse(event.to) - 1));
  const holds = (kind: string, on: string): Fragment => sql`
    EXISTS (SELECT FROM qualification q WHERE q.person_id = a.person_id AND q.kind = ${kind}
      AND q.from_date <= ${on}::date AND (q.until_date IS NULL OR q.until_date >= ${on}::date))`;
  // A policy may end between the first day and the last, and another begin.
  const lacks = (requirement: 'insured' | 'trained'): Fragment => {
    const kind = QUALIFICATIONS[requirement];
    return requires.includes(requirement)
      ? sql`WHEN NOT (${holds(kind, day)} AND ${holds(kind, lastDay)}) THEN ${`not ${requirement}`}`
      : sql``;
  };
  return sql`CASE
    WHEN ${addressHash(sql, 'sms')} IS NULL THEN 'no address'
    ${step.irrefusable ? sql`` : sql`WHEN ${hasOptedOut(sql, 'sms', sql`${topicOf(step)}`)} THEN 'opted out'`}
    ${
      requires.includes('adult')
        ? sql`WHEN p.birth_date IS NULL THEN 'age unknown'
          WHEN p.birth_date > ${day}::date - interval '18 years' THEN 'under age'`
        : sql``
    }
    ${lacks('insured')} ${lacks('trained')}
    WHEN ${hasHadEnough(sql, { perDay: sql`${cap.perDay}::int`, perWeek: sql`${cap.perWeek}::int` })} THEN 'frequency cap'
    WHEN ${isAway(sql, event, sql`a.person_id`)} THEN 'away'
    WHEN ${servesElsewhere(sql, event, sql`a.person_id`)} THEN 'serves elsewhere'
  END`;
}

/** Whether a person is away during the event. */
export const isAway = (
  sql: Statement,
  { from, to }: Pick<AskStep['event'], 'from' | 'to'>,
  person: Fragment,
): Fragment => sql`
  EXISTS (SELECT FROM absence w WHERE w.person_id = ${person} AND w.from_at < ${to} AND w.until_at > ${from})`;

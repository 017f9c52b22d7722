import type { Client } from '@temporalio/client';
import { DUTY_TEMPLATES } from '../../campaigns/deadline/texts.js';
import { THEME_TEMPLATES } from '../../campaigns/theme/texts.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import { CHASED_KINDS } from '../../domain/duties/duty.js';
import type { Run } from '../../ledger/runs.js';
import type { Office } from '../../office/office.js';
import { bringReport } from '../../office/submissions.js';
import type { SkippedTime } from '../../rehearsal/place.js';
import type { Files } from '../../office/files.js';
import { nameAt } from '../support/cast.js';
import { until } from '../support/until.js';
import type { Muster } from './muster.js';

/** Of the history of a run that chases, for its whole life (issue of deadlines, marks). */
export const MOST_EVENTS = 500;

/** The texts by which reports are chased. */
export const CHASING_TEMPLATES = [...DUTY_TEMPLATES, ...THEME_TEMPLATES];

/**
 * Skips to a time of the office, `2027-01-20 10:00`, and waits until what fell due on the way has been handed over. What
 * has been done before is heard first: a run that is told of it days later hears in the morning after.
 */
export async function skipTo({ place, database }: Muster<SkippedTime>, time: string): Promise<void> {
  const ahead = Date.parse(`${time.replace(' ', 'T')}:00+08:00`) - place.clock.now().getTime();
  if (ahead < 0) throw new Error(`${time} is past: it is ${officeTime(place.clock.now())}`);
  await until(async () => {
    const [row] = await database<[{ unheard: number }]>`
      SELECT count(*) AS unheard FROM run WHERE state = 'running' AND kind = ANY(${[...CHASED_KINDS]})
        AND bell_since IS NOT NULL AND (bell_told_at IS NULL OR bell_rests_until <= ${place.clock.now()})`;
    return row.unheard === 0;
  }, 30_000);
  await place.skip(ahead);
  await until(async () => {
    const [row] = await database<[{ open: number }]>`
      SELECT count(*) AS open FROM message m JOIN batch b ON b.id = m.batch_id
      WHERE m.state IN ('queued', 'sending') AND b.not_before <= ${place.clock.now()}`;
    return row.open === 0;
  }, 30_000);
}

/** What was told of a run's reports, as `month-day time name: rung committee key, …`, in order. */
export async function toldOf({ database }: Pick<Muster, 'database'>, run: Run): Promise<string[]> {
  const rows = await database<{ at: Date; name: string; said: string }[]>`
    SELECT o.frozen_at AS at, p.name, string_agg(t.rung || ' ' || c.code, ', ' ORDER BY c.code, d.id) AS said
    FROM duty_told t JOIN occurrence o ON o.id = t.occurrence_id JOIN person p ON p.id = t.person_id
    JOIN duty d ON d.id = t.duty_id JOIN committee c ON c.id = d.committee_id
    WHERE d.run_id = ${run.id} GROUP BY o.id, p.id ORDER BY o.frozen_at, p.id`;
  return rows.map(({ at, name, said }) => `${officeTime(at).slice(5)} ${name}: ${said}`);
}

/** An office beside a Temporal that keeps no schedules: the server that skips time has none. */
export function withoutSchedules({ office }: Pick<Muster, 'office'>): Office {
  const silent = () => Promise.reject(Object.assign(new Error('no schedules here'), { code: 14 }));
  const schedule = { getHandle: () => ({ describe: silent }) };
  const client = Object.create(office.temporal.client, { schedule: { value: schedule } }) as Client;
  return { ...office, temporal: { ...office.temporal, client } };
}

/** Number of a committee's first duty of a run, or of that with a key. */
export async function dutyIn(
  { database, city }: Pick<Muster, 'database' | 'city'>,
  run: Run,
  code: string,
  key?: string,
): Promise<number> {
  const [row] = await database<[{ id: number }]>`
    SELECT id FROM duty WHERE run_id = ${run.id} AND committee_id = ${city.committee(code)} AND key = coalesce(${key ?? null}, key) ORDER BY id LIMIT 1`;
  return row.id;
}

/** Hands a report in for a committee, as a clerk does it who got it on paper. */
export async function handIn(
  { office, operator, desk }: Pick<Muster, 'office' | 'operator' | 'desk'>,
  files: Files,
  id: number,
  written: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  await bringReport({ ...office, keys: desk.keys, ...files }, operator, {
    id,
    written,
    files: [],
    submit: true,
  });
}

/** Texts that say something, as `name text`: to whom each went and what it says behind the signature. */
export async function textsSaying(
  { simulators }: Pick<Muster, 'simulators'>,
  words: string,
): Promise<string[]> {
  const sent = await simulators.texts();
  return sent
    .filter(({ text }) => text.includes(words))
    .map(({ phone, text }) => `${nameAt(phone)} ${text.slice(text.indexOf('】') + 1)}`);
}

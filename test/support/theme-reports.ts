import type { Statement } from '../../runtime/database.js';
import { NOW, type City } from './cast.js';

/** An activity as a register holds it; times are its last moment. */
export interface TestActivity {
  at: string;
  figures: Partial<Record<'sessions' | 'participants' | 'consultations' | 'leaflets', number>>;
  /** Code and year. */
  theme?: readonly [code: string, year: number];
  ends?: Date;
  cancelled?: boolean;
}

let titles = 0;

/** Registers an activity of a committee. */
export async function holdActivity(
  city: City,
  { at, figures, theme, ends = NOW, cancelled = false }: TestActivity,
): Promise<void> {
  const begins = new Date(ends.getTime() - 3_600_000);
  await city.database`
    INSERT INTO activity (committee_id, theme, theme_year, title, place, origin, begins_at, ends_at, cancelled_at,
      sessions, participants, consultations, leaflets, entered_by, entered_at)
    VALUES (${city.committee(at)}, ${theme?.[0] ?? null}, ${theme?.[1] ?? null}, ${`活动 ${++titles}`}, '广场', 'assigned',
      ${begins}, ${ends}, ${cancelled ? ends : null}, ${figures.sessions ?? null}, ${figures.participants ?? null},
      ${figures.consultations ?? null}, ${figures.leaflets ?? null}, 'office', ${ends})`;
}

/** Writes down a run of a theme, as its launch does. */
export async function themeRun(sql: Statement, code: string, year: number): Promise<number> {
  const definition = { kind: 'theme', theme: code, year };
  const [run] = await sql<[{ id: number }]>`
    INSERT INTO run (key, kind, title, definition, plan, plan_hash, scope_path, launched_by, launched_at, audience_at_launch, state, changed_at)
    VALUES (${`${code}-${year}-${++titles}`}, 'theme', ${code}, ${sql.json(definition)}, '{}', '', 'tangshan/', 'office', ${NOW}, 0, 'running', ${NOW})
    RETURNING id`;
  return run.id;
}

/** Has a committee hand in its count for a run of a theme. */
export async function reportCounts(
  city: City,
  {
    run,
    at,
    figures,
    due = NOW,
    version = 1,
  }: { run: number; at: string; figures: Record<string, number>; due?: Date; version?: number },
): Promise<number> {
  const { database: sql } = city;
  const [duty] = await sql<[{ id: number }]>`
    INSERT INTO duty (run_id, key, committee_id, title, due_at, state, since)
    VALUES (${run}, 'counts', ${city.committee(at)}, '活动统计', ${due}, 'submitted', ${NOW})
    ON CONFLICT (run_id, key, committee_id, project_id, activity_id, term_id) DO UPDATE SET since = excluded.since
    RETURNING id`;
  await sql`INSERT INTO submission (duty_id, version, values_cipher, written_by, written_at, submitted_at)
    VALUES (${duty.id}, ${version}, '\\x00', 'office', ${NOW}, ${NOW})`;
  for (const [field, value] of Object.entries(figures))
    await sql`INSERT INTO submission_figure (duty_id, version, field, value)
      VALUES (${duty.id}, ${version}, ${field}, ${value})`;
  return duty.id;
}

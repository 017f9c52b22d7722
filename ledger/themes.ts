import type { Statement } from '../runtime/database.js';

/** What the office says of a theme, its own or a shipped one. */
export interface ThemeSetting {
  code: string;
  wanted: boolean;
  /** As it was written in its file; what is not named stays as shipped. */
  written: Readonly<Record<string, unknown>>;
}

/** Until the transaction ends nobody else changes a theme: two changes could together make a circle. */
export async function lockThemes(sql: Statement): Promise<void> {
  await sql`LOCK TABLE theme_setting IN SHARE ROW EXCLUSIVE MODE`;
}

/** Everything the office has said of themes. */
export const themeSettings = (sql: Statement): Promise<ThemeSetting[]> =>
  sql<ThemeSetting[]>`SELECT code, wanted, written FROM theme_setting ORDER BY code`;

/** Says something of a theme, in place of what was said before. */
export async function putThemeSetting(
  sql: Statement,
  { code, wanted, written }: ThemeSetting,
  by: { name: string; now: Date },
): Promise<void> {
  await sql`
    INSERT INTO theme_setting (code, wanted, written, changed_by, changed_at)
    VALUES (${code}, ${wanted}, ${sql.json(written as never)}, ${by.name}, ${by.now})
    ON CONFLICT (code) DO UPDATE SET wanted = excluded.wanted, written = excluded.written,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`;
}

/** What is known of a theme in a year; days as `YYYY-MM-DD`. */
export interface StoredThemeYear {
  code: string;
  year: number;
  day: string | null;
  lastDay: string | null;
  held: string | null;
  wording: string | null;
  source: string | null;
  announcedBy: string;
  announcedAt: Date;
}

/** Everything that was announced, of every year. */
export const themeYears = (sql: Statement): Promise<StoredThemeYear[]> =>
  sql<StoredThemeYear[]>`
    SELECT code, year, day::text, last_day::text, held::text, wording, source, announced_by, announced_at
    FROM theme_year ORDER BY code, year`;

/** What is announced of a theme in a year; undefined: stays as it was. */
export interface NewThemeYear {
  code: string;
  year: number;
  /** Absent: stays; a new day takes the place of the old, its last day with it. */
  days?: { day: string; lastDay: string | null };
  held?: string;
  wording?: string;
  source?: string;
}

/** Writes down what was announced; what it does not name stays. */
export async function putThemeYear(
  sql: Statement,
  { code, year, days, held, wording, source }: NewThemeYear,
  by: { name: string; now: Date },
): Promise<void> {
  await sql`
    INSERT INTO theme_year AS t (code, year, day, last_day, held, wording, source, announced_by, announced_at)
    VALUES (${code}, ${year}, ${days?.day ?? null}, ${days?.lastDay ?? null}, ${held ?? null}, ${wording ?? null},
      ${source ?? null}, ${by.name}, ${by.now})
    ON CONFLICT (code, year) DO UPDATE SET
      day = coalesce(excluded.day, t.day),
      last_day = CASE WHEN excluded.day IS NULL THEN t.last_day ELSE excluded.last_day END,
      held = coalesce(excluded.held, t.held), wording = coalesce(excluded.wording, t.wording),
      source = coalesce(excluded.source, t.source),
      announced_by = excluded.announced_by, announced_at = excluded.announced_at`;
}

/** Takes back what was announced of a theme in a year; false: nothing was. */
export async function removeThemeYear(
  sql: Statement,
  { code, year }: { code: string; year: number },
): Promise<boolean> {
  const { count } = await sql`DELETE FROM theme_year WHERE code = ${code} AND year = ${year}`;
  return count > 0;
}

/** Something to be reached by a theme in a year. */
export interface StoredGoal {
  code: string;
  year: number;
  key: string;
  name: string;
  target: number;
  counts: string;
}

/** The goals of a year, of one theme or of all. */
export const themeGoals = (
  sql: Statement,
  { year, code }: { year?: number; code?: string },
): Promise<StoredGoal[]> =>
  sql<StoredGoal[]>`
    SELECT code, year, key, name, target::float8, counts FROM theme_goal
    WHERE true ${year === undefined ? sql`` : sql`AND year = ${year}`} ${code === undefined ? sql`` : sql`AND code = ${code}`} ORDER BY code, key`;

/** Adds a goal; false: the theme has one of that key in that year. */
export async function addGoal(
  sql: Statement,
  { code, year, key, name, target, counts }: StoredGoal,
  by: { name: string; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    INSERT INTO theme_goal (code, year, key, name, target, counts, entered_by, entered_at)
    VALUES (${code}, ${year}, ${key}, ${name}, ${target}, ${counts}, ${by.name}, ${by.now})
    ON CONFLICT DO NOTHING`;
  return count > 0;
}

/** Removes a goal; false: there is none of that key. */
export async function removeGoal(
  sql: Statement,
  { code, year, key }: Pick<StoredGoal, 'code' | 'year' | 'key'>,
): Promise<boolean> {
  const { count } = await sql`
    DELETE FROM theme_goal WHERE code = ${code} AND year = ${year} AND key = ${key}`;
  return count > 0;
}

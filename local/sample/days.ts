/** Days as whole numbers (0 is 1970-01-01), so that sampling is arithmetic; written as `YYYY-MM-DD`. */

const MILLISECONDS_PER_DAY = 86_400_000;
const written = new Map<number, string>();

/** The number of a day written `YYYY-MM-DD`; refuses what is no day. */
export function dayNumber(day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / MILLISECONDS_PER_DAY;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !Number.isInteger(number) || dayText(number) !== day)
    throw new RangeError(
      `asOf: 不是日期 ${day}，请写成 2026-11-01 / ${day} is no day; write it as 2026-11-01`,
    );
  return number;
}

/** The day as `YYYY-MM-DD`; remembered, as a city's dates repeat. */
export function dayText(number: number): string {
  let text = written.get(number);
  if (text === undefined) {
    text = new Date(number * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
    written.set(number, text);
  }
  return text;
}

/** The same day `years` earlier (or later, if negative); 29 February becomes 1 March in a common year. */
export function yearsBefore(number: number, years: number): number {
  const date = new Date(number * MILLISECONDS_PER_DAY);
  return date.setUTCFullYear(date.getUTCFullYear() - years) / MILLISECONDS_PER_DAY;
}

/** The carrier's clock is UTC+8 all year; China has no summer time. */
const OFFSET = 8 * 3_600_000;

/** The second formatted last: receipts come in thousands per second, and formatting one costs a microsecond. */
let latest = { second: NaN, text: '' };

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as receipts and details carry it. */
export function beijingTime(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== latest.second) {
    const text = new Date(second * 1000 + OFFSET).toISOString().slice(0, 19).replace('T', ' ');
    latest = { second, text };
  }
  return latest.text;
}

/** `yyyyMMdd` in Beijing, as QuerySendDetails asks for it. */
export const beijingDay = (milliseconds: number): string =>
  beijingTime(milliseconds).slice(0, 10).replaceAll('-', '');

/** Times as plans and workflows hold them. */

/** An absolute instant, ISO 8601 in UTC, e.g. `2026-11-22T01:00:00.000Z`. */
export type Instant = string;

/** A time of day in the office's zone (Asia/Shanghai), `HH:MM`. */
export type TimeOfDay = string;

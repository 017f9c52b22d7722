import type { Obligation } from '../campaigns/deadline/obligation.js';
import type { DateRule } from '../domain/calendar/date-rule.js';
import { daysIn, spanOf, writePeriod, type PeriodOfYear } from '../domain/calendar/period.js';
import type { Almanac } from '../domain/calendar/resolve.js';
import { parseDateRule } from '../domain/calendar/written-rule.js';
import type { DatedFiring, FiringDay } from './entry.js';

/**
 * The days on which an obligation opens, each for its period: of the periods of some years, whose openings may lie outside
 * them. What no table can move is certain in every year; what rests on the workdays of a year without one is not.
 */
export function openingsOf(
  { every, opens, due }: Pick<Obligation, 'every' | 'opens' | 'due'>,
  years: { from: number; to: number },
  almanac: Almanac,
): Pick<DatedFiring, 'days' | 'provisional'> {
  const rules = { opens: ruleOf(opens), due: typeof due === 'string' ? ruleOf(due) : null };
  const all = Array.from({ length: years.to - years.from + 1 }, (_, at) =>
    openingsIn({ of: every, year: years.from + at }, rules, almanac),
  ).flat();
  return {
    days: all.flatMap(({ provisional, ...one }) => (provisional ? [] : [one])),
    provisional: all.flatMap(({ provisional, ...one }) => (provisional ? [one] : [])),
  };
}

/** Those of the periods of one year. */
function openingsIn(
  year: Pick<PeriodOfYear, 'of' | 'year'>,
  rules: { opens: DateRule; due: DateRule | null },
  almanac: Almanac,
): (FiringDay & { provisional: boolean })[] {
  const dues = rules.due && daysIn(rules.due, year, almanac);
  return daysIn(rules.opens, year, almanac).flatMap(({ period, found }, at) => {
    if (!found) return [];
    const due = dues?.[at]?.found;
    return [
      {
        ...{ day: found.day, provisional: found.provisional, period: writePeriod(period) },
        ...{ due: due?.day ?? null, dueProvisional: due?.provisional ?? false },
        lastDay: dues ? (due?.day ?? null) : spanOf(period).last,
      },
    ];
  });
}

function ruleOf(written: string): DateRule {
  const rule = parseDateRule(written);
  if (!rule) throw new RangeError(`no date rule: ${written}`);
  return rule;
}

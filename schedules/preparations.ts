import { finderOf } from '../campaigns/theme/days.js';
import { preparationDays } from '../campaigns/theme/phases.js';
import type { Theme, ThemeBook } from '../campaigns/theme/theme.js';
import { addDays } from '../domain/calendar/day.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import type { DatedFiring, FiringDay } from './entry.js';

/** Somebody else has to agree before anybody is told: what is prepared opens at least so many days before that. */
export const DAYS_TO_AGREE = 5;

/**
 * The days on which a theme is opened, each for its year. They are counted back from its first day, and move with that alone:
 * what rests on no holiday table is certain in every year, although what falls due on the way may still move.
 * @returns undefined: it has nothing to prepare
 */
export function preparationsOf(
  theme: Theme,
  years: { from: number; to: number },
  { book, workdays }: { book: ThemeBook; workdays: Workdays },
): Pick<DatedFiring, 'days' | 'provisional'> | undefined {
  const before = preparationDays(theme);
  if (before === null) return undefined;
  const daysIn = finderOf(book, workdays);
  const all = Array.from({ length: years.to - years.from + 1 }, (_, at) => {
    const held = daysIn(theme.code, years.from + at)[0];
    if (!held) return [];
    const { day, provisional, steps } = held.held ?? held.first;
    const opened: FiringDay = {
      ...{ day: addDays(day, -before - DAYS_TO_AGREE), period: String(held.year) },
      ...{ due: day, dueProvisional: provisional, lastDay: day },
      ...(steps.some(({ step }) => step === 'awaits announcement') ? { awaitsAnnouncement: true } : {}),
    };
    return [{ opened, provisional }];
  }).flat();
  return {
    days: all.filter(({ provisional }) => !provisional).map(({ opened }) => opened),
    provisional: all.filter(({ provisional }) => provisional).map(({ opened }) => opened),
  };
}

import { officeDay } from '../calendar/office-day.js';
import type { Plan } from './plan.js';

/** Shares of a month's budget, in percent, at which the operators are told; the highest first. */
const WARNINGS = [95, 80] as const;

/** The warning that is due when so much of a budget (both in 分) is spent; null: there is plenty left. */
export const budgetWarning = (spentFen: number, fen: number): number | null =>
  WARNINGS.find((percent) => spentFen * 100 >= fen * percent) ?? null;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** A month as a person writes it, `2026-12`; full-width digits count. Null: not a month of this century. */
export function parseMonth(text: string): string | null {
  const month = text.normalize('NFKC').trim();
  return MONTH.test(month) && month.startsWith('20') ? month : null;
}

/** The office's month at an instant, `2026-12`. */
export const officeMonth = (instant: Date): string => officeDay(instant).slice(0, 7);

/** The month a plan is paid from: the one in which it begins to send. */
export const monthOf = (plan: Plan, now: Date): string => {
  const [first] = plan.steps;
  const at = first?.at ? new Date(first.at) : now;
  return officeMonth(at > now ? at : now);
};

const MOST_FEN = 10_000_000_000;

/** Yuan as a person writes them, in 分; null: not an amount, or a negative one, or more than a hundred million. */
export function parseYuan(text: string): number | null {
  const amount = text.normalize('NFKC').trim();
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(amount)) return null;
  const fen = Math.round(Number(amount) * 100);
  return fen <= MOST_FEN ? fen : null;
}

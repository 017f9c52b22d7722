/** What was done, as a text says it: of what the second-level committees come to the sum. */
import { FIGURES, type Figure } from './duties.js';

/** Figures of one committee and everything below it. */
interface Totals {
  figures: Readonly<Record<string, number>>;
}

const SAID: Readonly<Record<Figure, (count: number) => string>> = {
  sessions: (count) => `活动${count}场`,
  participants: (count) => `参与${count}人次`,
  consultations: (count) => `咨询${count}人次`,
  leaflets: (count) => `资料${count}份`,
};

/** Sums over committees, in words; none of them: that nothing was counted. */
export function themeTotals(committees: readonly Totals[]): string {
  const sums = FIGURES.map((figure) =>
    committees.reduce((sum, { figures }) => sum + (figures[figure] ?? 0), 0),
  );
  if (sums.every((sum) => sum === 0)) return '没有统计';
  return FIGURES.map((figure, at) => SAID[figure](sums[at]!)).join('，');
}

import { ANSWERS } from './duties.js';

/** Headings under which committees are listed by what they have answered; without an answer they stand first. */
export const ATTENDANCE_WORDS: Readonly<Record<string, string>> = {
  ...{ missing: '未回执', returned: '回执退回' },
  ...{ [ANSWERS.yes]: '参会', [ANSWERS.deputed]: '委托他人参会', [ANSWERS.no]: '不参会' },
};

/** Who comes, in one line that fits a text; null: no answer. */
export function attendanceTotals(answers: readonly (string | null)[]): string {
  const count = (answer: string | null): number => answers.filter((one) => one === answer).length;
  const { yes, no, deputed } = ANSWERS;
  return `参会${count(yes)}，委托${count(deputed)}，不参会${count(no)}，未回执${count(null)}`;
}

import { TERM_KINDS, TERM_STATES } from '../../../domain/registers/term.js';
import type { TermView } from '../../../office/terms.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

/** Terms, one a line. */
export function termsView(terms: readonly TermView[], words: Words): string {
  if (terms.length === 0) return words.say('没有结对或大使', 'no pairings or ambassadors');
  const { stacked, label } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('类型', 'kind'),
      stacked('学校、称号', 'school, office'),
      stacked('由谁', 'held by'),
      stacked('组织', 'committee'),
      stacked('开始', 'from'),
      stacked('到期', 'until'),
      stacked('还有天数', 'days left'),
      stacked('状态', 'state'),
    ],
    terms.map((term) => [
      ...[term.id, label(TERM_KINDS[term.kind][0], term.kind), term.title, shownHolder(term)],
      ...[term.committeeName, term.from, term.until, shownDays(term), shownState(term, words)],
    ]),
  );
}

/** A term in one line, in any language: `3 曹妃湖海洋学院 2026-03-01 – 2027-02-28`. */
export const termLine = ({ id, title, from, until }: TermView): string => `${id} ${title} ${from} – ${until}`;

/** The number alone, where the name is not for whoever asks. */
const shownHolder = ({ person }: TermView): string =>
  person === null ? '—' : `${person.id}${person.name === null ? '' : ` ${person.name}`}`;

const shownDays = ({ endedAt, daysLeft }: TermView): string => (endedAt === null ? String(daysLeft) : '—');

const shownState = ({ state, renewedBy }: TermView, { label }: Words): string =>
  `${label(TERM_STATES[state].zh, TERM_STATES[state].en)}${renewedBy === null ? '' : ` → ${renewedBy}`}`;

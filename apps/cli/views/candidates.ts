import type { CandidateView } from '../../../office/call-outs.js';
import { standpointWords } from '../../../domain/call-out/standpoint-words.js';
import type { CallOutPreview } from '../../../office/preview.js';
import type { Sentence } from '../../../domain/problem.js';
import { table, type Cell } from '../table.js';
import type { Words } from '../words.js';
import { candidateStateLabel, exclusionMeaning } from './call-out.js';

/**
 * Candidates, a line each, with why they stand where they stand.
 * @param placed the event says where it is
 */
export function candidatesView(found: readonly CandidateView[], placed: boolean, words: Words): string {
  if (found.length === 0) return words.say('没有这样的人', 'nobody like that');
  const { stacked } = words;
  return table(
    [
      stacked('顺位', 'rank'),
      stacked('得分', 'points'),
      stacked('人员', 'person'),
      stacked('姓名', 'name'),
      stacked('委员会', 'committee'),
      stacked('编号', 'code'),
      stacked('轮次', 'wave'),
      stacked('状态', 'state'),
      stacked('原因', 'why'),
    ],
    found.map((one) => [
      one.rank ?? '—',
      one.rank === null ? '—' : Math.round(one.points),
      one.person,
      one.name,
      one.committee,
      one.code,
      one.wave ?? '—',
      candidateStateLabel(words, one.state),
      stackedSentence(whyOf(one, placed), words),
    ]),
  );
}

const whyOf = (one: CandidateView, placed: boolean): Sentence =>
  one.excluded === null ? standpointWords(one, placed) : exclusionMeaning(one.excluded);

const stackedSentence = ({ zh, en }: Sentence, { stacked }: Words): string => stacked(zh, en);

/** Who would be asked first, and why. */
export const firstView = (first: CallOutPreview['first'], placed: boolean, words: Words): string =>
  table(
    [
      words.stacked('顺位', 'rank'),
      words.stacked('得分', 'points'),
      words.stacked('人员', 'person'),
      words.stacked('姓名', 'name'),
      words.stacked('委员会', 'committee'),
      words.stacked('原因', 'why'),
    ],
    first.map((one): Cell[] => [
      one.rank,
      Math.round(one.points),
      one.person,
      one.name,
      one.committee,
      stackedSentence(standpointWords(one, placed), words),
    ]),
  );

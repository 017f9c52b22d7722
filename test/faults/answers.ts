import type { Answer } from '../../domain/call-out/places.js';
import type { ReplyLine, ReplyRecordLine } from '../../local/simulators/carrier/replies.js';
import { wordOf } from './people.js';

/** What the ledger has of one reply. */
export interface HeardReply {
  /** The carrier's number of it. */
  sequence: string;
  /** The reader was sure that it says yes, no or maybe. */
  sure: boolean;
  /** It waits for a clerk or for a code, or did until its sender named one. */
  waits: boolean;
  /** What it was taken to say, once for each call and person it answered. */
  answers: Answer['says'][];
  /** Answers it gave to the same call for the same person, beyond the first. */
  repeated: number;
  /** Its phone gets no more texts. */
  optedOut: boolean;
}

/** What may be wrong with an answer. */
export const ANSWER_FINDINGS = [
  /** Its push was answered with 200, and the ledger does not have it. */
  'lost',
  /** It is in the ledger, or counts, more than once. */
  'twice',
  /** Its push is in the inbox, and nobody has read it. */
  'unread',
  /** A clear yes or no, or a withdrawal, that nothing came of: no answer, no clerk. */
  'unheard',
  /** A no that was taken for a yes, or a yes for a no. */
  'misread',
] as const;
/** One of those. */
export type AnswerFinding = (typeof ANSWER_FINDINGS)[number];

/** What a run's people wrote, and what became of it. */
export type AnswersVerdict = Record<AnswerFinding, number> & {
  /** Replies written on phones. */
  written: number;
  /** Of those, in a push that was answered with 200. */
  acknowledged: number;
  /** Of those written, in no push that was, nor in the ledger: given up by the carrier, or not pushed by the end. */
  unpushed: number;
  /** Answers to a call that they came to. */
  answers: number;
  /** Wait for a clerk, or did until somebody named a code. */
  waiting: number;
};

/** Replies that were in a push which the receiver answered with 200: it must keep them. */
export const acknowledged = (lines: readonly ReplyRecordLine[]): Set<string> =>
  new Set(lines.flatMap((line) => (line.kind === 'push' && line.answered ? line.sequences : [])));

/**
 * Holds what people wrote, by the carrier's own record, against what the ledger has of it.
 * @param unread pushes of replies that are in the inbox and nobody has read
 */
export function judgeAnswers(
  lines: readonly ReplyRecordLine[],
  heard: readonly HeardReply[],
  unread: number,
): AnswersVerdict {
  const written = lines.filter((line) => line.kind === 'reply');
  const taken = acknowledged(lines);
  const kept = new Map(heard.map((reply) => [reply.sequence, reply]));
  const known = written.flatMap((line) => {
    const reply = kept.get(line.sequence);
    return reply ? [{ line, reply }] : [];
  });
  return {
    written: written.length,
    acknowledged: taken.size,
    unpushed: written.filter(({ sequence }) => !taken.has(sequence) && !kept.has(sequence)).length,
    answers: sum(heard, ({ answers }) => answers.length),
    waiting: heard.filter(({ waits }) => waits).length,
    lost: [...taken].filter((sequence) => !kept.has(sequence)).length,
    twice: heard.length - kept.size + sum(heard, ({ repeated }) => repeated),
    unread,
    unheard: known.filter(({ line, reply }) => isUnheard(line, reply)).length,
    misread: known.filter(({ line, reply }) => isMisread(line, reply)).length,
  };
}

/** By what its writer meant, and by what our reader was sure of: neither may come to nothing. */
function isUnheard({ act }: ReplyLine, { sure, waits, answers, optedOut }: HeardReply): boolean {
  if (act === 'opt-out') return !optedOut && !waits;
  // Who takes note of a text of ours says nothing new, however much it sounds like a yes.
  if (act === 'got-it') return false;
  return (sure || wordOf(act) !== undefined) && answers.length === 0 && !waits;
}

function isMisread({ act }: ReplyLine, { answers }: HeardReply): boolean {
  const meant = wordOf(act);
  return meant !== undefined && answers.includes(meant === 'yes' ? 'no' : 'yes');
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

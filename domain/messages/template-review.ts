/** What a carrier says of a text: before it carries one, it has read and approved it. */
import type { Sentence } from '../problem.js';

/** Where a template stands at one carrier. */
export const REVIEW_STATES = ['draft', 'submitted', 'approved', 'rejected'] as const;
/** One of those. */
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What each state is called when a person reads it. */
export const REVIEW_STATE_MEANING: Record<ReviewState, Sentence> = {
  draft: { zh: '未报备', en: 'draft' },
  submitted: { zh: '审核中', en: 'submitted' },
  approved: { zh: '已通过', en: 'approved' },
  rejected: { zh: '未通过', en: 'rejected' },
};

/** The moves the database allows: a carrier may take an approval back, and give it again. */
export const REVIEW_MOVES: Record<ReviewState, readonly ReviewState[]> = {
  draft: ['submitted', 'approved'],
  submitted: ['approved', 'rejected'],
  approved: ['rejected'],
  rejected: ['submitted', 'approved'],
};

/** Whether a template may be sent, and what stands in the way. */
export interface Standing {
  state: ReviewState;
  /** The carrier's words or code, where it refused. */
  reason: string | null;
}

/** What needs no review, or has passed it. */
export const APPROVED: Standing = { state: 'approved', reason: null };

/** The best of several carriers' reviews: approved at one of them is enough. No review at all: a draft. */
export function standingOf(reviews: readonly Standing[]): Standing {
  const best = (['approved', 'submitted', 'rejected'] as const)
    .map((state) => reviews.find((review) => review.state === state))
    .find((review) => review !== undefined);
  return best ? { state: best.state, reason: best.reason } : { state: 'draft', reason: null };
}

import { DAY_MILLISECONDS } from '../calendar/office-day.js';
import type { Plan } from './plan.js';

/** What was decided about a run somebody else had to agree to. */
export const DECISIONS = ['approved', 'refused', 'withdrawn', 'lapsed'] as const;
/** One of them; a lapse is nobody's. */
export type Decision = (typeof DECISIONS)[number];

/** From which size or cost on somebody else must agree; 0: always, null: never because of it. */
export interface ApprovalLimits {
  audience: number | null;
  costFen: number | null;
}

const isAbove = (value: number, limit: number | null): boolean =>
  limit !== null && (limit === 0 || value > limit);

/** Whether a run of this size and cost (分) needs somebody else's agreement. */
export const needsApproval = (run: { audience: number; costFen: number }, limits: ApprovalLimits): boolean =>
  isAbove(run.audience, limits.audience) || isAbove(run.costFen, limits.costFen);

const HOUR_MILLISECONDS = DAY_MILLISECONDS / 24;

/** Until when it may be agreed to: so many hours from now, and never once its first messages are too old to send. */
export function approvalUntil(plan: Plan, { now, hours }: { now: Date; hours: number }): Date {
  const patience = now.getTime() + hours * HOUR_MILLISECONDS;
  const expiry = plan.steps.find(({ kind }) => kind !== 'digest')?.expiresAt ?? null;
  const until = expiry === null ? Infinity : Date.parse(expiry);
  // Who lets a theme lapse loses it for the year.
  return new Date(plan.kind === 'theme' && until !== Infinity ? until : Math.min(patience, until));
}

/** An operator, as far as agreeing is concerned. */
export interface Approver {
  name: string;
  role: string;
  /** Path of their part of the tree. */
  scopePath: string;
}

/**
 * Whether an operator may agree to a run: never its author; a head whose part of the tree holds the run's; where the
 * author works for a part, also a clerk of the whole office.
 */
export function mayApprove(
  { name, role, scopePath }: Approver,
  run: { author: string; scopePath: string },
): boolean {
  if (name === run.author || !run.scopePath.startsWith(scopePath)) return false;
  return role === 'head' || (role === 'clerk' && isRoot(scopePath) && !isRoot(run.scopePath));
}

/** The path of the whole office is one code. */
const isRoot = (path: string): boolean => path.indexOf('/') === path.length - 1;

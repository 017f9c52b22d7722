import type { ItineraryItem } from '../domain/plan/plan.js';

/**
 * What workflows and their callers agree on: names, ids, inputs, updates and queries. Ids and counts only:
 * nothing a person could read ever enters Temporal.
 */

/** The one task queue of campaign workflows and their activities. */
export const CAMPAIGN_QUEUE = 'muster-campaigns';

/** Search attributes; made with the namespace. Not `RunId`: that is Temporal's own, and a start that sets it is refused. */
export const SEARCH_ATTRIBUTES = { kind: 'Kind', run: 'CampaignRun' } as const;

/** What a run's workflow is started with. */
export interface RunInput {
  runId: number;
  itinerary: ItineraryItem[];
}

/** The id of a run's workflow, e.g. `notice/12`. */
export const workflowId = (kind: string, runId: number): string => `${kind}/${runId}`;

/** What an operator may do to a running campaign; names of updates. */
export const STEERING = ['pause', 'resume', 'cancel'] as const;
/** One of those. */
export type SteeringAction = (typeof STEERING)[number];

/** Where a run stands, as its workflow sees it; answer of the `progress` query and of every update. */
export interface RunProgress {
  state: 'running' | 'paused' | 'cancelled' | 'closed';
  /** The step under way, and what it is doing. */
  step: string | null;
  stage: 'waiting' | 'writing' | 'sending' | 'settling' | null;
  /** Why it paused by itself: the audience grew to so many since launch. */
  grownTo: number | null;
}

/** Name of the query that answers with a {@link RunProgress}. */
export const PROGRESS_QUERY = 'progress';

/** Type of the failure with which an update is refused by its validator. */
export const REFUSED = 'Refused';

/** What a schedule's firing is started with. */
export interface ScheduledInput {
  scheduleId: string;
}

export type { ScheduledOutcome } from '../activities/scheduled.js';

import type { Tally } from '../activities/call-out.js';
import type { ItineraryItem, Plan } from '../domain/plan/plan.js';
import type { Instant } from '../domain/calendar/instant.js';

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
  /** Only where somebody else must agree first: until when. */
  approval?: { until: Instant };
}

/** What a call-out's workflow is started with. */
export interface CallOutInput extends RunInput {
  /** What its earlier pages had come to, where it goes on with a new history. */
  soFar?: {
    state: 'running' | 'paused';
    reminded: boolean;
    /** Milliseconds since 1970; null: it was not. */
    pausedAt: number | null;
    tally: Tally | null;
  };
}

/** The workflow type of each kind of campaign. */
export const WORKFLOW_TYPES: Record<Plan['kind'], string> = {
  notice: 'notice',
  'call-out': 'callOut',
  question: 'question',
  deadline: 'deadline',
  theme: 'theme',
  meeting: 'meeting',
};

/** The id of a run's workflow, e.g. `notice/12`. */
export const workflowId = (kind: string, runId: number): string => `${kind}/${runId}`;

/** What an operator may do to a running campaign of any kind; names of updates. */
export const STEERING = ['pause', 'resume', 'cancel'] as const;
/** One of those. */
export type SteeringAction = (typeof STEERING)[number];

/**
 * What else an operator may do to a call-out. `nextWave`: who is silent so far counts as not coming; `need` is given
 * how many places are needed, `extend` how many more seconds the silent have to answer; `finish`: ask nobody any
 * more; `standDown`: the event is off, everyone who may have been reached is told.
 */
export const CALL_OUT_STEERING = ['nextWave', 'need', 'extend', 'finish', 'standDown'] as const;
/** One of those. */
export type CallOutAction = (typeof CALL_OUT_STEERING)[number];

/**
 * What may be said of a run that waits for somebody else's agreement; names of updates. Who says it and why is in the
 * ledger, and so is what counts: the workflow does what it finds decided there.
 */
export const APPROVAL_ANSWERS = ['approve', 'refuse', 'withdraw'] as const;
/** One of those. */
export type ApprovalAnswer = (typeof APPROVAL_ANSWERS)[number];

/** Name of the signal that says something has come in for a run. */
export const BELL_SIGNAL = 'bell';

/** Where a run stands, as its workflow sees it; answer of the `progress` query and of every update. */
export interface RunProgress {
  state: 'proposed' | 'running' | 'paused' | 'cancelled' | 'closed';
  /** The step under way, and what it is doing. */
  step: string | null;
  stage: 'waiting' | 'writing' | 'sending' | 'settling' | 'listening' | null;
  /** Why it paused by itself: the audience grew to so many since launch. */
  grownTo: number | null;
}

/** Name of the query that answers with a {@link RunProgress}. */
export const PROGRESS_QUERY = 'progress';

/** Type of the failure with which an update is refused, by its validator or by the ledger. */
export const REFUSED = 'Refused';

/** Why a run is not resumed: its audience has grown since it was looked at. The failure's second detail says to how many. */
export const AUDIENCE_GROWN = 'audience-grown';

/**
 * Name of the update that says that a run's plan was made anew: who made it, why and who agreed is in the ledger, and so is
 * what counts.
 */
export const REPLAN_UPDATE = 'replan';

/** Why a run does not follow another plan now: a step is being written or sent. */
export const STEP_UNDER_WAY = 'step-under-way';
/** Why it does not any more: everything is done, and it only waits for receipts. */
export const ENDING = 'ending';

/** Why a call-out refuses an update; the failure's first detail. A second one may be a number. */
export type CallOutRefusal =
  | 'called-off'
  | 'not-begun'
  | 'event-begun'
  | 'fewer-than-placed'
  | 'nobody-outstanding'
  | 'filled'
  | 'finished'
  | 'nobody-left';

/** What a schedule's firing is started with. */
export interface ScheduledInput {
  scheduleId: string;
}

export type { ScheduledOutcome } from '../activities/scheduled.js';

/** The office's standing run: what it says outside any campaign, so that this too is on a statement. */
/** Its key; no definition may take it. */
export const STANDING_KEY = 'standing';

/** It plans nothing: what it says, and to whom, comes up. It has no workflow and never ends. */
export interface StandingPlan {
  kind: 'standing';
  title: string;
  steps: never[];
}

/** The same in every office. */
export const STANDING_PLAN: StandingPlan = { kind: 'standing', title: '办公室日常', steps: [] };

/** What it says, by the step under which it stands on its statement. */
export type StandingStep =
  'alert' | 'alert-over' | 'approval-asked' | 'approval-answered' | 'approval-lapsed';

import { workflowInfo } from '@temporalio/workflow';
import { openScheduled } from './steps/activities.js';
import type { ScheduledInput, ScheduledOutcome } from './contract.js';

/**
 * What a schedule starts: it opens the run that was meant for that moment. A firing missed during an outage
 * comes late; whether it is then sent or skipped is decided by the schedule's own rule.
 */
export async function scheduled({ scheduleId }: ScheduledInput): Promise<ScheduledOutcome> {
  const [meant] = (workflowInfo().searchAttributes['TemporalScheduledStartTime'] ?? []) as Date[];
  return openScheduled({ scheduleId, firedFor: (meant ?? workflowInfo().startTime).toISOString() });
}

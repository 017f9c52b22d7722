import type { ItineraryItem } from '../../domain/plan/plan.js';
import { launchPlanned } from './activities.js';
import type { Steering } from './steering.js';

/** Launches a run of its own that belongs to this one; what keeps it from launching is for a person to mend. */
export async function launchFor(run: Steering, { step }: Pick<ItineraryItem, 'step'>): Promise<void> {
  run.enter('writing', step);
  if (await run.mayGoOn()) await launchPlanned({ runId: run.runId, step });
}

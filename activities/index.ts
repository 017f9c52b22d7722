import { approvalActivities } from './approval.js';
import { callOutActivities } from './call-out.js';
import { deliverActivities } from './deliver.js';
import { deadlineActivities } from './deadline.js';
import type { ActivityDependencies } from './deps.js';
import { materialiseActivities } from './materialise.js';
import { questionActivities } from './question.js';
import { replanActivities } from './replan.js';
import { runActivities } from './run.js';
import { secondWayActivities } from './second-way.js';
import { scheduledActivities, type LaunchScheduled } from './scheduled.js';

export type { ActivityDependencies };

/** Everything a workflow may do to the world. Each is safe to repeat. */
export const createActivities = (deps: ActivityDependencies & LaunchScheduled) => ({
  ...runActivities(deps),
  ...approvalActivities(deps),
  ...materialiseActivities(deps),
  ...secondWayActivities(deps),
  ...callOutActivities(deps),
  ...questionActivities(deps),
  ...deadlineActivities(deps),
  ...replanActivities(deps),
  ...deliverActivities(deps),
  ...scheduledActivities(deps),
});

/** What a workflow knows of them: their names and types. */
export type Activities = ReturnType<typeof createActivities>;

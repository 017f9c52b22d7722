import type { Plan } from '../../domain/plan/plan.js';
import { audienceRule } from '../../domain/plan/schema.js';
import type { Checked } from '../../domain/problem.js';
import { bindChannels, type BoundChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import { timingOf, type Timing } from '../timing.js';
import type { NoticeDefinition } from './definition.js';

/** Key of a notice's only step. */
export const NOTICE_STEP = 'notice';

/** The plan of a notice: one sending step. Every problem is reported at once, with its place. */
export function planNotice(definition: NoticeDefinition, context: PlanContext): Checked<Plan> {
  const bound = bindChannels(definition.channels, context);
  const timing = timingOf(definition, context);
  if (bound.ok && timing.ok) {
    return { ok: true, value: planOf(definition, bound.value, timing.value, context) };
  }
  return {
    ok: false,
    problems: [...(bound.ok ? [] : bound.problems), ...(timing.ok ? [] : timing.problems)],
  };
}

function planOf(
  definition: NoticeDefinition,
  bound: BoundChannels,
  timing: Timing,
  { office }: PlanContext,
): Plan {
  return {
    kind: 'notice',
    title: definition.title,
    steps: [
      {
        key: NOTICE_STEP,
        kind: 'send',
        at: timing.at.toISOString(),
        audience: audienceRule(definition.audience),
        channels: bound.channels,
        lane: definition.lane ?? 'bulk',
        class: bound.class,
        window: timing.window,
        emergency: definition.emergency ?? null,
        expiresAt: timing.expiresAt?.toISOString() ?? null,
        // Nobody is kept from hearing of an emergency because they heard of three other things today.
        cap: definition.emergency ? { perDay: null, perWeek: null } : office.caps[bound.class],
        settleSeconds: office.settleSeconds,
      },
    ],
  };
}

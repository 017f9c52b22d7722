import { DAY_MILLISECONDS } from '../calendar/office-day.js';
import type { ChannelPlan, Plan, SendStep, Step } from './plan.js';
import type { Instant } from '../calendar/instant.js';

/** Stands in a test for the code of a call, which only a call-out that asks could give. */
export const TEST_CALL_CODE = 'B1';
/** Receipts of a handful of texts come within minutes, or not at all. */
const SETTLE_SECONDS = 600;

/** Whom a test goes to, and when. */
export interface TestWish {
  /** Ledger ids. */
  people: readonly number[];
  at: Instant;
  /** Codes of the templates that name a call. */
  callTemplates: readonly string[];
}

/**
 * The plan of a test: every text of a plan, once, to a few named people. Caps and pauses between its steps are the
 * real run's affair; the send window holds, for the night is theirs too, and after a day nobody waits for a test any more.
 */
export function testPlan({ title, steps }: Plan, wish: TestWish): Extract<Plan, { kind: 'notice' }> {
  const [first, ...others] = (steps as Step[]).map((step, at) =>
    testStep(step, wish, at === steps.length - 1),
  );
  return { kind: 'notice', title, steps: [first!, ...others] };
}

function testStep(step: Step, { people, at, callTemplates }: TestWish, isLast: boolean): SendStep {
  const { key, channels, window, emergency } = step;
  return {
    ...{ key, kind: 'send', at, lane: 'urgent', class: step.class, window, emergency },
    audience: { committees: [], people: [...people] },
    channels: channels.map((channel) =>
      callTemplates.includes(channel.template) ? withCall(channel) : channel,
    ),
    expiresAt: new Date(Date.parse(at) + DAY_MILLISECONDS).toISOString(),
    cap: { perDay: null, perWeek: null },
    // The next text does not wait for the receipts of this one.
    settleSeconds: isLast ? SETTLE_SECONDS : 0,
  };
}

const withCall = (channel: ChannelPlan): ChannelPlan => ({
  ...channel,
  variables: { ...channel.variables, call: TEST_CALL_CODE },
});

import type { Plan, Step } from '../domain/plan/plan.js';
import type { Instant } from '../domain/calendar/instant.js';

/** Longest stretch skipped at once where answers decide what happens next, in milliseconds. */
const LONGEST_STEP = 3_600_000;
/** For windows that are closed, messages that are looked into, whoever answers late. */
const GRACE_MILLISECONDS = 7 * 86_400_000;

/** When a run that has begun at `now` should long be over by its plan. */
export function lastInstant(plan: Plan, now: Date): Date {
  const latest = Math.max(now.getTime(), ...instantsOf(plan));
  const waits = plan.steps.reduce((sum, step) => sum + waitOf(step), 0);
  return new Date(latest + waits * 1000 + GRACE_MILLISECONDS);
}

/** How much may be skipped at once, in milliseconds: where every step has its instant, nothing happens before the next. */
export function longestStep(plan: Plan, now: Date): number {
  if (plan.steps.some(({ kind }) => kind !== 'send')) return LONGEST_STEP;
  const ahead = instantsOf(plan).filter((instant) => instant > now.getTime());
  return ahead.length === 0 ? LONGEST_STEP : Math.max(LONGEST_STEP, Math.min(...ahead) - now.getTime());
}

const instantsOf = (plan: Plan): number[] =>
  [...plan.steps.flatMap(stepInstants), ...('endsAt' in plan ? [plan.endsAt] : [])].map((instant) =>
    Date.parse(instant),
  );

function stepInstants(step: Step): Instant[] {
  const at = step.kind === 'second way' || step.at === null ? [] : [step.at];
  const expiry = step.expiresAt === null ? [] : [step.expiresAt];
  return [...at, ...expiry, ...(step.kind === 'ask' ? [step.event.from, step.event.to] : [])];
}

/** What a step may wait for beside its instants, in seconds. */
function waitOf(step: Step): number {
  switch (step.kind) {
    case 'send':
    case 'digest':
    case 'summary':
      return step.settleSeconds;
    case 'second way':
      return step.afterSeconds;
    case 'ask':
      return step.settleSeconds + step.signInSeconds;
    case 'tell':
      return 0;
  }
}

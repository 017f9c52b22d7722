import type { TellEvent } from '../plan/plan.js';

/** Key of the step that asks; its firings are the waves. */
export const ASK_STEP = 'ask';

/** Key of the step that tells of each event. */
export const TELL_STEPS: Readonly<Record<TellEvent, string>> = {
  'place taken': 'confirmation',
  'place waited for': 'waitlist',
  'call unclear': 'which-call',
  question: 'details',
  'day before': 'reminder',
  'stand-down': 'stand-down',
};

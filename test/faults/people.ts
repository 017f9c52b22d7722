import type { FaultPlan } from '../../local/simulators/faults.js';
import type { Act } from '../../local/simulators/carrier/phrases.js';
import type { ReplyFault } from '../../local/simulators/carrier/replies.js';
import type { Weights } from '../../local/simulators/carrier/temperaments.js';

/** More changes of mind than people have, and less silence: places are taken, given back and taken again. */
const WEIGHTS: Weights = {
  ...{ yes: 36, late: 8, no: 14, 'no-then-yes': 8, 'yes-then-no': 12, maybe: 4 },
  ...{ thanks: 3, unclear: 3, 'auto-reply': 3, 'opt-out': 3, silent: 6 },
};
/** Quick enough that a wave has answered before the next blow but one. */
const HESITATION_MILLISECONDS = 1200;
/** Share of the confirmed who drop out. */
const DROP_OUT_RATE = 0.12;

/** What befalls replies on their way, each at a low rate. */
const replyFaults = (seed: number): FaultPlan<ReplyFault> => ({
  ...{ seed, rates: { repeat: 0.06, 'hold-back': 0.06, stranger: 0.01, long: 0.01 }, next: [] },
  ...{ delayMilliseconds: 2500, throttleMilliseconds: 0 },
});

/** Settings of the carrier simulator that make those who are asked answer. */
export const peopleSettings = (seed: number): Record<string, string> => ({
  CARRIER_REPLY_TO_ASKS: 'true',
  CARRIER_REPLY_WEIGHTS: JSON.stringify(WEIGHTS),
  CARRIER_REPLY_HESITATION_MILLISECONDS: String(HESITATION_MILLISECONDS),
  CARRIER_REPLY_DROP_OUT_RATE: String(DROP_OUT_RATE),
  CARRIER_REPLY_FAULTS: JSON.stringify(replyFaults(seed)),
});

/**
 * Nobody answers any more, also who has made up their mind.
 * @param page the carrier's page, ending in a slash
 */
export async function silencePeople(page: string): Promise<void> {
  const body = JSON.stringify({ replyToAsks: false });
  const response = await fetch(`${page}control/people`, { method: 'PATCH', body });
  if (!response.ok) throw new Error(`the people go on talking: ${await response.text()}`);
}

/** What somebody said, as far as it concerns their place. */
export type Word = 'yes' | 'no';

const WORDS: Partial<Record<Act, Word>> = {
  ...{ yes: 'yes', late: 'yes', 'coming-after-all': 'yes' },
  ...{ no: 'no', 'dropping-out': 'no', 'opt-out': 'no' },
};

/** Whether an act takes or gives up a place; undefined: neither. */
export const wordOf = (act: Act | undefined): Word | undefined => act && WORDS[act];

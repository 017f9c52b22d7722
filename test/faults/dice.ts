import { seededChance, type FaultPlan } from '../../local/simulators/faults.js';
import { CARRIER_FAULTS, type CarrierFault } from '../../local/simulators/carrier/settings.js';
import { MAIL_FAULTS, type MailFault } from '../../local/simulators/mail/faults.js';
import { shuffled } from './blows.js';

/** What stops for good until a person acts, or fails whole templates: nothing a run gets over by itself. */
const PERSON_NEEDED: readonly string[] = ['refuse-account', 'refuse-sign', 'refuse-template'];
/** A relay that has taken a mail does not refuse its second copy for good; these dice would. */
const NOT_AT_THE_RELAY: readonly string[] = [...PERSON_NEEDED, 'refuse-message'];

/** Probability of each fault, per call. A carrier's query is a call too, so much more would only hide its answers. */
const CARRIER_RATE = 0.018;
const MAIL_RATE = 0.012;

/** Longer than a sender waits for an answer, shorter than the time after which a call counts as never taken. */
export const DELAY_MILLISECONDS = 1500;
const THROTTLE_MILLISECONDS = 500;

/** What goes wrong at the carrier: every fault once at the start, so that none is left to chance, then by rate. */
export const carrierFaults = (seed: number): FaultPlan<CarrierFault> =>
  planOf(seed, without(CARRIER_FAULTS, PERSON_NEEDED), CARRIER_RATE);

/** What goes wrong at the mail relay, likewise. */
export const mailFaults = (seed: number): FaultPlan<MailFault> =>
  planOf(~seed, without(MAIL_FAULTS, NOT_AT_THE_RELAY), MAIL_RATE);

/** What goes wrong at the second account, when there is one: a call in four, and the account is refused now and then. */
export const failingCarrier = (seed: number): FaultPlan<CarrierFault> =>
  planOf(seed + 1, without(CARRIER_FAULTS, ['refuse-template']), 0.25 / CARRIER_FAULTS.length);

/** What goes wrong at the second relay, likewise. */
export const failingRelay = (seed: number): FaultPlan<MailFault> =>
  planOf(~seed - 1, without(MAIL_FAULTS, ['refuse-template', 'refuse-message']), 0.25 / MAIL_FAULTS.length);

const without = <Name extends string>(names: readonly Name[], left: readonly string[]): Name[] =>
  names.filter((name) => !left.includes(name));

function planOf<Name extends string>(seed: number, names: readonly Name[], rate: number): FaultPlan<Name> {
  const first = shuffled(names, seededChance(seed)).flatMap((name) => [name, null]);
  return {
    seed,
    rates: Object.fromEntries(names.map((name) => [name, rate])) as Partial<Record<Name, number>>,
    next: first,
    delayMilliseconds: DELAY_MILLISECONDS,
    throttleMilliseconds: THROTTLE_MILLISECONDS,
  };
}

/** How often each fault struck, as a simulator counts it. */
export type Struck = Record<string, number>;

/** The `/control/…` routes of one simulator. */
export class FaultControl {
  /**
   * @param page its page's address, ending in a slash
   * @param account the one it is about, where the simulator has several; absent: the first, and all in counts
   */
  constructor(
    private readonly page: string,
    private readonly account?: string,
  ) {}

  /** Puts a plan into force. */
  async turnOn(plan: FaultPlan<string>): Promise<void> {
    await this.put(plan);
  }

  /** From now on every call is answered properly; calls under way keep their fault. */
  turnOff(): Promise<void> {
    return this.put({ seed: 1 });
  }

  async struck(): Promise<Struck> {
    const response = await fetch(`${this.page}control/counts`);
    return ((await response.json()) as { faults: Struck }).faults;
  }

  private async put(plan: object): Promise<void> {
    const body = JSON.stringify(plan);
    const headers = { 'content-type': 'application/json' };
    const route = `control/faults${this.account === undefined ? '' : `?account=${this.account}`}`;
    const response = await fetch(`${this.page}${route}`, { method: 'PUT', headers, body });
    if (!response.ok) throw new Error(`fault plan refused: ${await response.text()}`);
  }
}

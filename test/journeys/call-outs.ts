import { CALL_OUT_TEMPLATES } from '../../campaigns/call-out/texts.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import type { CandidateState } from '../../domain/call-out/states.js';
import type { Actor } from '../../ledger/operators.js';
import type { Run } from '../../ledger/runs.js';
import { showCallOut, type CallOutView } from '../../office/call-outs.js';
import type { Refusal } from '../../office/refusal.js';
import { steer, type SteeringWish } from '../../office/steer.js';
import type { RunProgress } from '../../workflows/contract.js';
import { until } from '../support/until.js';
import type { Muster } from './muster.js';
import { stateOf, workflowOf } from './notices.js';
import type { SkippedTime } from '../../rehearsal/place.js';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 3_600_000;

/** What a journey with call-outs opens Muster with; nobody's texts are counted, for they come in many of them. */
export const CALL_OUTS = { templates: CALL_OUT_TEMPLATES, settings: { CAP_NOTICES_PER_DAY: 'none' } };

/** The event of that name, `hoursAhead` from now, for whoever of 滦南县 is adult. */
export function drill(
  { place }: Pick<Muster, 'place'>,
  name: string,
  more: object = {},
  hoursAhead = 72,
): object {
  const from = place.clock.now().getTime() + hoursAhead * HOUR_MILLISECONDS;
  return {
    ...{ kind: 'call-out', key: name, title: '防汛演练', needed: 3 },
    event: {
      ...{ title: name, place: '滦河大坝东侧', risks: '路滑', bring: '雨衣' },
      from: officeTime(new Date(from)),
      to: officeTime(new Date(from + 3 * HOUR_MILLISECONDS)),
    },
    audience: { committees: ['luannan'] },
    requires: ['adult'],
    ...{ wave_wait: '30m', expected_acceptance: 50 },
    ...more,
  };
}

/** A text as it reached a phone. */
export interface Text {
  /** When the carrier took it, ISO 8601 in UTC and real time. */
  at: string;
  /** One provider call has one. */
  bizId: string;
  phone: string;
  text: string;
}

/** The code a text names. */
export const codeIn = ({ text }: Pick<Text, 'text'>): string => /([A-Z]{1,2}\d{1,2})/.exec(text)?.[1] ?? '';

/** Answers are gathered for so long before a call-out hears them. */
const GATHERING_MILLISECONDS = 10_000;
/** Where time is skipped, a wait skips so often, in milliseconds of real time. */
const SKIPS_EVERY_MILLISECONDS = 1000;

/** A call-out of a journey, as its phones and its ledger show it. Its event has a name of its own. */
export class CallOut {
  private constructor(
    private readonly muster: Muster,
    private readonly name: string,
    readonly run: Run,
  ) {}

  /** Launches it, also where fewer may be asked than are needed. */
  static async launch(
    muster: Muster,
    name: string,
    more: object = {},
    hoursAhead?: number,
  ): Promise<CallOut> {
    const { run } = await muster.launch(drill(muster, name, more, hoursAhead), { acceptShortage: true });
    return new CallOut(muster, name, run);
  }

  /** The texts about this event with these words that have reached phones, the first first. */
  async texts(words: string): Promise<Text[]> {
    const texts = await this.muster.simulators.texts();
    return texts.filter(({ text }) => text.includes(this.name) && text.includes(words));
  }

  /** Waits until so many have reached phones; where time is skipped it passes meanwhile, some ten seconds. */
  async told(words: string, count: number): Promise<Text[]> {
    let found: Text[] = [];
    await heard(this.muster, async () => {
      found = await this.texts(words);
      return found.length >= count;
    });
    return found;
  }

  /** Waits until so many have been asked. */
  asked(count: number): Promise<Text[]> {
    return this.told('需要您', count);
  }

  /** Whoever got a text answers it; `#` stands for the code it names. */
  say(text: Text | undefined, words: string): Promise<void> {
    if (!text) throw new Error(`nobody was asked who could say ${words}`);
    return this.muster.simulators.reply(text.phone, words.replace('#', codeIn(text)));
  }

  /** How many candidates are in each state. */
  async standing(): Promise<Partial<Record<CandidateState, number>>> {
    const rows = await this.muster.database<{ state: CandidateState; count: number }[]>`
      SELECT state, count(*) FROM candidate WHERE run_id = ${this.run.id} GROUP BY state`;
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** Waits until so many are in a state. */
  reaches(state: CandidateState, count: number): Promise<void> {
    return until(async () => ((await this.standing())[state] ?? 0) === count);
  }

  /** As an operator sees it. */
  view(): Promise<CallOutView> {
    return showCallOut(this.muster.office, this.muster.operator, this.run.id);
  }

  /** Steers, as the office's operator unless another is named. */
  command(
    action: SteeringWish['action'],
    amount?: number,
    actor: Actor = this.muster.operator,
  ): Promise<RunProgress> {
    const wish = { runId: this.run.id, action, reason: `${actor.name}: ${action}` };
    return steer(this.muster.office, actor, amount === undefined ? wish : { ...wish, amount });
  }

  /**
   * Stands everyone down and waits for the end. Not for the workflow's result: where time is skipped, the server's
   * would go on by years, and answers are written in real time.
   */
  async callOff(): Promise<void> {
    await this.command('standDown');
    await passing(
      this.muster,
      async () => (await stateOf(this.muster, this.run)) === 'closed',
      MINUTE_MILLISECONDS,
    );
  }

  /** Waits until it has counted and waits for answers; everything so far is heard then. */
  async rests(): Promise<void> {
    await until(async () => Boolean((await this.events()).at(-1)?.timerStartedEventAttributes));
  }

  /** Events of the workflow's present history. */
  async events() {
    return (await workflowOf(this.muster, this.run).fetchHistory()).events ?? [];
  }
}

/** Waits for what follows when answers are heard. */
export const heard = (muster: Pick<Muster, 'place'>, condition: () => Promise<boolean>): Promise<void> =>
  passing(muster, condition, GATHERING_MILLISECONDS);

/** Waits while time passes: where it is skipped, so many milliseconds at once. */
async function passing(
  { place }: Pick<Muster, 'place'>,
  condition: () => Promise<boolean>,
  milliseconds: number,
): Promise<void> {
  let skipAt = 0;
  await until(async () => {
    if (await condition()) return true;
    if (!('skip' in place) || Date.now() < skipAt) return false;
    await (place as SkippedTime).skip(milliseconds);
    skipAt = Date.now() + SKIPS_EVERY_MILLISECONDS;
    return false;
  }, 3 * GATHERING_MILLISECONDS);
}

/** What somebody was refused, in both languages; fails when they were not. */
export const refusalOf = (asked: Promise<unknown>): Promise<Refusal['problems'][number]> =>
  asked.then(
    () => Promise.reject(new Error('not refused')),
    (error: Partial<Refusal>) => {
      if (!error.problems) throw error;
      return error.problems[0]!;
    },
  );

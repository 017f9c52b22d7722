import {
  allHandlersFinished,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Tally } from '../../activities/call-out.js';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import type { Instant } from '../../domain/calendar/instant.js';
import {
  BELL_SIGNAL,
  type CallOutAction,
  type CallOutInput,
  type CallOutRefusal,
  type RunProgress,
} from '../contract.js';
import { changeNeeded, endWave, finishAsking, moveWaveEnd } from './activities.js';
import { refused, Steering } from './steering.js';

/** The ledger's clock and this one may differ by less than this: a moment that is past here need not be past there. */
const LEAST_WAIT_MILLISECONDS = 1000;
/** A history as long as this goes on in a new one. */
const PAGE_EVENTS = 1500;

type Ask = Extract<ItineraryItem, { kind: 'ask' }>;

/** When those with a place are reminded, and until when there is a point in it; milliseconds since 1970. */
interface Reminder {
  at: number;
  until: number;
}

function reminderOf(itinerary: readonly ItineraryItem[]): Reminder | null {
  const item = itinerary.find((each) => each.kind === 'tell' && each.after === 'day before');
  if (item?.kind !== 'tell' || item.at === null) return null;
  return { at: Date.parse(item.at), until: item.until === null ? Infinity : Date.parse(item.until) };
}

/** Where a call-out stands, the bell that tells it of answers, and an operator's hands on it. */
export class CallOut extends Steering {
  reminded: boolean;
  /** Null: it has not begun to ask. */
  lastTally: Tally | null;
  private readonly ask: Ask;
  private readonly reminder: Reminder | null;
  private rung = false;
  private steered = false;
  private off = false;
  private pausedAt: number | null;

  constructor(private readonly input: CallOutInput) {
    super(input.runId);
    this.ask = input.itinerary.find((item): item is Ask => item.kind === 'ask')!;
    this.reminder = reminderOf(input.itinerary);
    this.reminded = input.soFar?.reminded ?? false;
    this.lastTally = input.soFar?.tally ?? null;
    this.pausedAt = input.soFar?.pausedAt ?? null;
    if (input.soFar) this.progress.state = input.soFar.state;
    setHandler(defineSignal(BELL_SIGNAL), () => void (this.rung = true));
    // Not while paused: what time people have then is settled when it ends.
    this.take('nextWave', ['running'], () => this.nextWave());
    this.take('extend', ['running'], (seconds) => this.extend(seconds));
    this.take('need', ['running', 'paused'], (needed) => this.need(needed));
    this.take('finish', ['running', 'paused'], () => finishAsking(this.runId));
    this.take('standDown', ['running', 'paused'], () => this.callOff());
  }

  get asksAt(): string {
    return this.ask.at;
  }

  get settleSeconds(): number {
    return this.ask.settleSeconds;
  }

  /** Called off or cancelled. */
  get over(): boolean {
    return this.off || this.cancelled;
  }

  override async open(): Promise<void> {
    if (!this.input.soFar) await super.open();
  }

  /** Until those who came have signed in, the event is called off, or the run is cancelled. */
  listens(): boolean {
    return !this.over && Date.now() < Date.parse(this.ask.signInUntil);
  }

  isOff(): boolean {
    return this.off && !this.cancelled;
  }

  isDayBefore(): boolean {
    return !this.over && !this.paused && Date.now() >= this.remindAt();
  }

  /** Never where people have been reminded, or where a pause or an outage has outlasted the day before. */
  private remindAt(): number {
    if (!this.reminder || this.reminded || Date.now() >= this.reminder.until) return Infinity;
    return this.reminder.at;
  }

  private hasBegun(): boolean {
    return Date.now() >= Date.parse(this.ask.eventFrom);
  }

  /** What is known of the answers is out of date. */
  lookAgain(): void {
    this.steered = true;
  }

  /**
   * Waits for the bell, an operator's word, the end of somebody's time to answer, or the next moment of the plan.
   * After a tally the ledger lets the bell rest: however many answers come, they are heard at most every ten seconds.
   */
  async somethingHappens(): Promise<void> {
    const wait = Math.max(LEAST_WAIT_MILLISECONDS, this.nextMoment() - Date.now());
    await condition(() => this.rung || this.steered || this.over, wait);
    this.rung = false;
    this.steered = false;
  }

  private nextMoment(): number {
    const nextDue = this.lastTally?.nextDue;
    return Math.min(
      nextDue ? Date.parse(nextDue) : Infinity,
      this.remindAt(),
      Date.parse(this.ask.signInUntil),
    );
  }

  /** Goes on with a new history before this one grows long; everything else it knows is in the ledger. */
  async turnPage(): Promise<void> {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    if (this.over || (historyLength < PAGE_EVENTS && !continueAsNewSuggested)) return;
    await condition(allHandlersFinished);
    if (this.over) return;
    const { runId, itinerary } = this.input;
    const { reminded, pausedAt, lastTally: tally } = this;
    const soFar = { state: this.paused ? 'paused' : 'running', reminded, pausedAt, tally } as const;
    await continueAsNew<(input: CallOutInput) => Promise<void>>({ runId, itinerary, soFar });
  }

  protected override async pause(): Promise<void> {
    this.pausedAt = Date.now();
    await super.pause();
  }

  /** Whoever had still to answer gets the time back, also who would have run out of it meanwhile. */
  protected override async resume(): Promise<void> {
    const since = this.pausedAt ?? Date.now();
    const paused = Math.ceil((Date.now() - since) / 1000);
    const outstandingAt = new Date(since).toISOString();
    if (paused > 0) await this.giveTime(paused, outstandingAt);
    this.pausedAt = null;
    await super.resume();
    // What was left undone because of the pause is done now.
    this.steered = true;
  }

  private async nextWave(): Promise<void> {
    // Not the time of a wave that another operator has asked for at this moment.
    const throughWave = this.lastTally!.waves;
    const { missing, left, finished } = await endWave({ runId: this.runId, throughWave });
    if (missing <= 0) throw refused('all places are taken', 'filled');
    if (finished) throw refused('asking is finished', 'finished');
    if (left === 0) throw refused('nobody is left to ask', 'nobody-left');
  }

  private async need(needed: number): Promise<void> {
    const { taken, changed } = await changeNeeded({ runId: this.runId, needed });
    if (!changed) throw refused(`${taken} people have a place already`, 'fewer-than-placed', taken);
  }

  /** A paused run goes on first: people must hear of it. */
  private async callOff(): Promise<void> {
    if (this.paused) await super.resume();
    this.off = true;
  }

  private async extend(seconds: number): Promise<void> {
    if ((await this.giveTime(seconds)) === 0)
      throw refused('nobody has still to answer', 'nobody-outstanding');
  }

  /** By the update's id, so that a worker that dies behind it does not give the time twice. */
  private giveTime(laterBySeconds: number, outstandingAt?: Instant): Promise<number> {
    const command = currentUpdateInfo()!.id;
    return moveWaveEnd({
      runId: this.runId,
      command,
      laterBySeconds,
      ...(outstandingAt && { outstandingAt }),
    });
  }

  private take(
    action: CallOutAction,
    from: RunProgress['state'][],
    act: (amount: number) => Promise<void>,
  ): void {
    this.accept(
      action,
      from,
      async (amount) => {
        await act(amount);
        this.steered = true;
      },
      () => this.refusalOf(action),
    );
  }

  /** Who asks nobody yet, or nobody any more, has no waves to steer. */
  private refusalOf(action: CallOutAction): CallOutRefusal | null {
    if (this.off) return 'called-off';
    if (action === 'standDown') return null;
    if (!this.lastTally) return 'not-begun';
    return this.hasBegun() ? 'event-begun' : null;
  }
}

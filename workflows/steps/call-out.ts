import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Tally } from '../../activities/call-out.js';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import { BELL_SIGNAL, type CallOutAction, type CallOutInput, type CallOutRefusal } from '../contract.js';
import { changeNeeded, endWave, finishAsking, moveWaveEnd } from './activities.js';
import { refused, Steering } from './steering.js';

/** Answers are heard at most so often, in milliseconds: a thousand in a second are one tally. */
const TALLY_PAUSE_MILLISECONDS = 10_000;
/** A history as long as this goes on in a new one. */
const PAGE_EVENTS = 1500;

type Ask = Extract<ItineraryItem, { kind: 'ask' }>;

/** Where a call-out stands, the bell that tells it of answers, and an operator's hands on it. */
export class CallOut extends Steering {
  reminded: boolean;
  /** Null: it has not begun to ask. */
  lastTally: Tally | null;
  private readonly ask: Ask;
  private readonly remindAt: number;
  private heardAt = 0;
  private rung = false;
  private steered = false;
  private off = false;
  private pausedAt: number | null;

  constructor(private readonly input: CallOutInput) {
    super(input.runId);
    this.ask = input.itinerary.find((item): item is Ask => item.kind === 'ask')!;
    const reminder = input.itinerary.find((item) => item.kind === 'tell' && item.at !== null);
    this.remindAt = reminder?.at ? Date.parse(reminder.at) : Infinity;
    this.reminded = input.soFar?.reminded ?? false;
    this.lastTally = input.soFar?.tally ?? null;
    this.pausedAt = input.soFar?.pausedAt ?? null;
    if (input.soFar) this.progress.state = input.soFar.state;
    setHandler(defineSignal(BELL_SIGNAL), () => void (this.rung = true));
    this.take('nextWave', () => this.nextWave());
    this.take('need', (needed) => this.need(needed));
    this.take('extend', (seconds) => this.extend(seconds));
    this.take('finish', () => finishAsking(this.runId));
    this.take('standDown', () => this.callOff());
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
    return this.mayRemind() && !this.over && !this.paused && Date.now() >= this.remindAt;
  }

  /** Not where a pause or an outage has outlasted the day before. */
  private mayRemind(): boolean {
    return !this.reminded && !this.hasBegun();
  }

  private hasBegun(): boolean {
    return Date.now() >= Date.parse(this.ask.eventFrom);
  }

  heard(tally: Tally): void {
    this.lastTally = tally;
    this.heardAt = Date.now();
  }

  /** What is known of the answers is out of date. */
  lookAgain(): void {
    this.steered = true;
  }

  /**
   * Waits for a bell, an operator's word, the end of somebody's time to answer, or the next moment of the plan; the
   * bell alone is answered only when the last tally is ten seconds old.
   */
  async somethingHappens(): Promise<void> {
    const stirred = (): boolean => this.steered || this.over;
    await condition(() => stirred() || this.rung, Math.max(1, this.nextMoment() - Date.now()));
    const rest = this.heardAt + TALLY_PAUSE_MILLISECONDS - Date.now();
    if (rest > 0) await condition(stirred, rest);
    this.rung = false;
    this.steered = false;
  }

  private nextMoment(): number {
    const nextDue = this.lastTally?.nextDue;
    return Math.min(
      nextDue ? Date.parse(nextDue) : Infinity,
      this.mayRemind() ? this.remindAt : Infinity,
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
    if (paused > 0) await moveWaveEnd({ runId: this.runId, laterBySeconds: paused, outstandingAt });
    this.pausedAt = null;
    await super.resume();
    // What was left undone because of the pause is done now.
    this.steered = true;
  }

  private async nextWave(): Promise<void> {
    // Not the time of a wave that another operator has asked for at this moment.
    const throughWave = this.lastTally!.waves;
    const { missing, left } = await endWave({ runId: this.runId, throughWave });
    if (missing <= 0) throw refused('all places are taken', 'filled');
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
    const people = await moveWaveEnd({ runId: this.runId, laterBySeconds: seconds });
    if (people === 0) throw refused('nobody has still to answer', 'nobody-outstanding');
  }

  private take(action: CallOutAction, act: (amount: number) => Promise<void>): void {
    this.accept(
      action,
      ['running', 'paused'],
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

import type { Instant } from '../../domain/calendar/instant.js';
import type { ItineraryItem } from '../../domain/plan/plan.js';
import { ENDING, REPLAN_UPDATE, STEP_UNDER_WAY, type RunInput } from '../contract.js';
import { replanRun } from './activities.js';
import { Chase } from './ladder.js';

/** Something that happens at its time; the end is when nothing more is waited for. */
type Moment = Extract<ItineraryItem, { kind: 'send' | 'launch' | 'summary' | 'end' }>;

/** Until when is chased; the last instant waits for whoever has time left. */
export interface Goal {
  at: Instant;
  last: boolean;
}

/**
 * A run that follows an itinerary, and another one from where it is once its plan has been made anew. What has been done is
 * known by its key: it is not done again, wherever it lies in the new one.
 */
export class Course extends Chase {
  private readonly done = new Set<string>();
  private anew = false;
  /** Whether something that was written may still have to go out. */
  unsent = false;
  private ending = false;

  private readonly kinds: readonly string[];

  /** @param kinds what happens in it at its time */
  constructor(
    private input: Pick<RunInput, 'runId' | 'itinerary'>,
    ...kinds: Moment['kind'][]
  ) {
    super(input.runId);
    this.kinds = kinds;
    this.accept(
      REPLAN_UPDATE,
      ['proposed', 'running', 'paused'],
      () => this.follow(),
      () => this.refusal(),
    );
  }

  /** Whether the itinerary is another one since the run was hushed. */
  readonly isAnew = (): boolean => this.anew;

  override hush(): void {
    super.hush();
    this.anew = false;
  }

  /** What comes next; undefined: everything is done. */
  next(): Moment | undefined {
    return this.ahead()[0];
  }

  /** When that is; null: everything is done. */
  goal(): Goal | null {
    const [first, ...others] = this.ahead();
    return first ? { at: first.at, last: others.length === 0 } : null;
  }

  finish({ kind, step }: Moment): void {
    this.done.add(`${kind} ${step}`);
  }

  /** How long receipts are awaited when everything is done; from then on no other plan is followed. */
  end(): number {
    this.ending = true;
    return this.input.itinerary.find((item) => item.kind === 'digest')!.settleSeconds;
  }

  private ahead(): Moment[] {
    return this.input.itinerary
      .filter((item): item is Moment => this.kinds.includes(item.kind))
      .filter(({ kind, step }) => !this.done.has(`${kind} ${step}`))
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  /** The ledger says what was decided, and by whom. */
  private async follow(): Promise<void> {
    this.input = { ...this.input, itinerary: await replanRun(this.runId) };
    this.anew = true;
  }

  private refusal(): string | null {
    const { stage } = this.progress;
    if (stage === 'writing' || stage === 'sending') return STEP_UNDER_WAY;
    return this.ending ? ENDING : null;
  }
}

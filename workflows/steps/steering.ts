import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  patched,
  setHandler,
} from '@temporalio/workflow';
import { APPROVAL_ANSWERS, AUDIENCE_GROWN, PROGRESS_QUERY, REFUSED, type RunProgress } from '../contract.js';
import { cancelRun, closeRun, decideRun, openRun, pauseRun, proposeRun, resumeRun } from './activities.js';

/**
 * Where a run stands, and an operator's hands on it: pause, resume, cancel. Each is validated against where the
 * run stands, and answers with where it stands then. Who asked and why is in the ledger, not here.
 */
export class Steering {
  protected readonly progress: RunProgress = { state: 'running', step: null, stage: null, grownTo: null };
  /** The ledger is being told of a change: a second one must not overtake it there. */
  private changing = false;

  constructor(readonly runId: number) {
    setHandler(defineQuery<RunProgress>(PROGRESS_QUERY), () => this.progress);
    this.accept('pause', ['running'], () => this.pause());
    this.accept('resume', ['paused'], (seen) => this.resumeAsSeen(seen));
    this.accept('cancel', ['running', 'paused'], () => this.cancel());
  }

  get cancelled(): boolean {
    return this.progress.state === 'cancelled';
  }

  get paused(): boolean {
    return this.progress.state === 'paused';
  }

  get proposed(): boolean {
    return this.progress.state === 'proposed';
  }

  /** Puts the run before somebody else; until they agree nobody steers it. */
  async propose(): Promise<void> {
    this.progress.state = 'proposed';
    for (const answer of APPROVAL_ANSWERS) this.accept(answer, ['proposed'], () => this.decide(false));
    await this.change(() => proposeRun(this.runId));
  }

  /** The time to agree is over; whatever was decided before, if only just, stands. */
  async lapse(): Promise<void> {
    await this.change(async () => {
      if (this.proposed) await this.decide(true);
    });
    await condition(allHandlersFinished);
  }

  async open(): Promise<void> {
    await this.change(() => openRun(this.runId));
  }

  /**
   * Says what the run is doing, for whoever asks.
   * @returns goes back to what it was doing before
   */
  enter(stage: RunProgress['stage'], step = this.progress.step): () => void {
    const before = { step: this.progress.step, stage: this.progress.stage };
    Object.assign(this.progress, { step, stage });
    return () => void Object.assign(this.progress, before);
  }

  /** Waits while paused; true if there is still something to go on with. */
  async mayGoOn(): Promise<boolean> {
    while (this.changing || this.paused) await condition(() => !this.changing && !this.paused);
    return !this.cancelled;
  }

  /** The audience grew much since launch: stops until a person resumes (and thereby accepts it) or cancels. */
  async stopForGrowth(grownTo: number): Promise<void> {
    // Whoever paused meanwhile has not seen the number, and so has not accepted it by resuming.
    if (!(await this.mayGoOn())) return;
    this.progress.grownTo = grownTo;
    await this.change(() => this.pause());
  }

  /**
   * Closes the run, unless it was cancelled; a paused one only once it is resumed.
   * @returns false when something was put back into its queue meanwhile: then there is more to send
   */
  async close(): Promise<boolean> {
    let left: boolean | undefined;
    // Undecided where it was paused while it waited for its turn.
    while (left === undefined && (await this.mayGoOn())) {
      await this.change(async () => {
        if (this.progress.state !== 'running') return;
        left = (await closeRun(this.runId)) === false;
        if (!left) Object.assign(this.progress, { state: 'closed', step: null, stage: null });
      });
    }
    await condition(allHandlersFinished);
    return left !== true;
  }

  private async decide(lapses: boolean): Promise<void> {
    this.progress.state = await decideRun({ runId: this.runId, lapses });
  }

  protected async pause(): Promise<void> {
    this.progress.state = 'paused';
    await pauseRun({ runId: this.runId, ...this.growth() });
  }

  /** Goes on with an audience as large as whoever resumes has looked at; whether they may is for the office to say. */
  private async resumeAsSeen(seen: number): Promise<void> {
    const { grownTo } = this.progress;
    // Runs of before were resumed without a number.
    if (grownTo !== null && seen < grownTo && patched('growth as seen'))
      throw refused(`cannot resume: the audience has grown to ${grownTo}`, AUDIENCE_GROWN, grownTo);
    await this.resume();
  }

  protected async resume(): Promise<void> {
    await resumeRun({ runId: this.runId, ...this.growth() });
    this.progress.grownTo = null;
    this.progress.state = 'running';
  }

  private async cancel(): Promise<void> {
    await cancelRun(this.runId);
    this.progress.state = 'cancelled';
  }

  private growth(): { grownTo?: number } {
    return this.progress.grownTo === null ? {} : { grownTo: this.progress.grownTo };
  }

  /** One change of the run's state in the ledger at a time: in another order the database would refuse them. */
  private async change(act: () => Promise<void>, stillAllowed?: () => void): Promise<void> {
    // Several may go on when one ends; only the first of them finds nothing under way.
    while (this.changing) await condition(() => !this.changing);
    stillAllowed?.();
    this.changing = true;
    try {
      await act();
    } finally {
      this.changing = false;
    }
  }

  /**
   * Answers an operator's update: validated where the run stands, and once more when its turn has come.
   * @param act is given the update's number, where it has one
   */
  protected accept(
    action: string,
    from: RunProgress['state'][],
    act: (amount: number) => Promise<void>,
    refusal: () => string | null = () => null,
  ): void {
    const validator = (_amount?: number): void => {
      const { state } = this.progress;
      if (!from.includes(state)) throw refused(`cannot ${action}: the run is ${state}`, state);
      const reason = refusal();
      if (reason !== null) throw refused(`cannot ${action}: ${reason}`, reason);
    };
    const handler = async (amount = 0): Promise<RunProgress> => {
      await this.change(() => act(amount), validator);
      return this.progress;
    };
    setHandler(defineUpdate<RunProgress, [number?]>(action), handler, { validator });
  }
}

/** A refusal as the office reads it: why, and a number where there is one. */
export const refused = (message: string, ...details: (string | number)[]): ApplicationFailure =>
  ApplicationFailure.create({ message, type: REFUSED, nonRetryable: true, details });

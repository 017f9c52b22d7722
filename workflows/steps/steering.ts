import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { PROGRESS_QUERY, REFUSED, type RunProgress, type SteeringAction } from '../contract.js';
import { cancelRun, closeRun, openRun, pauseRun, resumeRun } from './activities.js';

/**
 * Where a run stands, and an operator's hands on it: pause, resume, cancel. Each is validated against where the
 * run stands, and answers with where it stands then. Who asked and why is in the ledger, not here.
 */
export class Steering {
  private readonly progress: RunProgress = { state: 'running', step: null, stage: null, grownTo: null };
  /** The ledger is being told of a change: a second one must not overtake it there. */
  private changing = false;

  constructor(readonly runId: number) {
    setHandler(defineQuery<RunProgress>(PROGRESS_QUERY), () => this.progress);
    this.handle('pause', ['running'], () => this.pause());
    this.handle('resume', ['paused'], () => this.resume());
    this.handle('cancel', ['running', 'paused'], () => this.cancel());
  }

  get cancelled(): boolean {
    return this.progress.state === 'cancelled';
  }

  get paused(): boolean {
    return this.progress.state === 'paused';
  }

  async open(): Promise<void> {
    await this.change(() => openRun(this.runId));
  }

  /** Says what the run is doing, for whoever asks. */
  enter(step: string, stage: RunProgress['stage']): void {
    this.progress.step = step;
    this.progress.stage = stage;
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

  /** Closes the run, unless it was cancelled; a paused one only once it is resumed. */
  async close(): Promise<void> {
    if (await this.mayGoOn()) {
      Object.assign(this.progress, { state: 'closed', step: null, stage: null });
      await closeRun(this.runId);
    }
    await condition(allHandlersFinished);
  }

  private async pause(): Promise<void> {
    this.progress.state = 'paused';
    await pauseRun({ runId: this.runId, ...this.growth() });
  }

  private async resume(): Promise<void> {
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

  private handle(action: SteeringAction, from: RunProgress['state'][], act: () => Promise<void>): void {
    const validator = (): void => {
      const { state } = this.progress;
      if (from.includes(state)) return;
      throw ApplicationFailure.nonRetryable(`cannot ${action}: the run is ${state}`, REFUSED);
    };
    const handler = async (): Promise<RunProgress> => {
      await this.change(act, validator);
      return this.progress;
    };
    setHandler(defineUpdate<RunProgress>(action), handler, { validator });
  }
}

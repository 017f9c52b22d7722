import { ApplicationFailure, condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import { PROGRESS_QUERY, REFUSED, type RunProgress, type SteeringAction } from '../contract.js';
import { cancelRun, pauseRun, resumeRun } from './activities.js';

/**
 * An operator's hands on a running campaign: pause, resume, cancel. Each is validated against where the run
 * stands, and answers with where it stands then. Who asked and why is in the ledger, not here.
 */
export class Steering {
  private readonly progress: RunProgress = { state: 'running', step: null, stage: null, grownTo: null };

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

  /** Says what the run is doing, for whoever asks. */
  enter(step: string, stage: RunProgress['stage']): void {
    this.progress.step = step;
    this.progress.stage = stage;
  }

  /** Waits while paused; true if there is still something to go on with. */
  async mayGoOn(): Promise<boolean> {
    await condition(() => !this.paused);
    return !this.cancelled;
  }

  /** The audience grew much since launch: stops until a person resumes (and thereby accepts it) or cancels. */
  async stopForGrowth(grownTo: number): Promise<void> {
    this.progress.grownTo = grownTo;
    await this.pause();
  }

  close(): void {
    this.progress.state = 'closed';
    this.enter('', null);
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

  private handle(action: SteeringAction, from: RunProgress['state'][], act: () => Promise<void>): void {
    let busy = false;
    setHandler(
      defineUpdate<RunProgress>(action),
      async () => {
        busy = true;
        await act();
        busy = false;
        return this.progress;
      },
      {
        validator: () => {
          if (busy || !from.includes(this.progress.state)) {
            throw ApplicationFailure.nonRetryable(
              `cannot ${action}: the run is ${this.progress.state}`,
              REFUSED,
            );
          }
        },
      },
    );
  }
}

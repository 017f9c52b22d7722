import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { publicPart } from '../engines/program.js';
import { root } from '../../runtime/root.js';
import { openLog, tail } from './log-file.js';
import type { Exit, Part } from './part.js';
import { signalGroup } from './process-identity.js';
import { PartFailed, type PartProblem } from './stack-error.js';

/** Pause before the n-th question whether a part is ready: quick parts are not kept waiting, slow ones not pestered. */
const pauseMilliseconds = (asked: number): number => Math.min(250, 20 * 1.4 ** asked);

/** Pause between two tries to start a part whose last life is not quite over. */
const TRY_AGAIN_MILLISECONDS = 100;

const LOG_LINES = 15;

/** What a part's process needs from its stack. */
export interface PartContext {
  logFile: string;
  /** Environment for a process of our own user. */
  environment(): Record<string, string | undefined>;
  /** A process came or went. */
  changed(): void;
  /** It ended after it was ready, and nobody asked it to. */
  ended(exit: Exit): void;
}

/** The life of one part: start until ready, stop, kill, start again. */
export class PartProcess {
  private child: ChildProcess | undefined;
  private exited: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  private asked = false;
  private serving = false;
  private opened = false;

  constructor(
    readonly part: Part,
    private readonly context: PartContext,
  ) {}

  /** Its process, which also leads a group of the same number; undefined when it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it and waits until it is ready; whatever happens, a failed start leaves no process. */
  async start(): Promise<void> {
    this.asked = false;
    const deadline = Date.now() + (this.part.readyWithinSeconds ?? 30) * 1000;
    for (;;) {
      await this.spawn();
      const gone = await this.untilReady(deadline);
      if (!gone) break;
      if (this.asked) throw this.failure('stopped');
      if (!this.mayTryAgain(deadline)) throw this.failure('exited');
      await delay(TRY_AGAIN_MILLISECONDS);
      if (this.asked) throw this.failure('stopped');
    }
    this.serving = true;
  }

  /** Asks it to end, kills what has not ended in time, and waits for it. */
  async stop(): Promise<void> {
    this.asked = true;
    const { child } = this;
    if (child?.pid === undefined) return;
    child.kill(this.part.stopSignal ?? 'SIGTERM');
    const patience = new AbortController();
    const seconds = this.part.stopWithinSeconds ?? 10;
    const late = delay(seconds * 1000, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.exited, late]);
    patience.abort();
    // Also after it ended by itself: it may have left children in its group.
    signalGroup(child.pid, 'SIGKILL');
    await this.exited;
  }

  /** kill -9, and wait until it is gone. */
  async kill(): Promise<void> {
    this.asked = true;
    if (this.pid === undefined) return;
    signalGroup(this.pid, 'SIGKILL');
    await this.exited;
  }

  /** The end of its log. */
  logEnd(): string {
    return tail(this.context.logFile, LOG_LINES);
  }

  private async spawn(): Promise<void> {
    const { part, context } = this;
    const log = openLog(context.logFile, !this.opened);
    this.opened = true;
    try {
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops the parts in order.
      this.child = spawn(part.command, part.args, {
        cwd: part.cwd ?? root,
        env: { ...(part.user ? publicPart(process.env) : context.environment()), ...part.env },
        detached: true,
        stdio: ['ignore', log, log],
        ...part.user,
      });
      this.exited = this.watch(this.child);
      // At once, not after the wait below: killed in between, we would leave a process nobody knows of.
      if (this.child.pid !== undefined) context.changed();
      await once(this.child, 'spawn');
    } catch (error) {
      this.child = undefined;
      throw this.failure('started', error);
    } finally {
      closeSync(log);
    }
  }

  private watch(child: ChildProcess): Promise<Exit> {
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const unasked = this.serving && !this.asked;
        this.child = undefined;
        this.serving = false;
        this.context.changed();
        resolve({ code, signal });
        if (unasked) this.context.ended({ code, signal });
      });
    });
  }

  /** Undefined once it is ready, or how it ended before that. Kills it when the deadline passes. */
  private async untilReady(deadline: number): Promise<Exit | undefined> {
    const over = this.exited.then((exit) => ({ exit }));
    const late = new AbortController();
    const deadlinePassed = delay(deadline - Date.now(), 'late' as const, { signal: late.signal });
    try {
      for (let count = 0; ; count++) {
        const asked = this.part.ready().then(
          () => 'ready' as const,
          () => delay(pauseMilliseconds(count), 'again' as const),
        );
        const outcome = await Promise.race([over, asked, deadlinePassed]);
        if (outcome === 'ready') return undefined;
        if (outcome === 'again') continue;
        if (outcome !== 'late') return outcome.exit;
        await this.kill();
        throw this.failure('ready');
      }
    } finally {
      deadlinePassed.catch(() => undefined);
      late.abort();
    }
  }

  private mayTryAgain(deadline: number): boolean {
    return Date.now() < deadline && this.part.transientExit?.test(this.logEnd()) === true;
  }

  private failure(problem: PartProblem, cause?: unknown): PartFailed {
    const said = (cause as Error | undefined)?.message ?? this.logEnd();
    return new PartFailed(this.part.name, problem, this.context.logFile, said, { cause });
  }
}

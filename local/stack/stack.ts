import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asset } from '../../runtime/root.js';
import type { EngineSearch } from '../engines/engine.js';
import { Guard } from './guard.js';
import { describeExit, type Exit, type Part, type UnexpectedExit } from './part.js';
import { PartProcess } from './part-process.js';
import { PidFile } from './pid-file.js';
import { onStopSignals } from './signals.js';
import { removeStackFile, writeStackFile } from './stack-file.js';
import { startEngines, startStores, type EngineAddresses, type EngineOptions } from './start-engines.js';

/** Settings of {@link Stack.open}. */
export interface StackOptions {
  /** Where it keeps data, logs and its two files; made if missing. One stack per folder at a time. */
  folder: string;
  /** Said to people and written to stack.json. */
  name: string;
  /** Hears a line for each thing that happens; default: stderr. */
  report?: (line: string) => void;
  /** Hears of a part that ended by itself; default: reported in words. */
  onExit?: (exit: UnexpectedExit) => void;
  /** Where addresses of running engines and PATH are read from; default: this process's. */
  environment?: EngineSearch['environment'];
  /** Where engines are installed; default `.muster/engines` of this checkout. */
  enginesFolder?: string;
}

/** Pauses before a part that ended by itself is started again, the last one repeated. */
const RESTART_PAUSES_MILLISECONDS = [200, 500, 1000, 2000, 5000];

/**
 * Several processes that live and die together. Parts start in the order they are added, each awaited until it
 * is ready, and stop in reverse. Whatever way this process ends, no part outlives it by more than seconds: it is
 * stopped in order, or by the guard, or, if that was killed too, by the next stack in the same folder.
 */
export class Stack {
  private readonly parts = new Map<string, PartProcess>();
  private readonly giveUp = new AbortController();
  private readonly guard = new Guard();
  private shared: Record<string, string> = {};
  private stopped: Promise<void> | undefined;
  private forgetSignals: () => void = () => undefined;
  /** Folders elsewhere that hold this stack's data. */
  private readonly outside: string[] = [];

  private constructor(
    readonly folder: string,
    readonly name: string,
    private readonly options: StackOptions,
    private readonly pids: PidFile,
  ) {}

  /** Takes the folder, and ends what a killed supervisor left running in it. */
  static async open(options: StackOptions): Promise<Stack> {
    const folder = resolve(options.folder);
    await mkdir(folder, { recursive: true });
    const stack = new Stack(folder, options.name, options, await PidFile.take(folder));
    stack.share({});
    return stack;
  }

  /** Settings that every part gets in its environment, and `stack.json` holds. */
  get settings(): Readonly<Record<string, string>> {
    return this.shared;
  }

  /** Whether somebody has asked it to stop; what fails from then on is no news. */
  get stopping(): boolean {
    return this.stopped !== undefined;
  }

  /** Adds settings for the parts started from now on, and for whoever reads stack.json. */
  share(settings: Readonly<Record<string, string>>): void {
    this.shared = { ...this.shared, ...settings };
    writeStackFile(this.folder, { name: this.name, supervisor: process.pid, env: this.shared });
  }

  /** PostgreSQL, Redis and Temporal, found, installed or given by address; shares their settings. */
  startEngines(options: EngineOptions = {}): Promise<EngineAddresses> {
    return startEngines(this, this.search(), options);
  }

  /** PostgreSQL and Redis alone. */
  startStores(): Promise<Pick<EngineAddresses, 'databaseUrl' | 'redisUrl'>> {
    return startStores(this, this.search());
  }

  /** Starts a part and waits until it is ready; a part that does not come up is not kept. */
  async add(part: Part): Promise<void> {
    this.refuseWhenStopped();
    if (this.parts.has(part.name)) throw new Error(`stack ${this.name} already has a part ${part.name}`);
    const process = new PartProcess(part, this.contextOf(part));
    this.parts.set(part.name, process);
    try {
      await this.startReporting(process);
    } catch (error) {
      this.parts.delete(part.name);
      throw error;
    }
  }

  /** Number of the part's process; undefined while it does not run. */
  pid(name: string): number | undefined {
    return this.partNamed(name).pid;
  }

  /** kill -9 without a word to anybody, as a fault run does it; the part stays down until it is restarted. */
  kill(name: string): Promise<void> {
    return this.partNamed(name).kill();
  }

  /** Starts a part again with what it was added with, and waits until it is ready; one that runs is stopped first. */
  async restart(name: string): Promise<void> {
    const process = this.partNamed(name);
    await process.stop();
    this.refuseWhenStopped();
    await this.startReporting(process);
  }

  /** Log of a part, there as long as the folder is. */
  logFile(name: string): string {
    return join(this.folder, 'logs', `${name}.log`);
  }

  /** Stops all parts in reverse order; also one that is just starting. Safe to call again. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  /** Stops, and removes the folder with all data and logs. */
  async remove(): Promise<void> {
    await this.stop();
    for (const folder of [this.folder, ...this.outside]) await rm(folder, { recursive: true, force: true });
  }

  /** Kills everything at once, for somebody who cannot wait for {@link stop}. */
  async killAll(): Promise<void> {
    this.giveUp.abort();
    await Promise.all([...this.parts.values()].map((part) => part.kill()));
  }

  /**
   * Ctrl-C, a closed terminal or a plain kill stop the stack, once; a second one, a second or more later, kills
   * it at once.
   * @param ended what to do then; default: leave with 128 + the signal's number, as shells do
   */
  stopOnSignals(ended?: (exitCode: number) => void | Promise<void>): void {
    this.forgetSignals = onStopSignals(this, (line) => this.report(line), ended);
  }

  /** A folder elsewhere that belongs to this stack's data, removed with it. */
  ownOutside(folder: string): void {
    this.outside.push(folder);
  }

  private search(): EngineSearch {
    return {
      environment: this.options.environment ?? process.env,
      enginesFolder: this.options.enginesFolder ?? asset('.muster', 'engines'),
      report: (line) => this.report(line),
      signal: this.giveUp.signal,
    };
  }

  private contextOf(part: Part): ConstructorParameters<typeof PartProcess>[1] {
    return {
      logFile: this.logFile(part.name),
      environment: () => ({ ...process.env, TZ: 'UTC', ...this.shared }),
      changed: () => this.noteProcesses(part.name),
      ended: (exit) => void this.partEnded(part, exit),
    };
  }

  private noteProcesses(name: string): void {
    const pid = this.parts.get(name)?.pid;
    if (pid === undefined) this.pids.delete(name);
    else this.pids.set(name, pid);
    this.guard.watch([...this.parts.values()].flatMap((part) => part.pid ?? []));
  }

  private async startReporting(process: PartProcess): Promise<void> {
    const began = performance.now();
    await process.start();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    this.report(
      `${process.part.name} 已就绪（${seconds} 秒） / ${process.part.name} is ready (${seconds} s)`,
    );
  }

  private async partEnded(part: Part, exit: Exit): Promise<void> {
    const restarting = part.restart === true && this.stopped === undefined;
    const logEnd = this.partNamed(part.name).logEnd();
    const seen = { ...exit, part: part.name, logFile: this.logFile(part.name), logEnd, restarting };
    (this.options.onExit ?? ((event) => this.report(describeExit(event))))(seen);
    if (restarting) await this.revive(part.name);
  }

  /** Until it is ready again, or the stack stops. */
  private async revive(name: string): Promise<void> {
    for (let tried = 0; this.stopped === undefined; tried++) {
      await delay(RESTART_PAUSES_MILLISECONDS[Math.min(tried, RESTART_PAUSES_MILLISECONDS.length - 1)]);
      try {
        if (this.pid(name) === undefined) await this.restart(name);
        return;
      } catch (error) {
        if (this.stopped === undefined) this.report((error as Error).message);
      }
    }
  }

  private async stopAll(): Promise<void> {
    this.giveUp.abort();
    for (const part of [...this.parts.values()].reverse()) await part.stop();
    this.guard.dismiss();
    removeStackFile(this.folder);
    this.pids.remove();
    this.forgetSignals();
  }

  private partNamed(name: string): PartProcess {
    const part = this.parts.get(name);
    if (!part)
      throw new Error(`stack ${this.name} has no part ${name}; it has: ${[...this.parts.keys()].join(', ')}`);
    return part;
  }

  private refuseWhenStopped(): void {
    if (this.stopped) throw new Error(`stack ${this.name} is stopped`);
  }

  private report(line: string): void {
    (this.options.report ?? ((text) => console.error(text)))(line);
  }
}

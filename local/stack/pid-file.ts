import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isRunning, signalGroup, type ProcessIdentity } from './process-identity.js';
import { LeftoversRemain, StackInUse } from './stack-error.js';

interface Content {
  supervisor: ProcessIdentity;
  parts: Record<string, ProcessIdentity>;
}

/** A leftover that does not end when asked gets this long, then it is killed. */
const LEFTOVER_MILLISECONDS = 5000;

/**
 * `pids.json`: who supervises this folder, and which processes belong to it. Written at once after every start,
 * without waiting, so that a killed supervisor leaves a true list to the next one.
 */
export class PidFile {
  private constructor(
    private readonly path: string,
    private readonly content: Content,
  ) {}

  /** Takes the folder: refused while another supervisor lives, and after a killed one its leftovers are ended first. */
  static async take(folder: string): Promise<PidFile> {
    const path = join(folder, 'pids.json');
    const earlier = read(path);
    if (earlier && isRunning(earlier.supervisor)) throw new StackInUse(folder, earlier.supervisor.pid);
    if (earlier) await endLeftovers(Object.values(earlier.parts));
    discard(path, folder);
    const file = new PidFile(path, { supervisor: identify(process.pid) ?? lost(process.pid), parts: {} });
    // Of two supervisors that come at the same moment one makes the file and the other is refused by the system.
    writeFileSync(path, JSON.stringify(file.content), { flag: 'wx', mode: 0o600 });
    return file;
  }

  /** Notes that `name` now runs as `pid`. */
  set(name: string, pid: number): void {
    const identity = identify(pid);
    // It may be dead already; then there is nothing to clear later.
    if (identity) this.content.parts[name] = identity;
    this.save();
  }

  delete(name: string): void {
    delete this.content.parts[name];
    this.save();
  }

  /** Gives the folder back. */
  remove(): void {
    rmSync(this.path, { force: true });
  }

  private save(): void {
    writeFileSync(`${this.path}.new`, JSON.stringify(this.content), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}

/** A system that tells nothing about its own processes gets a name no later process can match. */
const lost = (pid: number): ProcessIdentity => ({ pid, started: 'not known' });

/**
 * Removes the file of a dead supervisor by way of another name: had somebody else taken the folder since we read
 * it, we would now hold a living supervisor's file, and put it back.
 */
function discard(path: string, folder: string): void {
  if (!existsSync(path)) return;
  const aside = `${path}.${process.pid}`;
  renameSync(path, aside);
  const content = read(aside);
  if (content && isRunning(content.supervisor)) {
    renameSync(aside, path);
    throw new StackInUse(folder, content.supervisor.pid);
  }
  rmSync(aside);
}

function read(path: string): Content | undefined {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Content;
}

async function endLeftovers(parts: readonly ProcessIdentity[]): Promise<void> {
  const alive = parts.filter(isRunning);
  for (const part of alive) signalGroup(part.pid, 'SIGTERM');
  await gone(alive);
  for (const part of alive.filter(isRunning)) signalGroup(part.pid, 'SIGKILL');
  await gone(alive);
  const left = alive.filter(isRunning).map((part) => part.pid);
  if (left.length > 0) throw new LeftoversRemain(left);
}

async function gone(parts: readonly ProcessIdentity[]): Promise<void> {
  const deadline = Date.now() + LEFTOVER_MILLISECONDS;
  while (parts.some(isRunning) && Date.now() < deadline) await delay(20);
}

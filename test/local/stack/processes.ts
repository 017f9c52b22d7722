import { setTimeout as delay } from 'node:timers/promises';
import type { Part } from '../../../local/stack/part.js';
import { identify } from '../../../local/stack/process-identity.js';

const DEADLINE_MILLISECONDS = 15_000;

/** Waits until `condition` holds; fails with `what` when it does not come true in time. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MILLISECONDS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(20);
  }
}

/** Whether a process with this number runs. */
export const runs = (pid: number): boolean => identify(pid) !== undefined;

/** A part that does nothing, for ever, and ends when asked; `script` is what it does first. */
export const idle = (name: string, script = '', more: Partial<Part> = {}): Part => ({
  name,
  command: process.execPath,
  args: ['-e', `${script}; setInterval(() => undefined, 1000)`],
  ready: () => Promise.resolve(),
  ...more,
});

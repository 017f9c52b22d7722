import type { Part } from '../../../local/stack/part.js';
import { identify } from '../../../local/stack/process-identity.js';

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

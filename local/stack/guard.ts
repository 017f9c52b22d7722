import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { asset } from '../../runtime/root.js';

/**
 * A small shell process that ends every part when the supervisor dies without having stopped them. Parts need
 * not know about it, and engines cannot: they would live on for ever.
 */
export class Guard {
  private readonly process: ChildProcess;

  constructor() {
    // A group of its own: Ctrl-C must not end the guard before it has done its work.
    this.process = spawn('/bin/sh', [asset('local', 'stack', 'guard.sh')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without it a stack can still be stopped, and the next start clears what a killed one left.
    this.process.on('error', () => undefined);
    this.process.stdin?.on('error', () => undefined);
    this.process.unref();
    (this.process.stdin as Socket | null)?.unref();
  }

  /** Tells it which process groups run now. */
  watch(groups: readonly number[]): void {
    this.process.stdin?.write(`${groups.join(' ')}\n`);
  }

  /** All was stopped: it ends without doing anything. */
  dismiss(): void {
    this.process.stdin?.end('\n');
  }
}

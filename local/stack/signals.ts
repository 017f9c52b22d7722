import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One Ctrl-C can arrive twice or thrice: from the terminal, and passed on by npm and by our own bootstrap. What
 * comes this soon after the first is the same key press.
 */
const SAME_PRESS_MILLISECONDS = 1000;

/** What a signal can end. */
interface Stoppable {
  stop(): Promise<void>;
  killAll(): Promise<void>;
}

/** Lets the signals stop the stack; answers with what takes that back. */
export function onStopSignals(
  stack: Stoppable,
  report: (line: string) => void,
  ended: (exitCode: number) => void | Promise<void> = (code) => process.exit(code),
): () => void {
  let first: number | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      if (performance.now() - first > SAME_PRESS_MILLISECONDS) void stack.killAll();
      return;
    }
    first = performance.now();
    report('正在停止……再按一次 Ctrl-C 就立刻结束 / stopping… Ctrl-C once more ends it at once');
    void stack.stop().then(() => ended(128 + constants.signals[signal]));
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

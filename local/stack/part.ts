import type { Launch } from '../engines/engine.js';

/** One process of a stack: an engine or one of ours. */
export interface Part extends Omit<Launch, 'env'> {
  /** Also the name of its log. */
  name: string;
  /** Added to the supervisor's environment and the stack's settings. */
  env?: Readonly<Record<string, string>>;
  /** How long it may take until `ready()` resolves; default 30. */
  readyWithinSeconds?: number;
  /** How long it may take to end when asked, before it is killed; default 10. */
  stopWithinSeconds?: number;
  /** Start it again when it ends by itself, after a growing pause; default false. */
  restart?: boolean;
}

/** How a process ended: one of the two is null. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A part that ended although nobody asked it to. */
export interface UnexpectedExit extends Exit {
  part: string;
  logFile: string;
  /** Last lines of its log. */
  logEnd: string;
  /** Whether the stack starts it again. */
  restarting: boolean;
}

/** The exit in words for a person. */
export function describeExit(exit: UnexpectedExit): string {
  const how = exit.signal ?? `code ${exit.code}`;
  const next = exit.restarting ? ['，正在重新启动', ', starting it again'] : ['', ''];
  return `${exit.part} 自己退出了（${how}）${next[0]} / ${exit.part} ended by itself (${how})${next[1]}: ${exit.logFile}\n${exit.logEnd}`;
}

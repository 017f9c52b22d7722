import type { RefusalKind } from '../../office/refusal.js';

/** What the exit code of a command means; printed by `muster --help`. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  invalid: 2,
  'not-found': 3,
  'not-allowed': 4,
  conflict: 5,
  'engine-down': 6,
} as const satisfies Record<RefusalKind | 'ok' | 'unexpected', number>;

/** The exit codes in words, for people and for whoever writes a script. */
export const EXIT_CODES = `退出码 / Exit codes:
  0  成功 / done
  1  意外错误，属于程序缺陷 / unexpected: a defect
  2  用法、设置或输入有误 / wrong usage, setting or input
  3  没有找到 / not found
  4  无权执行 / not allowed
  5  与现状冲突 / in conflict with how things stand
  6  有引擎不可用，或 doctor 发现问题 / an engine is down, or doctor found something wrong`;

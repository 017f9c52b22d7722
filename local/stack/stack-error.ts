/** The folder belongs to a stack that runs. */
export class StackInUse extends Error {
  override readonly name = 'StackInUse';

  constructor(
    readonly folder: string,
    readonly supervisor: number,
  ) {
    super(
      `${folder} 里已经有一套系统在运行（进程 ${supervisor}）。要么用那一套，要么先按 Ctrl-C 停下它。\n` +
        `A stack already runs in ${folder} (process ${supervisor}). Use that one, or stop it first with Ctrl-C.`,
    );
  }
}

/** Processes of a killed supervisor that we could not end, most likely another user's. */
export class LeftoversRemain extends Error {
  override readonly name = 'LeftoversRemain';

  constructor(readonly pids: readonly number[]) {
    super(
      `上一次留下的进程 ${pids.join(', ')} 结束不了，多半属于另一个账户。请用那个账户结束它们，再运行一次。\n` +
        `Processes ${pids.join(', ')} are left over and cannot be ended, most likely another user's. End them as that user and run again.`,
    );
  }
}

/** Why a part did not come up: `exited` by itself, not `ready` in time, never `started`, or the stack was `stopped`. */
export type PartProblem = 'exited' | 'ready' | 'started' | 'stopped';

const SENTENCES: Record<PartProblem, [zh: string, en: string]> = {
  exited: ['还没就绪就退出了', 'ended before it was ready'],
  ready: ['没有在规定时间内就绪', 'was not ready in time'],
  started: ['无法启动', 'could not be started'],
  stopped: ['还没就绪就被停止了', 'was stopped before it was ready'],
};

/** A part that did not come up, with the end of its log. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed';

  constructor(
    readonly part: string,
    readonly problem: PartProblem,
    readonly logFile: string,
    readonly logEnd: string,
    options?: ErrorOptions,
  ) {
    const [zh, en] = SENTENCES[problem];
    super(`${part} ${zh} / ${en}: ${logFile}${logEnd === '' ? '' : `\n${logEnd}`}`, options);
  }
}

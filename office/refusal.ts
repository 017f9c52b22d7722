import { problemLine, type Problem } from '../domain/problem.js';

/** What kind of no this is; the CLI's exit code, an API's status. */
export type RefusalKind = 'invalid' | 'not-found' | 'not-allowed' | 'conflict' | 'engine-down';

/** The office says no, and everything that is wrong at once, each with its place and how to mend it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    readonly problems: readonly Problem[],
  ) {
    super(problems.map(problemLine).join('\n'));
  }
}

/** A refusal of one sentence that concerns the request as a whole. */
export const refuse = (kind: RefusalKind, reason: string, zh: string, en: string): Refusal =>
  new Refusal(kind, [{ path: [], reason, zh, en }]);

/** What some work is refused for; none: it was done. */
export async function problemsOf(work: () => Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems;
  }
}

/**
 * What is audited with its reason is done for one.
 * @throws {Refusal} when it is blank
 */
export function requireReason(reason: string): void {
  if (reason.trim() === '')
    throw refuse(
      'invalid',
      'no-reason',
      '请写明原因（--reason），它会记入日志',
      'say why, with --reason: it goes into the audit log',
    );
}

/** Temporal was asked to change something and did not answer. */
export const temporalAway = (): Refusal =>
  refuse(
    'engine-down',
    'temporal-away',
    'Temporal 没有应答，这一命令也许稍后仍会生效：请用 muster doctor 检查，确认后再试',
    'Temporal does not answer, and the command may still take effect later: see `muster doctor`, look before trying again',
  );

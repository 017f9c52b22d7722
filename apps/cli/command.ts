import { InvalidArgumentError, type Command } from 'commander';
import { read } from '../../domain/definition/problems.js';
import { duration, durationSeconds } from '../../domain/plan/schema.js';
import type { Session } from './session.js';

/**
 * What a command does, with its arguments and options as the parser has read them.
 * @returns the exit code; nothing: done
 */
export type Handler<Args, Options> = (
  session: Session,
  args: Args,
  options: Options,
) => Promise<number | void>;

/** Ties a handler to the parser: opens its session, tells failures, keeps the exit code. */
export type Act = <Args, Options>(handler: Handler<Args, Options>) => (...parsed: unknown[]) => Promise<void>;

/** A whole number of at least 1, as an argument or option. */
export function wholeNumber(written: string): number {
  const value = Number(written);
  if (/^\d+$/.test(written) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('应为正整数 / must be a whole number from 1.');
}

/** Adds `--limit`, which lists share. */
export const limited = (command: Command, most = 50): Command =>
  command.option('--limit <number>', '最多列出多少条 / at most so many', wholeNumber, most);

/** `name=value`, as an option that may be given several times or with several of them. */
export function nameAndValue(written: string, before: Record<string, string> = {}): Record<string, string> {
  const at = written.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('应写作 名称=值，如 river=滦河 / write name=value.');
  return { ...before, [written.slice(0, at)]: written.slice(at + 1) };
}

/** A span of time (`30m`, `12h`, `3d`), as an argument or option; in seconds. */
export function spanSeconds(written: string): number {
  const span = read(duration, written);
  if (span.ok) return durationSeconds(span.value);
  const { zh, en } = span.problems[0]!;
  throw new InvalidArgumentError(`${zh} / ${en}.`);
}

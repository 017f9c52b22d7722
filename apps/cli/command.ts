import { InvalidArgumentError, type Command } from 'commander';
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

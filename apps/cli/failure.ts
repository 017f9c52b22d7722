import { CommanderError } from 'commander';
import { pathText, type Problem } from '../../domain/problem.js';
import { engineDown } from '../../office/engine-down.js';
import { Refusal } from '../../office/refusal.js';
import { ConfigError } from '../../runtime/config.js';
import { SealedDataError } from '../../runtime/keys.js';
import type { PlacedProblem } from './definition-file.js';
import { EXIT } from './exit-codes.js';
import type { Words } from './words.js';

/** Why a command did not do what was asked: for the exit code, for people, for programs. */
export interface Failure {
  code: number;
  text: string;
  /** For --json, on standard error. */
  value: { error: Record<string, unknown> };
}

/** Turns whatever was thrown into words. */
export function failureOf(error: unknown, words: Words): Failure {
  const refusal = error instanceof Refusal ? error : engineDown(error);
  if (refusal) {
    const { kind, problems } = refusal;
    const text = problems.map((problem) => line(problem, words)).join('\n');
    return { code: EXIT[kind], text, value: { error: { kind, problems } } };
  }
  if (error instanceof ConfigError) {
    const { problems } = error;
    return { code: EXIT.invalid, text: error.message, value: { error: { kind: 'settings', problems } } };
  }
  // Its own message says which setting to restore.
  if (error instanceof SealedDataError) {
    return {
      code: EXIT.invalid,
      text: error.message,
      value: { error: { kind: 'settings', message: error.message } },
    };
  }
  return unexpected(error, words);
}

/** `notice.yaml:12:5 channels[0].template: …` */
function line(problem: Problem | PlacedProblem, words: Words): string {
  const position = 'position' in problem ? problem.position : null;
  const file =
    'file' in problem ? `${problem.file}${position ? `:${position.line}:${position.column}` : ''} ` : '';
  const path = problem.path.length > 0 ? `${pathText(problem.path)}: ` : '';
  return `${file}${path}${words.tell(problem)}`;
}

/** A defect: its trace is what whoever mends it needs. */
function unexpected(error: unknown, words: Words): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const head = words.say('意外错误，请把下面的内容报告给维护者', 'unexpected; please report what follows');
  return {
    code: EXIT.unexpected,
    text: `${head}\n${stack ?? message}`,
    value: { error: { kind: 'unexpected', name, message } },
  };
}

/** The exit code of what the command line parser threw, having said it already; undefined: it was not the parser. */
export function usageExit(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  return error.exitCode === 0 ? EXIT.ok : EXIT.invalid;
}

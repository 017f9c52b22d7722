import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { EngineSearch, User } from './engine.js';

/** How a short program ended, and what it said. */
export interface Outcome {
  /** Exit code; null when a signal ended it or it could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Settings for {@link run}. */
export interface RunOptions {
  environment: EngineSearch['environment'];
  cwd?: string;
  user?: User;
  signal?: AbortSignal | undefined;
}

/** Runs a short program to its end. A program that cannot be started is an outcome too, with the reason in stderr. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.user ? publicPart(options.environment) : { ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...options.user,
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.on('error', (error) => {
      if (options.signal?.aborted) reject(error);
      else resolve({ code: null, stdout: said.stdout, stderr: error.message });
    });
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

/**
 * What another user's process may be told of our environment: that user could read it back, and it may hold
 * secrets.
 */
export const publicPart = (environment: EngineSearch['environment']): Record<string, string> => ({
  PATH: environment['PATH'] ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
});

/** Absolute path of an executable on the PATH of `environment`, or undefined. */
export function findOnPath(name: string, environment: EngineSearch['environment']): string | undefined {
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The version a program states with `--version`, found by `pattern`'s first group; undefined when it does not run. */
export async function versionOf(
  program: string,
  pattern: RegExp,
  environment: EngineSearch['environment'],
): Promise<string | undefined> {
  const outcome = await run(program, ['--version'], { environment });
  return outcome.code === 0 ? pattern.exec(outcome.stdout)?.[1] : undefined;
}

/** Whether dotted `version` is `least` or newer, compared number by number. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const [index, part] of want.entries()) {
    const difference = (have[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The last `count` lines of what a program said: enough to see why it failed. */
export const lastLines = (text: string, count: number): string =>
  text.trimEnd().split('\n').slice(-count).join('\n');

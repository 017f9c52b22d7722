import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asset } from '../../runtime/root.js';

/** How a command of the bootstrap ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A small checkout with the real bootstrap, and an npm that only notes what it was asked and makes what would be there. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'muster-checkout-'));

  constructor() {
    cpSync(asset('local', 'bootstrap.mjs'), join(this.folder, 'local', 'bootstrap.mjs'));
    cpSync(asset('local', 'bootstrap'), join(this.folder, 'local', 'bootstrap'), { recursive: true });
    this.write('package.json', '{"type":"module"}');
    this.write('package-lock.json', '{"lockfileVersion":3}');
    this.write('source.ts', 'export const one = 1;');
    this.write('npm.mjs', NPM);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  /** What npm was asked so far, and forgets it. */
  asked(): string[] {
    const file = join(this.folder, 'asked');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(file);
    return lines;
  }

  /** Runs a command; `onOutput` sees stdout as it comes, with a way to signal the bootstrap. */
  run(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    onOutput: (text: string, signal: (name: NodeJS.Signals) => void) => void = () => undefined,
  ): Promise<Ended> {
    const child = spawn(process.execPath, [join(this.folder, 'local', 'bootstrap.mjs'), ...args], {
      env: { PATH: process.env['PATH'], npm_execpath: join(this.folder, 'npm.mjs'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString();
      onOutput(chunk.toString(), (name) => child.kill(name));
    });
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** NPM_FAILS names a script that fails. A program that was not written by the test prints its arguments. */
const NPM = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const args = process.argv.slice(2);
appendFileSync('asked', args.join(' ') + '\\n');
console.log('npm talks');
if (args.includes(process.env.NPM_FAILS)) process.exit(9);
const make = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) writeFileSync(path, content);
};
const program = (name) => 'console.log("' + name + '", process.argv.slice(2).join(" "))';
if (args[0] === 'ci') make('node_modules/jest/bin/jest.js', program('jest'));
if (args.includes('build')) {
  for (const name of ['local/demo', 'local/prepare', 'apps/cli/main']) make('dist/' + name + '.js', program(name));
}
`;

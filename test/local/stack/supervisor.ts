import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { asset } from '../../../runtime/root.js';

const FOLDERS = ['runtime', 'local/engines', 'local/stack'];

/** Compiles the stack into a folder of its own, so that another Node can supervise without anybody having built dist/. */
export function compileStack(): string {
  const target = mkdtempSync(join(tmpdir(), 'muster-supervisor-'));
  for (const folder of FOLDERS) {
    const entries = readdirSync(asset(folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      compileInto(target, relative(asset(), join(entry.parentPath, entry.name)));
    }
  }
  copyFileSync(asset('package.json'), join(target, 'package.json'));
  symlinkSync(asset('node_modules'), join(target, 'node_modules'));
  writeFileSync(join(target, 'supervise.js'), SCRIPT);
  return target;
}

function compileInto(target: string, path: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  if (!path.endsWith('.ts')) return copyFileSync(asset(path), join(target, path));
  const { code } = transformFileSync(asset(path), { configFile: asset('.swcrc') });
  writeFileSync(join(target, path.replace(/\.ts$/, '.js')), code);
}

/** Two idle parts; one line on stdout with the processes once both run. */
const SCRIPT = `
import { Stack } from './local/stack/stack.js';
const stack = await Stack.open({ folder: process.argv[2], name: 'supervised' });
stack.stopOnSignals();
const idle = (name) => ({
  name, command: process.execPath, args: ['-e', 'setInterval(() => undefined, 1000)'], ready: async () => undefined,
});
for (const name of ['one', 'two']) await stack.add(idle(name));
console.log(JSON.stringify({ parts: [stack.pid('one'), stack.pid('two')], guard: stack.guard.process.pid }));
setInterval(() => undefined, 1000);
`;

/** A supervisor in a process of its own, with what it started. */
export interface Supervisor {
  process: ChildProcess;
  parts: number[];
  guard: number;
  /** Exit code and signal. */
  exited: Promise<unknown[]>;
}

/** Starts a supervisor on `folder` and waits until its parts run. */
export async function startSupervisor(compiled: string, folder: string): Promise<Supervisor> {
  const child = spawn(process.execPath, [join(compiled, 'supervise.js'), folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, exited, ...(JSON.parse(line.toString()) as { parts: number[]; guard: number }) };
}

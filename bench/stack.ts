import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MusterAddresses } from '../local/muster-stack.js';
import { startSampleStack } from '../local/sample-stack.js';
import { Stack } from '../local/stack/stack.js';
import { asset } from '../runtime/root.js';
import { openBenchOffice, type BenchOffice } from './office.js';

/** A running Muster to measure. */
export interface BenchStack extends BenchOffice {
  stack: Stack;
  addresses: MusterAddresses;
  loadSeconds: number;
}

/** Caps off, so that a phone may be written to in every round; receipts soon and in large pushes. */
const SIMULATORS = {
  CARRIER_CAPS: '{"notice":{},"promotion":{}}',
  CARRIER_PUSH_ITEMS: '500',
  CARRIER_RECEIPT_DELAY_MILLISECONDS: '500',
  CARRIER_RECEIPT_SPREAD_MILLISECONDS: '1000',
};

/** Runs some measurements on a fresh stack with a city of so many people, and removes it. */
export async function withStack<Result>(
  { people, settings }: { people: number; settings: Readonly<Record<string, string>> },
  measure: (bench: BenchStack) => Promise<Result>,
): Promise<Result> {
  await mkdir(asset('.muster'), { recursive: true });
  const stack = await Stack.open({
    folder: await mkdtemp(join(asset('.muster'), 'bench-')),
    name: 'bench',
    report: () => undefined,
  });
  stack.stopOnSignals();
  try {
    const { addresses, loadSeconds } = await startSampleStack(stack, people, {
      settings: {
        ...{ SETTLE_SECONDS: '60', CAP_NOTICES_PER_DAY: 'none', LOG_LEVEL: 'warn' },
        ...{ APPROVAL_AUDIENCE: 'none', APPROVAL_COST_FEN: 'none' },
        ...settings,
      },
      simulators: SIMULATORS,
    });
    const office = await openBenchOffice({ ...process.env, ...stack.settings } as Record<string, string>);
    try {
      // As autovacuum leaves a ledger overnight: the figures of what comes next are out of date before it begins.
      await office.office.database`ANALYZE`;
      return await measure({ stack, addresses, loadSeconds, ...office });
    } finally {
      await office.office.close();
    }
  } finally {
    await stack.remove();
  }
}

/** Processor time a process has used, in seconds; all its threads. */
export function coreSeconds(pid: number): number {
  if (existsSync('/proc/self/stat')) {
    // Behind the name, which may hold blanks: fields 14 and 15 of proc(5), in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
  const used = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' });
  return used
    .trim()
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Resident memory of a part, in megabytes. */
export function residentMegabytes({ stack }: BenchStack, part: string): number {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(stack.pid(part))], { encoding: 'utf8' });
  return Math.round(Number(kilobytes.trim()) / 1024);
}

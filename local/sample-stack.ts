import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { officeDay } from '../domain/calendar/office-day.js';
import { systemClock } from '../runtime/clock.js';
import { connectDatabase } from '../runtime/database.js';
import { createKeys } from '../runtime/keys.js';
import { startMuster, type MusterAddresses, type MusterOptions } from './muster-stack.js';
import { progress } from './progress.js';
import { loadSampleCity, type Loaded } from './sample/load.js';
import { approveAt, sampleTemplates } from './sample/office.js';
import type { Stack } from './stack/stack.js';

/** A running Muster with a city in it. */
export interface SampleStack {
  addresses: MusterAddresses;
  loaded: Loaded;
  /** How long making and loading the city took, in seconds. */
  loadSeconds: number;
}

/** The whole of Muster with the sample city in its ledger; a city that is there already is left as it is. */
export async function startSampleStack(
  stack: Stack,
  people: number,
  options: MusterOptions = {},
): Promise<SampleStack> {
  await keepTemplates(carrierTemplatesFile(stack.folder));
  const addresses = await startMuster(stack, options);
  const database = connectDatabase(addresses.databaseUrl, { name: 'sample', max: 4 });
  const bar = progress('装入示例城市 / loading the sample city', people);
  const began = performance.now();
  const now = systemClock.now();
  try {
    const loaded = await loadSampleCity(database, createKeys(stack.settings['DATA_KEY']!), {
      people,
      now,
      asOf: monthOf(now),
      onProgress: (count) => bar.show(count),
    });
    if (options.twoAccounts) await database.begin((sql) => approveAt(sql, 'aliyun-2', now));
    return { addresses, loaded, loadSeconds: (performance.now() - began) / 1000 };
  } finally {
    bar.done();
    await database.end({ timeout: 5 });
  }
}

/** The same city all through a month, and insurance that has not run out in any. */
const monthOf = (now: Date): string => `${officeDay(now).slice(0, 7)}-01`;

/** Writes the office's templates down for the carrier, beside those it was handed in an earlier life. */
async function keepTemplates(file: string): Promise<void> {
  const ours = carrierTemplates();
  const kept = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { code: string }[]) : [];
  const others = kept.filter(({ code }) => !ours.some((one) => one.code === code));
  await writeFile(file, JSON.stringify([...ours, ...others]));
}

/** Where the carrier simulator reads the approved templates. */
export const carrierTemplatesFile = (folder: string): string => join(folder, 'carrier-templates.json');

/** The office's SMS templates, as the carrier has approved them. */
export const carrierTemplates = (): { code: string; text: string; class: string }[] =>
  sampleTemplates().flatMap(({ carrierCode, template }) =>
    carrierCode === null ? [] : [{ code: carrierCode, text: template.text, class: template.class }],
  );

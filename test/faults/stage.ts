import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actorNamed } from '../../office/actor.js';
import { openOffice, type Office } from '../../office/office.js';
import { OFFICE_SETTINGS } from '../../office/settings.js';
import { connectTemporal } from '../../office/temporal.js';
import type { Actor } from '../../ledger/operators.js';
import { startMuster, type MusterAddresses, type MusterOptions } from '../../local/muster-stack.js';
import { loadSampleCity } from '../../local/sample/load.js';
import { approveAt } from '../../local/sample/office.js';
import { carrierTemplates, carrierTemplatesFile } from '../../local/sample-stack.js';
import { Stack } from '../../local/stack/stack.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfig } from '../../runtime/config.js';
import { asset } from '../../runtime/root.js';
import { FaultControl } from './dice.js';
import { giveEveryoneMail } from './mail-addresses.js';
import { processSettings, simulatorSettings, type LanePace } from './settings.js';

/** Where a fault run takes place. */
export interface Stage {
  stack: Stack;
  addresses: MusterAddresses;
  office: Office;
  actor: Actor;
  carrier: FaultControl;
  relay: FaultControl;
  /** The second account and the second relay, where there are two of each. */
  second?: { carrier: FaultControl; relay: FaultControl };
  /** Our processes that ended although nobody had killed them. */
  diedByThemselves: string[];
  /** Never settles: after Ctrl-C the process ends once everything is stopped and removed. */
  interrupted: Promise<never>;
  close(): Promise<void>;
}

/** What to build. */
export interface StageOptions {
  seed: number;
  people: number;
  pace: LanePace;
  settleSeconds: number;
  /** Two accounts at the carrier and two relays. */
  twoAccounts?: boolean;
  /** Programs to start instead of ours. */
  programs?: MusterOptions['programs'];
}

/**
 * The whole of Muster in a folder of its own, a sample city in which everyone has a mail address, and an office to
 * launch from. Engines are always started here: those of the environment are not ours to kill.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  await mkdir(asset('.muster'), { recursive: true });
  const diedByThemselves: string[] = [];
  const stack = await Stack.open({
    folder: await mkdtemp(join(asset('.muster'), 'faults-')),
    name: 'faults',
    report: () => undefined,
    onExit: ({ part, code, signal }) => diedByThemselves.push(`${part} (${signal ?? `code ${code}`})`),
    environment: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  stack.stopOnSignals(async (exitCode) => {
    await stack.remove();
    process.exit(exitCode);
  });
  try {
    const stage = await build(stack, options);
    const close = (): Promise<void> => stage.office.close().then(() => stack.remove());
    return { ...stage, diedByThemselves, interrupted: new Promise(() => undefined), close };
  } catch (error) {
    await stack.remove();
    throw error;
  }
}

async function build(
  stack: Stack,
  { seed, people, pace, settleSeconds, twoAccounts = false, programs = {} }: StageOptions,
): Promise<Omit<Stage, 'diedByThemselves' | 'interrupted' | 'close'>> {
  await writeFile(carrierTemplatesFile(stack.folder), JSON.stringify(carrierTemplates()));
  const addresses = await startMuster(stack, {
    settings: processSettings(pace, settleSeconds),
    simulators: simulatorSettings(seed),
    restart: true,
    twoAccounts,
    programs,
  });
  const config = loadConfig(stack.settings, [...OFFICE_SETTINGS, 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']);
  const office = openOffice({ config, temporal: connectTemporal(config), clock: systemClock });
  await loadSampleCity(office.database, office.keys, { seed, people, now: systemClock.now() });
  if (twoAccounts) await office.database.begin((sql) => approveAt(sql, 'aliyun-2', systemClock.now()));
  await giveEveryoneMail(office.database, office.keys);
  return {
    stack,
    addresses,
    office,
    actor: await actorNamed(office, 'office'),
    carrier: new FaultControl(addresses.phones),
    relay: new FaultControl(addresses.inbox),
    ...(addresses.second && {
      second: {
        carrier: new FaultControl(addresses.phones, stack.settings['ALIBABA_CLOUD_ACCESS_KEY_ID_2']),
        relay: new FaultControl(addresses.second.inbox),
      },
    }),
  };
}

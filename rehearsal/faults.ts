import { CARRIER_FAULTS } from '../local/simulators/carrier/settings.js';
import { MAIL_FAULTS } from '../local/simulators/mail/faults.js';
import { refuse } from '../office/refusal.js';

/** What may go wrong, at the carrier or at the relay. */
const KNOWN: readonly string[] = [...new Set<string>([...CARRIER_FAULTS, ...MAIL_FAULTS])];

/**
 * Reads `swallow-after=0.02`.
 * @returns each fault with its share of the calls
 * @throws {Refusal} naming the one that cannot be read
 */
export function readFaults(written: readonly string[]): Record<string, number> {
  const faults: Record<string, number> = {};
  for (const one of written) {
    const [name = '', share = ''] = one.split('=');
    if (!KNOWN.includes(name)) throw unknownFault(name);
    if (!/^(0?\.\d+|0|1)$/.test(share)) throw noShare(one);
    faults[name] = Number(share);
  }
  return faults;
}

/**
 * Reads the seed of the faults.
 * @throws {Refusal} it is no whole number
 */
export function readSeed(written: string): number {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  throw refuse(
    'invalid',
    'no-seed',
    `种子 “${written}” 应为 0 到 999999999 的整数`,
    `the seed “${written}” must be a whole number from 0 to 999999999`,
  );
}

const unknownFault = (name: string) =>
  refuse(
    'invalid',
    'unknown-fault',
    `没有故障 “${name}”。可用：${KNOWN.join('、')}`,
    `there is no fault “${name}”. Known: ${KNOWN.join(', ')}`,
  );

const noShare = (written: string) =>
  refuse(
    'invalid',
    'no-share',
    `“${written}” 应写作 名称=比例，比例在 0 与 1 之间，如 swallow-after=0.02`,
    `write “${written}” as name=share, the share between 0 and 1, such as swallow-after=0.02`,
  );

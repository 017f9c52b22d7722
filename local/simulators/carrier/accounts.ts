import { FaultDice } from '../faults.js';
import { Refusal } from './answers.js';
import type { AccountSettings, CarrierFault } from './settings.js';

/** Calls by action, faults by name; `taken` counts texts, not calls. */
export interface Counts {
  calls: Record<string, number>;
  faults: Record<string, number>;
  taken: number;
}

/** One customer of the carrier: a key, the signatures approved for it, and what goes wrong with its calls. */
export class Account {
  readonly faults: FaultDice<CarrierFault>;
  readonly counts: Counts = { calls: {}, faults: {}, taken: 0 };

  constructor(readonly settings: AccountSettings) {
    this.faults = new FaultDice(settings.faults);
  }

  /** Its key, which names it. */
  get id(): string {
    return this.settings.accessKeyId;
  }

  /** Refuses a signature that is not approved for this account. */
  checkSign(signName: string): void {
    if (!this.settings.signNames.includes(signName))
      throw new Refusal('isv.SMS_SIGNATURE_ILLEGAL', '短信签名不合法');
  }
}

/** All customers, by key. */
export class Accounts {
  private readonly accounts: ReadonlyMap<string, Account>;

  constructor(settings: readonly AccountSettings[]) {
    this.accounts = new Map(settings.map((one) => [one.accessKeyId, new Account(one)]));
  }

  /** The account of a key; undefined: there is none. */
  find(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  /** The account of a key, or the first where none is named. */
  named(id: string | null): Account {
    const found = id === null ? this.all[0] : this.find(id);
    if (!found) throw new Error('没有此账号 no such account');
    return found;
  }

  /** What all of them did together. */
  get counts(): Counts {
    const counts = this.all.map((account) => account.counts);
    return {
      calls: summed(counts.map(({ calls }) => calls)),
      faults: summed(counts.map(({ faults }) => faults)),
      taken: counts.reduce((sum, { taken }) => sum + taken, 0),
    };
  }

  /** Every one, the first of the settings first. */
  get all(): Account[] {
    return [...this.accounts.values()];
  }
}

function summed(counts: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((each) => Object.entries(each)))
    sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

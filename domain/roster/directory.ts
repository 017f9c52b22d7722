import { nearest } from '../definition/nearest.js';
import { cleaned } from '../people/cleaning.js';
import type { Fault, Sentence } from '../problem.js';

/** Something a roster names by its code: a committee, a team. */
export interface Unit {
  id: number;
  code: string;
  name: string;
}

/** Comparing with every code takes milliseconds: a file whose columns are shifted would take hours. */
const MOST_GUESSES = 50;
/** Codes listed for a name that several bear. */
const LISTED = 3;

/** Finds units by code, or by a name that only one of them bears. */
export class Directory {
  private readonly byCode: ReadonlyMap<string, Unit>;
  private readonly byName = new Map<string, Unit[]>();
  private readonly faults = new Map<string, Fault>();

  constructor(
    units: readonly Unit[],
    /** What they are called in a sentence. */
    private readonly noun: Sentence,
  ) {
    this.byCode = new Map(units.map((unit) => [unit.code.toLowerCase(), unit]));
    for (const unit of units) this.byName.set(unit.name, [...(this.byName.get(unit.name) ?? []), unit]);
  }

  /** The unit meant, or why none is. */
  find(raw: string): Unit | Fault {
    const written = cleaned(raw).replace(/\s/g, '');
    const named = this.byName.get(written) ?? [];
    return (
      this.byCode.get(written.toLowerCase()) ?? (named.length === 1 ? named[0]! : this.fault(written, named))
    );
  }

  /** The same slip is repeated in many rows; its guess is made once. */
  private fault(written: string, named: readonly Unit[]): Fault {
    const made = this.faults.get(written);
    if (made) return made;
    const fault = named.length > 1 ? this.ambiguous(named) : this.unknown(written);
    if (this.faults.size < MOST_GUESSES) this.faults.set(written, fault);
    return fault;
  }

  private unknown(written: string): Fault {
    const { zh, en } = this.noun;
    const meant = this.faults.size < MOST_GUESSES ? this.guess(written) : undefined;
    return meant
      ? {
          reason: 'unknown-code',
          zh: `您的范围内没有这个${zh}，是否指 ${meant.code} ${meant.name}？`,
          en: `no such ${en} within your scope, did you mean ${meant.code} ${meant.name}?`,
        }
      : {
          reason: 'unknown-code',
          zh: `您的范围内没有这个${zh}，请核对代码`,
          en: `no such ${en} within your scope: check the code`,
        };
  }

  private guess(written: string): Unit | undefined {
    const code = nearest(written, [...this.byCode.keys()]);
    if (code !== null) return this.byCode.get(code);
    const name = nearest(written, [...this.byName.keys()]);
    return name === null ? undefined : this.byName.get(name)?.[0];
  }

  private ambiguous(named: readonly Unit[]): Fault {
    const { zh, en } = this.noun;
    const codes = named.slice(0, LISTED).map(({ code }) => code);
    return {
      reason: 'ambiguous-name',
      zh: `有 ${named.length} 个同名的${zh}，请填代码，如 ${codes.join('、')}`,
      en: `${named.length} have that name: give the code of the ${en}, such as ${codes.join(', ')}`,
    };
  }
}

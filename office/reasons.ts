import { ownReason } from '../domain/messages/reasons.js';
import type { Sentence } from '../domain/problem.js';
import { providerReason } from '../providers/reasons.js';

/**
 * A reason as a person reads it. A provider's code is kept beside its meaning: it is what the provider wants to
 * hear when somebody asks it.
 */
export function reasonMeaning(reason: string): Sentence {
  const ours = ownReason(reason);
  if (ours) return ours;
  const theirs = providerReason(reason);
  return theirs
    ? { zh: `${theirs.zh}，${reason}`, en: `${theirs.en}, ${reason}` }
    : { zh: reason, en: reason };
}

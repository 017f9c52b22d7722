import { auditOfSubject } from '../ledger/audit.js';
import type { Run } from '../ledger/runs.js';
import { rejectedTemplates, type RejectedTemplate } from '../ledger/template-reviews.js';
import type { Logger } from '../runtime/log.js';
import { codeOf } from './error-code.js';
import { Refusal } from './refusal.js';
import { sentenceOf } from './rejected-templates.js';
import { command, type Commander } from './steer.js';

/** In whose name the office acts by itself. */
const OFFICE_ITSELF = 'muster';

/**
 * Pauses every running run that needs a template which no carrier of the office's carries any more, in the office's own
 * name. What waits is kept: a person resumes the run once the template is approved again, or cancels it.
 * @param providers the carriers that review templates
 * @returns how many runs were paused
 */
export async function pauseRejected(
  parts: Commander & { log: Logger },
  providers: readonly string[],
): Promise<number> {
  let paused = 0;
  for (const [run, rejected] of byRun(await rejectedTemplates(parts.database, { providers }))) {
    try {
      await pause(parts, { id: run, kind: rejected[0].kind }, rejected);
      paused += 1;
    } catch (error) {
      parts.log.warn({ run, code: codeOf(error) }, 'a run whose template was rejected could not be paused');
      if (error instanceof Refusal && error.kind === 'engine-down') break;
    }
  }
  return paused;
}

type Several = [RejectedTemplate, ...RejectedTemplate[]];

function byRun(all: readonly RejectedTemplate[]): Map<number, Several> {
  const runs = new Map<number, Several>();
  for (const one of all) runs.set(one.runId, [...(runs.get(one.runId) ?? []), one] as Several);
  return runs;
}

/** Tried round after round while it cannot be carried out, and audited once. */
async function pause(parts: Commander, run: Pick<Run, 'id' | 'kind'>, rejected: Several): Promise<void> {
  const reason = sentenceOf(rejected);
  const [last] = await auditOfSubject(parts.database, `run ${run.id}`, 1);
  const known = last?.actor === OFFICE_ITSELF && last.action.startsWith('run pause ');
  await command(parts, OFFICE_ITSELF, {
    ...{ run, action: 'pause' as const, amount: 0 },
    ...(known ? {} : { detail: { reason: `${reason.zh} / ${reason.en}` } }),
  });
}

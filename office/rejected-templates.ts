import type { Sentence } from '../domain/problem.js';
import type { Run } from '../ledger/runs.js';
import { rejectedTemplates, type RejectedTemplate } from '../ledger/template-reviews.js';
import type { Office } from './office.js';
import { refuse, type Refusal } from './refusal.js';

/** Which templates, where, and why. */
export function sentenceOf(rejected: readonly RejectedTemplate[]): Sentence {
  const named = ({ code, version, provider, reason }: RejectedTemplate): Sentence => ({
    zh: `模板 ${code} 第 ${version} 版被 ${provider} 拒绝（${reason ?? '没有说明'}）`,
    en: `version ${version} of template ${code} was rejected by ${provider} (${reason ?? 'no reason given'})`,
  });
  return {
    zh: rejected.map((one) => named(one).zh).join('；'),
    en: rejected.map((one) => named(one).en).join('; '),
  };
}

/** @throws {Refusal} when a run would only be paused again, because its template is still rejected */
export async function refuseStillRejected(
  { database }: Pick<Office, 'database'>,
  run: Pick<Run, 'id'>,
  providers: readonly string[],
): Promise<void> {
  const rejected = await rejectedTemplates(database, { providers, runId: run.id });
  if (rejected.length > 0) throw stillRejected(run, sentenceOf(rejected));
}

const stillRejected = ({ id }: Pick<Run, 'id'>, { zh, en }: Sentence): Refusal =>
  refuse(
    'conflict',
    'template-rejected',
    `活动 ${id} 现在不能恢复：${zh}；重新通过后再恢复（muster template review 可立即查询），或取消后用新模板另行发起`,
    `run ${id} cannot resume now: ${en}; resume it once that is approved again (\`muster template review\` asks at once), or cancel it and launch anew with another template`,
  );

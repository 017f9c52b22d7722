import type { Explanation } from '../../../office/why.js';
import type { Words } from '../words.js';

/** Whose message it is, then one sentence per channel. */
export function whyView({ run, person, fates, sentence }: Explanation, words: Words): string {
  const who = `${person.name} · ${person.committee} · ${person.phone} · ${words.label('编号', 'id')} ${person.id}`;
  const several = new Set(fates.map(({ step, occurrence }) => `${step} ${occurrence}`)).size > 1;
  const lines = fates.map(
    (fate) => `${several ? `${fate.step} ${fate.occurrence} ` : ''}${words.tell(fate.sentence)}`,
  );
  return [
    `${words.label(`活动 ${run}`, `run ${run}`)} · ${who}`,
    ...(sentence ? [words.tell(sentence)] : lines),
    ...[...new Set(fates.map(({ basis }) => `${words.label('依据', 'basis')}: ${words.tell(basis)}`))],
  ].join('\n');
}

import type { DoctorReport, Finding } from '../../../office/doctor.js';
import type { Words } from '../words.js';

const MARKS: Record<Finding['verdict'], string> = { ok: '✓', warning: '!', wrong: '✗' };

/** What was found, a line each, and below it how to mend it. */
export function doctorView({ findings }: Pick<DoctorReport, 'findings'>, words: Words): string {
  const lines = findings.flatMap(({ verdict, found, mend }) => [
    `${MARKS[verdict]} ${words.tell(found)}`,
    ...(mend ? [`    → ${words.tell(mend)}`] : []),
  ]);
  return [...lines, '', verdictOn(findings, words)].join('\n');
}

function verdictOn(findings: readonly Finding[], { say }: Words): string {
  const count = (wanted: Finding['verdict']): number =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  const [wrong, warnings] = [count('wrong'), count('warning')];
  if (wrong > 0) return say(`有 ${wrong} 处需要处理`, `${wrong} to mend`);
  if (warnings === 0) return say('一切正常', 'all is well');
  return say(`没有必须处理的问题，有 ${warnings} 处提醒`, `nothing must be mended; ${warnings} to look at`);
}

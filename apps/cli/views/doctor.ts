import type { DoctorReport, Finding } from '../../../office/doctor.js';
import type { Words } from '../words.js';

const MARKS: Record<Finding['verdict'], string> = { ok: '✓', warning: '!', wrong: '✗' };

/** What was found, a line each, and below it how to mend it. */
export function doctorView({ ok, findings }: DoctorReport, words: Words): string {
  const lines = findings.flatMap(({ verdict, found, mend }) => [
    `${MARKS[verdict]} ${words.tell(found)}`,
    ...(mend ? [`    → ${words.tell(mend)}`] : []),
  ]);
  const wrong = findings.filter(({ verdict }) => verdict === 'wrong').length;
  const end = ok
    ? words.say('一切正常', 'all is well')
    : words.say(`有 ${wrong} 处需要处理`, `${wrong} to mend`);
  return [...lines, '', end].join('\n');
}

import type { Problem } from '../../domain/problem.js';
import type { Decision } from '../../ledger/roster/judge.js';
import { listQuestions, type Question } from '../../ledger/roster/plan.js';
import type { Statement } from '../../runtime/database.js';
import { Refusal } from '../refusal.js';

/** What a clerk says of a question: somebody new, or the person known (named where there are several). */
export type WrittenDecision = { row: number; is: 'new' } | { row: number; is: 'same'; person?: number };

/** Reads decisions against the questions of a plan, within a part of the tree; or says everything that does not fit. */
export async function decisionsOn(
  sql: Statement,
  { importId, scopePath }: { importId: number; scopePath: string },
  written: readonly WrittenDecision[],
): Promise<Decision[]> {
  if (written.length === 0) return [];
  const rows = written.map(({ row }) => row);
  const questions = await listQuestions(sql, importId, { scopePath, rows, limit: rows.length });
  const byRow = new Map(questions.map((question) => [question.row, question]));
  const read = written.map((decision, at) =>
    readDecision(decision, byRow.get(decision.row), rows.indexOf(decision.row) < at),
  );
  const problems = read.flatMap((one) => ('reason' in one ? [one] : []));
  if (problems.length > 0) throw new Refusal('invalid', problems);
  return read as Decision[];
}

function readDecision(
  decision: WrittenDecision,
  question: Question | undefined,
  again: boolean,
): Decision | Problem {
  const { row } = decision;
  if (!question)
    return problem(row, 'no-question', '这一行不需要确认', 'there is no question about this row');
  if (again) return problem(row, 'decided-twice', '这一行给了两次决定', 'this row was decided twice');
  if (decision.is === 'new') {
    return question.reason === 'id-other-name'
      ? problem(
          row,
          'same-id',
          '身份证号与已有人员相同，不能作为新人',
          'the ID is that of somebody known: it cannot be somebody new',
        )
      : { rowNumber: row, personId: null };
  }
  return samePerson(decision, question);
}

function samePerson(
  { row, person }: { row: number; person?: number },
  { candidates }: Question,
): Decision | Problem {
  const ids = candidates.map((one) => one.person);
  if (person !== undefined) {
    return ids.includes(person)
      ? { rowNumber: row, personId: person }
      : problem(
          row,
          'other-person',
          `编号 ${person} 不在可选之列：${ids.join('、') || '无'}`,
          `${person} is not among those it may be: ${ids.join(', ') || 'none'}`,
        );
  }
  if (ids.length === 1) return { rowNumber: row, personId: ids[0]! };
  return ids.length === 0
    ? problem(
        row,
        'nobody-here',
        '可能相同的人不归您管辖，只能作为新人或留下',
        'whoever it may be is beyond your part of the tree: new, or leave it out',
      )
    : problem(
        row,
        'several-candidates',
        `可能是编号 ${ids.join('、')} 中的一人，请写成 ${row}=编号`,
        `it may be any of ${ids.join(', ')}: write ${row}=NUMBER`,
      );
}

const problem = (row: number, reason: string, zh: string, en: string): Problem => ({
  path: ['row', row],
  reason,
  zh,
  en,
});

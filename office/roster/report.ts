import { maskName } from '../../domain/people/name.js';
import { maskPhone } from '../../domain/people/phone.js';
import { maskResidentId } from '../../domain/people/resident-id.js';
import { SKILL_WORDS } from '../../domain/roster/skills.js';
import type { Actor } from '../../ledger/operators.js';
import { importById, type RosterImport } from '../../ledger/roster/imports.js';
import {
  listProblems,
  listQuestions,
  optOutNotes,
  plannedRows,
  planByCommittee,
  unheardSkills,
  type CommitteeCounts,
  type ListedProblem,
  type OptOutNotes,
  type PlannedRow,
  type Question,
  type UnheardSkill,
} from '../../ledger/roster/plan.js';
import type { Keys } from '../../runtime/keys.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';
import { requireRight } from '../rights.js';

/** An import as lists show it. */
export type ImportSummary = Omit<RosterImport, 'digest' | 'scopePath'>;

/** Somebody as reports show them: masked, whoever asks. */
export interface MaskedPerson {
  name: string;
  phone: string | null;
  idNumber: string | null;
}

/** A row that adds or changes somebody, as an example of what an import would do. */
export interface ExampleRow
  extends MaskedPerson, Pick<PlannedRow, 'row' | 'committee' | 'person' | 'fields'> {
  phoneBefore: string | null;
  committeeBefore: string | null;
}

/** A row that may mean somebody known. */
export interface MaskedQuestion extends MaskedPerson, Pick<Question, 'row' | 'reason'> {
  candidates: (MaskedPerson & { person: number; committee: string })[];
}

/** What an import would do, or has done. The lists are only there while it is planned. */
export interface RosterReport extends ImportSummary {
  committees: CommitteeCounts[];
  added: ExampleRow[];
  changed: ExampleRow[];
  questions: MaskedQuestion[];
  problems: ListedProblem[];
  optOuts: OptOutNotes;
  unheardSkills: UnheardSkill[];
}

/** Examples, questions and problems listed. */
const EXAMPLES = 3;
const LISTED = 20;

/** An import that is in the actor's part of the tree, with everything there is to say of it. */
export async function reportOf({ database, keys }: Office, actor: Actor, id: number): Promise<RosterReport> {
  requireRight(actor, 'see people');
  const found = await visibleImport(database, actor, id);
  const examples = async (verdict: PlannedRow['verdict']) =>
    (await plannedRows(database, id, { verdict, limit: EXAMPLES })).map((row) => exampleRow(keys, row));
  const [committees, added, changed, questions, problems, optOuts, unheard] = await Promise.all([
    planByCommittee(database, id, found.scopePath),
    examples('new'),
    examples('changed'),
    listQuestions(database, id, { scopePath: actor.scopePath, limit: LISTED }),
    listProblems(database, id, LISTED),
    optOutNotes(database, id),
    unheardSkills(database, id, { known: Object.keys(SKILL_WORDS), limit: LISTED }),
  ]);
  return {
    ...summaryOf(found),
    ...{ committees, added, changed, problems, optOuts, unheardSkills: unheard.map(shownSkill) },
    questions: questions.map((question) => maskedQuestion(keys, question)),
  };
}

/** A word that several rows have is hardly a person; one that stands in a single row may well be. */
const shownSkill = ({ word, rows, first }: UnheardSkill): UnheardSkill => ({
  ...{ word: rows > 1 ? word : maskName(word), rows, first },
});

/** An import planned within the actor's part of the tree. */
export async function visibleImport(
  database: Office['database'],
  actor: Actor,
  id: number,
): Promise<RosterImport> {
  requireRight(actor, 'see people');
  const found = await importById(database, id);
  if (found?.scopePath.startsWith(actor.scopePath)) return found;
  throw noSuchImport(id);
}

/** There is none, or none the actor may see. */
export const noSuchImport = (id: number) =>
  refuse(
    'not-found',
    'no-such-import',
    `没有导入 ${id}：请用 muster roster list 查看`,
    `there is no import ${id}: see \`muster roster list\``,
  );

/** What of an import concerns people. */
export const summaryOf = ({ digest: _digest, scopePath: _scopePath, ...rest }: RosterImport): ImportSummary =>
  rest;

/** A question with everybody in it masked. */
export const maskedQuestion = (
  keys: Keys,
  { row, reason, candidates, ...looks }: Question,
): MaskedQuestion => ({
  ...{ row, reason, ...masked(keys, looks) },
  candidates: candidates.map(({ person, committee, ...other }) => ({
    ...{ person, committee, ...masked(keys, other) },
  })),
});

const exampleRow = (
  keys: Keys,
  { row, committee, person, fields, phoneBefore, committeeBefore, ...looks }: PlannedRow,
): ExampleRow => ({
  ...{ row, committee, person, fields, committeeBefore, ...masked(keys, looks) },
  phoneBefore: phoneBefore === null ? null : maskPhone(keys.decrypt(phoneBefore)),
});

const masked = (
  keys: Keys,
  {
    name,
    phoneCipher,
    idNumberCipher,
  }: { name: string; phoneCipher: Buffer | null; idNumberCipher: Buffer | null },
): MaskedPerson => ({
  name: maskName(name),
  phone: phoneCipher === null ? null : maskPhone(keys.decrypt(phoneCipher)),
  idNumber: idNumberCipher === null ? null : maskResidentId(keys.decrypt(idNumberCipher)),
});

import { cleaned } from '../people/cleaning.js';
import type { Fault } from '../problem.js';
import { isCellError, maskCell, textOf, type Cell, type CellFault } from './cell.js';
import { EXAMPLE_ID, type ColumnKey } from './columns.js';
import { isFault, readField, type Fields, type RowContext } from './fields.js';
import type { Heading } from './headings.js';
import type { RosterPerson } from './person.js';

/** What a row turned out to be. */
export type RowReading =
  | { is: 'person'; person: RosterPerson }
  | { is: 'faulty'; faults: CellFault[] }
  /** Nothing to import in it, a remark that begins with `#`, or the template's own example. */
  | { is: 'blank' | 'remark' | 'example' };

/** What the cells of a row say; null: nothing. */
type Read = { [Key in ColumnKey]: Fields[Key] | null };

const NOTHING: Read = {
  ...{ name: null, id_number: null, phone: null, email: null, committee: null, skills: null, team: null },
  ...{ team_role: null, joined: null, insured_until: null, trained_on: null, sex: null, birth_date: null },
  consented_on: null,
};

/** Reads one row below the headings: a checked person, or everything that is wrong, cell by cell. */
export function readRow(
  headings: readonly Heading[],
  cells: readonly Cell[],
  context: RowContext,
): RowReading {
  if (isRemark(textOf(cells[0]))) return { is: 'remark' };
  if (cells.every((cell, at) => headings[at] === 'ignored' || isBlank(cell))) return { is: 'blank' };
  const read: Read = { ...NOTHING };
  const faults: CellFault[] = [];
  cells.forEach((cell, at) => {
    const heading = headings[at] ?? 'blank';
    if (heading === 'ignored' || isBlank(cell)) return;
    const fault = heading === 'blank' ? NO_HEADING : take(read, heading, cell, context);
    if (fault) faults.push(placed(fault, heading === 'blank' ? null : heading, cell));
  });
  if (read.id_number?.id === EXAMPLE_ID) return { is: 'example' };
  faults.push(...missing(headings, cells), ...contradictions(read, headings, cells));
  return faults.length > 0 ? { is: 'faulty', faults } : { is: 'person', person: personOf(read) };
}

/** A name that reads `#N/A` is not a remark. */
const isRemark = (first: string): boolean => /^\s*[#＃]/.test(first) && !isCellError(first);

/** Something that can be seen; spreadsheets keep cells of blanks and direction marks. */
const VISIBLE = /[^\s\p{Cf}]/u;
const isBlank = (cell: Cell): boolean =>
  typeof cell === 'string' ? !VISIBLE.test(cell) : cell.odd === 'number' && cell.text === '';

function take<Key extends ColumnKey>(
  read: Read,
  key: Key,
  cell: Cell,
  context: RowContext,
): Fault | undefined {
  const value = readField(key, cell, context);
  if (isFault(value)) return value;
  read[key] = value;
  return undefined;
}

const placed = ({ reason, zh, en }: Fault, column: ColumnKey | null, cell: Cell): CellFault => ({
  ...{ column, reason, zh, en },
  shown: maskCell(column, cleaned(textOf(cell))),
});

const NO_HEADING: Fault = {
  reason: 'no-heading',
  zh: '这一格上方没有列名：请删去，或检查这一行是否多了一列',
  en: 'nothing stands above this cell: remove it, or see whether the row has one column too many',
};
const EMPTY: Fault = { reason: 'empty', zh: '必填，请补上', en: 'is needed: fill it in' };
const NO_CONTACT: Fault = {
  reason: 'no-contact',
  zh: '手机号、邮箱、身份证号至少填一项',
  en: 'give at least one of phone, email and ID',
};

/** What a row must have. A column that is not there has been refused with the headings. */
function missing(headings: readonly Heading[], cells: readonly Cell[]): CellFault[] {
  const filled = (key: ColumnKey): boolean => !isBlank(cells[headings.indexOf(key)] ?? '');
  const needed = (['name', 'committee'] as const).filter((key) => !filled(key));
  const contact = filled('phone') || filled('email') || filled('id_number');
  return [
    ...needed.map((key) => placed(EMPTY, key, '')),
    ...(contact ? [] : [placed(NO_CONTACT, 'phone', '')]),
  ];
}

/** What two cells say that cannot both be true. */
function contradictions(
  { id_number: id, sex, birth_date: birthDate, team, team_role: role }: Read,
  headings: readonly Heading[],
  cells: readonly Cell[],
): CellFault[] {
  const found: [ColumnKey, Fault][] = [];
  if (id && sex && sex !== id.sex) found.push(['sex', unlikeId('性别', 'sex')]);
  if (id && birthDate && birthDate !== id.birthDate) {
    found.push(['birth_date', unlikeId('出生日期', 'birth date')]);
  }
  if (role && team === null && isBlank(cells[headings.indexOf('team')] ?? '')) {
    found.push(['team_role', NO_TEAM]);
  }
  return found.map(([key, fault]) => placed(fault, key, cells[headings.indexOf(key)]!));
}

const unlikeId = (zh: string, en: string): Fault => ({
  reason: 'unlike-id',
  zh: `${zh}与身份证号不符，请核对是哪一个写错`,
  en: `the ${en} is not the one in the resident ID: see which of them is wrong`,
});
const NO_TEAM: Fault = {
  reason: 'role-without-team',
  zh: '填了队内职务，没有填队伍代码',
  en: 'a role without a team: give the code of the team',
};

const personOf = (read: Read): RosterPerson => ({
  name: read.name!,
  idNumber: read.id_number?.id ?? null,
  phone: read.phone,
  email: read.email,
  // The resident ID says both, and it is checked.
  sex: read.id_number?.sex ?? read.sex,
  birthDate: read.id_number?.birthDate ?? read.birth_date,
  committeeId: read.committee!,
  // A cell of commas alone names no skill, and takes none away.
  skills: read.skills?.length ? read.skills : null,
  teamId: read.team,
  teamRole: read.team_role,
  joined: read.joined,
  insuredUntil: read.insured_until,
  trainedOn: read.trained_on,
  consentedOn: read.consented_on,
});

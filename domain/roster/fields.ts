import { normaliseMailAddress } from '../people/mail-address.js';
import { normalisePhone } from '../people/phone.js';
import { checkResidentId, type ResidentId } from '../people/resident-id.js';
import { cleaned } from '../people/cleaning.js';
import type { Fault } from '../problem.js';
import { FORMULA_MARK, isCellError, isPrintable, writtenAs, type Cell } from './cell.js';
import type { ColumnKey } from './columns.js';
import { readDay } from './day.js';
import type { Directory } from './directory.js';
import { readName } from './name.js';
import type { TeamRole } from './person.js';
import { readSkills } from './skills.js';

/** What is known while a file is read. */
export interface RowContext {
  /** The office's day, `YYYY-MM-DD`. */
  today: string;
  /** Within the scope of whoever imports. */
  committees: Directory;
  teams: Directory;
  /** Of the committees above it: they may be seen, and are filled by their own office. */
  teamsAbove: Directory;
}

/** The value of a cell by its column. */
export interface Fields {
  name: string;
  id_number: ResidentId;
  phone: string;
  email: string;
  committee: number;
  skills: string[];
  team: number;
  team_role: TeamRole;
  joined: string;
  insured_until: string;
  trained_on: string;
  sex: ResidentId['sex'];
  birth_date: string;
  consented_on: string;
}

type Reader<Key extends ColumnKey> = (text: string, context: RowContext) => Fields[Key] | Fault;

/** Whether reading ended in a fault. */
export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'zh' in value;

const fault = (reason: string, zh: string, en: string): Fault => ({ reason, zh, en });

const FORMULA = fault(
  'formula',
  '是公式：请复制后选择性粘贴为“数值”',
  'a formula: copy it and paste it as a value',
);
const CELL_ERROR = fault(
  'cell-error',
  '单元格显示错误（如 #N/A），请填写实际内容',
  'the cell shows an error such as #N/A: write what it should say',
);
const ID_AS_NUMBER = fault(
  'id-as-number',
  '身份证号被 Excel 存成了数字，后几位已丢失：请把这一列设为文本格式，再重新填写',
  'Excel stored the resident ID as a number and its last digits are lost: format the column as text and enter it again',
);
const SCIENTIFIC = fault(
  'scientific-number',
  '被 Excel 存成了科学计数法，数字已不完整：请把这一列设为文本格式，再重新填写',
  'Excel stored it in scientific notation and digits are lost: format the column as text and enter it again',
);
const TOO_LONG = fault(
  'too-long',
  '内容过长，可能是引号或列没有对齐',
  'too long: a quote or a column is probably out of place',
);
const UNREADABLE = fault(
  'unreadable',
  '含有无法识别的字符（控制字符或乱码），请重新填写',
  'has characters that nobody can read (controls, or remains of another encoding): enter it again',
);
const FUTURE = fault('in-the-future', '日期还没有到，请核对', 'this day is yet to come: check it');
const NO_SEX = fault('unknown-sex', '性别只能是男或女', 'sex must be 男 (male) or 女 (female)');
const NO_ROLE = fault(
  'unknown-role',
  '队内职务只能是队长、副队长或队员',
  'the role must be 队长 (leader), 副队长 (deputy) or 队员 (member)',
);

const SEXES: Readonly<Record<string, ResidentId['sex']>> = {
  ...{ 男: 'male', 男性: 'male', male: 'male', m: 'male' },
  ...{ 女: 'female', 女性: 'female', female: 'female', f: 'female' },
};

const ROLES: Readonly<Record<string, TeamRole>> = {
  ...{ 队长: 'leader', 组长: 'leader', leader: 'leader' },
  ...{ 副队长: 'deputy', 副组长: 'deputy', deputy: 'deputy' },
  ...{ 队员: 'member', 成员: 'member', 组员: 'member', member: 'member' },
};

/** A word out of a short list. */
const word =
  <Value>(words: Readonly<Record<string, Value>>, otherwise: Fault) =>
  (text: string): Value | Fault => {
    const said = cleaned(text).toLowerCase();
    return Object.hasOwn(words, said) ? words[said]! : otherwise;
  };

const TEAM_ABOVE = fault(
  'team-above',
  '这支队伍属于您的上级组织，须由该组织的办公室编入：请把此格留空，或请其办公室导入',
  'this team belongs to a committee above yours, whose office must enrol its members: leave the cell empty, or ask that office',
);

/** A team of one's own comes first, should one above have the same name. */
function team(text: string, { teams, teamsAbove }: RowContext): number | Fault {
  const found = teams.find(text);
  if (!isFault(found)) return found.id;
  return isFault(teamsAbove.find(text)) ? found : TEAM_ABOVE;
}

const pastDay = (text: string, { today }: RowContext): string | Fault => {
  const day = readDay(text);
  return !isFault(day) && day > today ? FUTURE : day;
};

/** Nobody joins years ahead; until the end of next year may be agreed. */
const joinDay = (text: string, { today }: RowContext): string | Fault => {
  const day = readDay(text);
  return !isFault(day) && day > `${Number(today.slice(0, 4)) + 1}-12-31` ? FUTURE : day;
};

/** Beyond 15 digits a spreadsheet writes zeros: a wrong check digit after three of them is its doing. */
function residentId(text: string, { today }: RowContext): ResidentId | Fault {
  const read = checkResidentId(text);
  if (!read.ok) {
    const lost = read.reason === 'check-digit' && /^\d{15}000$/.test(cleaned(text));
    return lost ? ID_AS_NUMBER : fault(read.reason, read.zh, read.en);
  }
  return read.birthDate > today
    ? fault('birth-date', '身份证号中的出生日期还没有到', 'the birth date in the resident ID is yet to come')
    : read;
}

const READERS: { [Key in ColumnKey]: Reader<Key> } = {
  name: readName,
  id_number: residentId,
  phone: normalisePhone,
  email: normaliseMailAddress,
  committee: (text, { committees }) => {
    const found = committees.find(text);
    return isFault(found) ? found : found.id;
  },
  skills: readSkills,
  team,
  team_role: word(ROLES, NO_ROLE),
  joined: joinDay,
  insured_until: readDay,
  trained_on: pastDay,
  sex: word(SEXES, NO_SEX),
  birth_date: pastDay,
  consented_on: pastDay,
};

const LONGEST = 500;

/** Reads one filled cell of a column. */
export function readField<Key extends ColumnKey>(
  key: Key,
  cell: Cell,
  context: RowContext,
): Fields[Key] | Fault {
  if (typeof cell === 'string') return readText(key, cell, context);
  return cell.odd === 'error' ? CELL_ERROR : readText(key, writtenAs(key, cell), context);
}

function readText<Key extends ColumnKey>(key: Key, raw: string, context: RowContext): Fields[Key] | Fault {
  // An apostrophe before digits is how people, and programs, keep Excel from taking them for a number.
  const text = raw.replace(/^\s*['‘’]/, '');
  if (text.length > LONGEST) return TOO_LONG;
  if (!isPrintable(text)) return UNREADABLE;
  if (text.trim() === FORMULA_MARK) return FORMULA;
  if (isCellError(text)) return CELL_ERROR;
  if (/^\s*\d(\.\d+)?E\+?\d+\s*$/i.test(text)) return key === 'id_number' ? ID_AS_NUMBER : SCIENTIFIC;
  return READERS[key](text, context);
}

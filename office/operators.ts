import { writeAudit } from '../ledger/audit.js';
import { committeesByCode } from '../ledger/committees.js';
import { insertOperators } from '../ledger/load.js';
import {
  changeOperator as changeInLedger,
  endOperator as endInLedger,
  holdOperators,
  listOperators,
  operatorEnd,
  type Actor,
  type OperatorLine,
  type Role,
} from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { ended, requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { personMeant, shownName } from './person.js';
import { refuse, requireReason } from './refusal.js';
import { hasRight, requireRight } from './rights.js';

/** Somebody who may use Muster for a committee and what lies below it. */
export interface Admission {
  operator: string;
  committee: string;
  maySeePersonalData: boolean;
  /** Absent: clerk of the whole office, or county clerk of a part of it. */
  role?: Role;
  /** Whom the operator is, to be written to: id, phone, mail address or full name. Absent: nobody. */
  person?: string;
}

/** What is to be different about an operator; what is absent stays. */
export interface OperatorChange {
  operator: string;
  committee?: string;
  maySeePersonalData?: boolean;
  role?: Role;
  /** Null: they are nobody who is written to. */
  person?: string | null;
}

/** An operator as the list shows them; the name of the person as the actor may see it. */
export type OperatorView = OperatorLine;

/** An operator's name: it stands in every entry of the audit log and after `--as`. */
const OPERATOR_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Everyone who may use Muster for the actor's part of the tree, or once might, or for a part of that. */
export async function operators(office: Office, actor: Actor): Promise<OperatorView[]> {
  requireRight(actor, 'read the log');
  const found = await listOperators(office.database, actor.scopePath);
  const mayName = hasRight(actor, 'see people');
  return found.map((one) => {
    const name = one.personName === null || !mayName ? null : shownName(actor, one.personName);
    return { ...one, personName: name };
  });
}

/**
 * Lets somebody use Muster for a committee and what lies below it.
 * @throws {Refusal} to those who work for a part or are no head; an unknown committee or person; a role that does not
 *   fit the committee; a name that is taken
 */
export async function admitOperator(office: Office, actor: Actor, admission: Admission): Promise<void> {
  requireRight(actor, 'admit operators');
  requireWholeOffice(actor, '增加操作员', 'admitting an operator');
  const operator = checkedName(admission.operator);
  const committee = await committeeMeant(office, actor, admission.committee);
  const role = admission.role ?? (committee.level === 1 ? 'clerk' : 'county clerk');
  requireFitting(role, committee);
  const personId = await idMeant(office, actor, admission.person);
  const { committee: code, maySeePersonalData } = admission;
  const now = office.clock.now();
  await office.database.begin(async (sql) => {
    if ((await operatorEnd(sql, operator)) !== undefined)
      throw refuse(
        'conflict',
        'operator-known',
        `操作员 “${operator}” 已经有了，没有改变；要改请用 muster operator change`,
        `there is an operator “${operator}” already; nothing has changed. \`muster operator change\` changes one`,
      );
    await insertOperators(sql, [
      { name: operator, committeeId: committee.id, maySeePersonalData, role, personId },
    ]);
    await auditAdmission(
      sql,
      { operator, committee: code, role, maySeePersonalData, person: personId },
      actor.name,
      now,
    );
  });
}

/** Writes down that somebody was let in, by whom, as what. */
export const auditAdmission = (
  sql: Statement,
  {
    operator,
    ...detail
  }: { operator: string; committee: string; role: Role; maySeePersonalData: boolean; person: number | null },
  by: string,
  now: Date,
): Promise<void> =>
  writeAudit(sql, { actor: by, action: 'operator admit', subject: `operator ${operator}`, detail }, now);

/**
 * Changes what an operator is, may and works for; from their next command on.
 * @throws {Refusal} also when nobody would be left who may admit operators
 */
export async function changeOperator(office: Office, actor: Actor, change: OperatorChange): Promise<void> {
  requireRight(actor, 'admit operators');
  requireWholeOffice(actor, '修改操作员', 'changing an operator');
  const committee =
    change.committee === undefined ? undefined : await committeeMeant(office, actor, change.committee);
  const personId = await idMeant(office, actor, change.person ?? undefined);
  const now = office.clock.now();
  await office.database.begin(async (sql) => {
    const before = await holdOperator(sql, change.operator);
    const after = {
      committee: committee ?? { id: before.committeeId, level: before.level, code: before.committee },
      role: change.role ?? before.role,
      maySeePersonalData: change.maySeePersonalData ?? before.maySeePersonalData,
      personId: change.person === undefined ? before.personId : personId,
    };
    requireFitting(after.role, after.committee);
    const { committee: at, ...rest } = after;
    await changeInLedger(sql, { name: change.operator, committeeId: at.id, ...rest });
    if ((await wholeOfficeHeads(sql)) === 0) throw headless(change.operator);
    const detail = {
      committee: at.code,
      role: after.role,
      maySeePersonalData: after.maySeePersonalData,
      person: after.personId,
    };
    const entry = {
      actor: actor.name,
      action: 'operator change',
      subject: `operator ${change.operator}`,
      detail,
    };
    await writeAudit(sql, entry, now);
  });
}

/** Of two changes at once the second finds what the first has made of an operator. */
async function holdOperator(sql: Statement, name: string): Promise<OperatorLine> {
  await holdOperators(sql);
  const held = (await listOperators(sql, '')).find((one) => one.name === name);
  if (!held) throw noOperator(name);
  if (held.endedAt) throw ended(name, held.endedAt);
  return held;
}

/**
 * Lets somebody use Muster no more, from their next command on; they are asked and told nothing any more. What they have
 * done stands, and so does what they have launched.
 * @throws {Refusal} also when nobody would be left who may admit operators
 */
export async function endOperator(
  office: Office,
  actor: Actor,
  { operator, reason }: { operator: string; reason: string },
): Promise<void> {
  requireRight(actor, 'admit operators');
  requireWholeOffice(actor, '停用操作员', 'ending an operator');
  requireReason(reason);
  const now = office.clock.now();
  await office.database.begin(async (sql) => {
    await holdOperator(sql, operator);
    await endInLedger(sql, operator, now);
    if ((await wholeOfficeHeads(sql)) === 0) throw headless(operator);
    const entry = { actor: actor.name, action: 'operator end', subject: `operator ${operator}` };
    await writeAudit(sql, { ...entry, detail: { reason } }, now);
  });
}

const wholeOfficeHeads = async (sql: Statement): Promise<number> =>
  (await listOperators(sql, '')).filter(
    ({ role, level, endedAt }) => role === 'head' && level === 1 && endedAt === null,
  ).length;

const headless = (operator: string) =>
  refuse(
    'conflict',
    'last-head',
    `${operator} 是全市唯一的负责人，改掉就没有人能管理操作员了：请先增加另一位`,
    `${operator} is the only head of the whole office, and nobody could admit operators any more: admit another first`,
  );

const noOperator = (name: string) =>
  refuse(
    'not-found',
    'no-such-operator',
    `没有操作员 “${name}”：请用 muster operator list 查看`,
    `there is no operator “${name}”: see \`muster operator list\``,
  );

async function committeeMeant({ database }: Office, actor: Actor, code: string) {
  const [committee] = await committeesByCode(database, [code], actor.scopePath);
  if (committee) return committee;
  throw refuse('not-found', 'unknown-committee', `没有组织 “${code}”`, `there is no committee “${code}”`);
}

const idMeant = async (office: Office, actor: Actor, person: string | undefined): Promise<number | null> =>
  person === undefined ? null : (await personMeant(office, actor, person)).id;

/** A clerk runs campaigns for all, a county clerk for a part. */
function requireFitting(role: Role, { level, code }: { level: number; code: string }): void {
  const whole = level === 1;
  if ((role === 'clerk' && !whole) || (role === 'county clerk' && whole))
    throw refuse(
      'invalid',
      'role-committee',
      `经办负责全市，县区经办负责一部分；${code} ${whole ? '是全市' : '不是全市'}`,
      `a clerk works for the whole office, a county clerk for a part; ${code} is ${whole ? 'the whole' : 'a part'}`,
    );
}

/** @throws {Refusal} when it cannot name an operator */
export function checkedName(name: string): string {
  if (OPERATOR_NAME.test(name)) return name;
  throw refuse(
    'invalid',
    'operator-name',
    `操作员名 “${name}” 不行：1 到 64 个字母、数字或汉字，中间可有 . _ -`,
    `“${name}” cannot name an operator: 1 to 64 letters or digits, with . _ - between them`,
  );
}

import { writeAudit } from '../ledger/audit.js';
import { committeesByCode } from '../ledger/committees.js';
import { fillEmptyLedger, insertCommittees, insertOperators } from '../ledger/load.js';
import { operatorByName, type Actor } from '../ledger/operators.js';
import { checkSchema } from '../ledger/schema.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { codeFault } from './committees.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';
import { addStandingTexts } from './standing-texts.js';

/** A first committee, the root of the tree, and the first operator, who works for all of it. */
export interface Opening {
  code: string;
  name: string;
  operator: string;
  maySeePersonalData: boolean;
}

/** Somebody who may use Muster for a committee and what lies below it. */
export interface Admission {
  operator: string;
  committee: string;
  maySeePersonalData: boolean;
}

/** An operator's name: it stands in every entry of the audit log and after `--as`. */
const OPERATOR_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/**
 * Opens the office on an empty ledger, as nobody's command: there is no operator yet who could give it.
 * @throws {Refusal} when an office is open already, or a code or name cannot be one
 */
export async function openFirst(office: Office, { code, name, operator, ...rights }: Opening): Promise<void> {
  await checkSchema(office.database);
  const fault = codeFault(code);
  if (fault) throw refuse('invalid', 'code', fault.zh, fault.en);
  if (name.trim() === '') throw refuse('invalid', 'name', '请给出组织名称', 'give the committee a name');
  const admission = { operator: checkedName(operator), committee: code, ...rights };
  const now = office.clock.now();
  const opened = await fillEmptyLedger(office.database, async (sql) => {
    const root = { code, name: name.trim(), kind: 'city', level: 1, parent: null, path: `${code}/` };
    const ids = await insertCommittees(sql, [root]);
    await writeAudit(
      sql,
      { actor: operator, action: 'office open', subject: `committee ${code}`, detail: {} },
      now,
    );
    await admit(sql, { ...admission, committeeId: ids.get(code)!, by: operator }, now);
    await addStandingTexts(sql, now);
  });
  if (!opened)
    throw refuse(
      'conflict',
      'already-open',
      '已经开通过：增加操作员请用 muster office admit，导入组织请用 muster office committees',
      'the office is open already: `muster office admit` adds operators, `muster office committees` the tree',
    );
}

/**
 * Lets somebody use Muster for a committee and what lies below it.
 * @throws {Refusal} to those who work for a part; an unknown committee; a name that is taken
 */
export async function admitOperator(office: Office, actor: Actor, admission: Admission): Promise<void> {
  requireWholeOffice(actor, '增加操作员', 'admitting an operator');
  const { database, clock } = office;
  const operator = checkedName(admission.operator);
  const [committee] = await committeesByCode(database, [admission.committee], actor.scopePath);
  if (!committee)
    throw refuse(
      'not-found',
      'unknown-committee',
      `没有组织 “${admission.committee}”`,
      `there is no committee “${admission.committee}”`,
    );
  await database.begin(async (sql) => {
    if (await operatorByName(sql, operator))
      throw refuse(
        'conflict',
        'operator-known',
        `操作员 “${operator}” 已经有了，没有改变`,
        `there is an operator “${operator}” already; nothing has changed`,
      );
    await admit(sql, { ...admission, operator, committeeId: committee.id, by: actor.name }, clock.now());
  });
}

async function admit(
  sql: Statement,
  {
    operator,
    committee,
    committeeId,
    maySeePersonalData,
    by,
  }: Admission & { committeeId: number; by: string },
  now: Date,
): Promise<void> {
  await insertOperators(sql, [{ name: operator, committeeId, maySeePersonalData }]);
  const detail = { committee, maySeePersonalData };
  await writeAudit(
    sql,
    { actor: by, action: 'operator admit', subject: `operator ${operator}`, detail },
    now,
  );
}

function checkedName(name: string): string {
  if (OPERATOR_NAME.test(name)) return name;
  throw refuse(
    'invalid',
    'operator-name',
    `操作员名 “${name}” 不行：1 到 64 个字母、数字或汉字，中间可有 . _ -`,
    `“${name}” cannot name an operator: 1 to 64 letters or digits, with . _ - between them`,
  );
}

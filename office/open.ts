import { writeAudit } from '../ledger/audit.js';
import { fillEmptyLedger, insertCommittees, insertOperators } from '../ledger/load.js';
import { checkSchema } from '../ledger/schema.js';
import { codeFault } from './committees.js';
import type { Office } from './office.js';
import { auditAdmission, checkedName } from './operators.js';
import { refuse } from './refusal.js';
import { addStandingTexts } from './standing-texts.js';

/** A first committee, the root of the tree, and the first operator, who works for all of it. */
export interface Opening {
  code: string;
  name: string;
  operator: string;
  maySeePersonalData: boolean;
}

/**
 * Opens the office on an empty ledger, as nobody's command: there is no operator yet who could give it. The first one is
 * a head: only a head admits others.
 * @throws {Refusal} when an office is open already, or a code or name cannot be one
 */
export async function openFirst(
  office: Office,
  { code, name, operator, maySeePersonalData }: Opening,
): Promise<void> {
  await checkSchema(office.database);
  const fault = codeFault(code);
  if (fault) throw refuse('invalid', 'code', fault.zh, fault.en);
  if (name.trim() === '') throw refuse('invalid', 'name', '请给出组织名称', 'give the committee a name');
  const role = 'head';
  checkedName(operator);
  const now = office.clock.now();
  const opened = await fillEmptyLedger(office.database, async (sql) => {
    const root = { code, name: name.trim(), kind: 'city', level: 1, parent: null, path: `${code}/` };
    const ids = await insertCommittees(sql, [root]);
    await writeAudit(
      sql,
      { actor: operator, action: 'office open', subject: `committee ${code}`, detail: {} },
      now,
    );
    await insertOperators(sql, [{ name: operator, committeeId: ids.get(code)!, maySeePersonalData, role }]);
    const admission = { operator, committee: code, role, maySeePersonalData, person: null } as const;
    await auditAdmission(sql, admission, operator, now);
    await addStandingTexts(sql, now);
  });
  if (!opened)
    throw refuse(
      'conflict',
      'already-open',
      '已经开通过：增加操作员请用 muster operator add，导入组织请用 muster office committees',
      'the office is open already: `muster operator add` adds operators, `muster office committees` the tree',
    );
}

import { insertOperators } from '../../ledger/load.js';
import { nameOperator, type Role } from '../../ledger/operators.js';
import { standingRun } from '../../ledger/standing.js';
import { moveReview } from '../../ledger/template-reviews.js';
import { addTemplate, type NewTemplate, templateByCode } from '../../ledger/templates.js';
import { SHIPPED_KINDS, shippedTexts } from '../../campaigns/shipped.js';
import type { Statement } from '../../runtime/database.js';
import type { SampleContact } from './contacts.js';

interface SampleOperator {
  name: string;
  committee: string;
  role: Role;
  maySeePersonalData: boolean;
  /** The contact who they are; absent: an operator nobody writes to. */
  is?: Pick<SampleContact, 'committee' | 'role'>;
}

/** Who may use Muster in the sample city. Contacts of its districts sit in the office; the city's own do not. */
const OPERATORS: readonly SampleOperator[] = [
  {
    name: 'office',
    committee: 'tangshan',
    role: 'clerk',
    maySeePersonalData: true,
    is: { committee: '130202', role: 'liaison' },
  },
  // 遵化市: sees that county only.
  {
    name: 'clerk-130281',
    committee: '130281',
    role: 'county clerk',
    maySeePersonalData: false,
    is: { committee: '130281', role: 'liaison' },
  },
  { name: 'auditor', committee: 'tangshan', role: 'auditor', maySeePersonalData: false },
  {
    name: 'head',
    committee: 'tangshan',
    role: 'head',
    maySeePersonalData: true,
    is: { committee: '130202', role: 'head' },
  },
  {
    name: 'operator',
    committee: 'tangshan',
    role: 'operator',
    maySeePersonalData: false,
    is: { committee: '130203', role: 'liaison' },
  },
];

/** Where the sample office's texts are approved. */
const CARRIER = 'aliyun';

/** A template of the sample office, and its code where a carrier has approved it. */
export interface SampleTemplate {
  template: NewTemplate;
  carrierCode: string | null;
}

/** The templates the office starts with; the texts for SMS with codes as its carrier would give them. */
export function sampleTemplates(): SampleTemplate[] {
  let approved = 0;
  return SHIPPED_KINDS.flatMap(shippedTexts).map((template) => ({
    template,
    carrierCode: template.channel === 'sms' ? `SMS_154${String(++approved).padStart(6, '0')}` : null,
  }));
}

/** Has its texts approved at another carrier too: a second account knows nothing of what the first one has. */
export async function approveAt(sql: Statement, provider: string, now: Date): Promise<void> {
  for (const { template, carrierCode } of sampleTemplates()) {
    const stored = await templateByCode(sql, template.code);
    if (!stored || carrierCode === null) continue;
    await moveReview(
      sql,
      { templateId: stored.id, provider, to: 'approved', carrierCode, by: 'sample' },
      now,
    );
  }
}

/** Lets the office begin: its own run, which is number 1 whatever it has to say and when, its operators and its templates. */
export async function openOffice(
  sql: Statement,
  committees: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const operators = OPERATORS.map(({ name, committee, role, maySeePersonalData }) => ({
    ...{ name, role, maySeePersonalData },
    committeeId: committees.get(committee) as number,
  }));
  await standingRun(sql, now);
  await insertOperators(sql, operators);
  for (const { template, carrierCode } of sampleTemplates()) {
    const { template: added } = await addTemplate(sql, template, { by: 'sample', now });
    if (carrierCode === null) continue;
    await moveReview(
      sql,
      { templateId: added.id, provider: CARRIER, to: 'approved', carrierCode, by: 'sample' },
      now,
    );
  }
}

/** Says which of the contacts the operators are, once both are there; `idOf` is a contact's id in the ledger. */
export async function nameOperators(
  sql: Statement,
  contacts: readonly SampleContact[],
  idOf: (contact: SampleContact) => number,
): Promise<void> {
  for (const { name, is } of OPERATORS) {
    if (!is) continue;
    const contact = contacts.find(
      ({ committee, role, until }) => committee === is.committee && role === is.role && until === null,
    );
    if (contact) await nameOperator(sql, name, idOf(contact));
  }
}

import { QUESTION_TEMPLATES } from '../../campaigns/question/texts.js';
import { NOW, type City, type Name } from './cast.js';
import { addApproved, newTemplate } from './templates.js';

/** Brings the texts of questions into a test's ledger, approved. */
export async function settleQuestionTexts({ database }: City): Promise<void> {
  for (const [at, template] of QUESTION_TEMPLATES.entries()) {
    const carrierCode = template.channel === 'sms' ? `SMS_1542000${10 + at}` : null;
    await addApproved(database, newTemplate(template), { carrierCode, now: NOW });
  }
}

/** Lets somebody of the cast speak for a committee from a day on, instead of whoever did so before. */
export async function speaksFor(
  { database, id, committee }: City,
  name: Name,
  { code, role, from = '2026-01-01' }: { code: string; role: 'head' | 'deputy' | 'liaison'; from?: string },
): Promise<void> {
  await database.begin(async (sql) => {
    await sql`UPDATE contact_role SET to_date = ${from} WHERE committee_id = ${committee(code)} AND role = ${role} AND to_date IS NULL`;
    await sql`INSERT INTO contact_role (committee_id, person_id, role, from_date) VALUES (${committee(code)}, ${id(name)}, ${role}, ${from})`;
  });
}

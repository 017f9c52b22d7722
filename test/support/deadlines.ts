import { DUTY_TEMPLATES } from '../../campaigns/deadline/texts.js';
import { moveRun } from '../../ledger/runs.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import type { TestOffice } from '../office/office.js';
import { NOW, type City } from './cast.js';
import { addApproved, newTemplate } from './templates.js';

/** Brings the texts of deadlines into a test's ledger, approved. */
export async function settleDutyTexts({ database }: City): Promise<void> {
  for (const [at, template] of DUTY_TEMPLATES.entries()) {
    const carrierCode = template.channel === 'sms' ? `SMS_1543000${10 + at}` : null;
    await addApproved(database, newTemplate(template), { carrierCode, now: NOW });
  }
}

/** A report of the office's own that every committee below the city owes. */
export const ownReport = (title: string, change: object = {}): object => ({
  ...{ kind: 'deadline', key: title, title, due: '2026-08-20 17:00', grace: 10 },
  ...{ form: { fields: [{ key: 'text', zh: '情况', type: 'text' }] }, ...change },
});

/** Opens a deadline and lets its run begin. */
export async function openDeadline(office: TestOffice, definition: object): Promise<number> {
  const actor = office.actor('office');
  const { run } = await launch(office, actor, await prepare(office, actor, definition));
  await moveRun(office.database, { runId: run.id, to: 'running', now: office.clock.now() });
  return run.id;
}

/** Number of the duty of a committee in a run. */
export async function dutyOf(
  { database, city }: Pick<TestOffice, 'database' | 'city'>,
  run: number,
  code: string,
): Promise<number> {
  const [row] = await database<[{ id: number }]>`
    SELECT id FROM duty WHERE run_id = ${run} AND committee_id = ${city.committee(code)} ORDER BY id LIMIT 1`;
  return row.id;
}

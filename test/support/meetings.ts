import { MEETING_TEMPLATES } from '../../campaigns/meeting/texts.js';
import type { SubmissionDesk } from '../../office/hand-in.js';
import { bringReport } from '../../office/submissions.js';
import type { Actor } from '../../ledger/operators.js';
import { NOW, type City } from './cast.js';
import { settleDutyTexts } from './deadlines.js';
import { pdf } from './files.js';
import { addApproved, newTemplate } from './templates.js';

/** Brings the texts of meetings and of what they chase into a test's ledger, approved. */
export async function settleMeetingTexts(city: City): Promise<void> {
  await settleDutyTexts(city);
  for (const [at, template] of MEETING_TEMPLATES.entries()) {
    const carrierCode = template.channel === 'sms' ? `SMS_1544000${10 + at}` : null;
    await addApproved(city.database, newTemplate(template), { carrierCode, now: NOW });
  }
}

/** A meeting of the cast's city: on Thursday, 20 August 2026. */
export const meeting = (change: object = {}): object => ({
  ...{ kind: 'meeting', title: '防汛调度会', place: '应急指挥中心' },
  ...{ from: '2026-08-20 14:00', to: '2026-08-20 16:00', ...change },
});

/** Hands in what a form of words alone asks for. */
export const fillIn = (
  desk: SubmissionDesk,
  actor: Actor,
  { duty, written }: { duty: number; written: Record<string, string> },
) => bringReport(desk, actor, { id: duty, written, files: [], submit: true });

async function* content(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Hands in the minutes of a meeting. */
export const writeMinutes = (desk: SubmissionDesk, actor: Actor, duty: number) =>
  bringReport(desk, actor, {
    ...{ id: duty, written: { decisions: '加固河堤。' }, submit: true },
    files: [{ slot: 'document', name: '纪要.pdf', content: content(pdf('minutes')) }],
  });

/** Number of the duty of a committee in a run, by its key. */
export async function dutyUnder(
  { database, committee }: City,
  { run, key, code }: { run: number; key: string; code: string },
): Promise<number> {
  const [row] = await database<[{ id: number }]>`
    SELECT id FROM duty WHERE run_id = ${run} AND key = ${key} AND committee_id = ${committee(code)}`;
  return row.id;
}

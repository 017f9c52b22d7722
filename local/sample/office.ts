import { CALL_OUT_TEMPLATES } from '../../campaigns/call-out/texts.js';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';
import { STANDING_TEMPLATES } from '../../campaigns/standing/texts.js';
import { withPage } from '../../domain/messages/mail-page.js';
import { insertOperators } from '../../ledger/load.js';
import { addTemplate, type NewTemplate } from '../../ledger/templates.js';
import type { Statement } from '../../runtime/database.js';

/** Who may use Muster in the sample city: name, committee, whether phones and IDs are shown. */
const OPERATORS = [
  ['office', 'tangshan', true],
  // 遵化市: sees that county only.
  ['clerk-130281', '130281', false],
  ['auditor', 'tangshan', false],
] as const;

/** The templates the office starts with; the texts for SMS with codes as its carrier would give them. */
export function sampleTemplates(): NewTemplate[] {
  let approved = 0;
  return [...NOTICE_TEMPLATES, ...CALL_OUT_TEMPLATES, ...STANDING_TEMPLATES].map(
    ({ code, channel, class: kind, subject = null, text, html = null }) =>
      withPage({
        ...{ code, channel, class: kind, subject, text, html },
        language: 'zh-CN',
        carrierCode: channel === 'sms' ? `SMS_154${String(++approved).padStart(6, '0')}` : null,
      }),
  );
}

/** Lets the office begin: its operators and its templates. */
export async function openOffice(
  sql: Statement,
  committees: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const operators = OPERATORS.map(([name, committee, maySeePersonalData]) => ({
    name,
    committeeId: committees.get(committee) as number,
    maySeePersonalData,
  }));
  await insertOperators(sql, operators);
  for (const template of sampleTemplates()) await addTemplate(sql, template, { by: 'sample', now });
}

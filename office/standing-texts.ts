import { STANDING_TEMPLATES } from '../campaigns/standing/texts.js';
import { withPage } from '../domain/messages/mail-page.js';
import { addTemplate, templateByCode } from '../ledger/templates.js';
import type { Statement } from '../runtime/database.js';

/**
 * In a transaction: sees to it that the ledger has the texts of the office's standing run; those that are there, in whatever version, stay
 * as they are. Those of SMS are used once the office's carrier has approved them.
 */
export async function addStandingTexts(sql: Statement, now: Date): Promise<void> {
  for (const template of STANDING_TEMPLATES) {
    const { code, channel, class: messageClass, kind = null, subject = null, text, variables } = template;
    if (await templateByCode(sql, code)) continue;
    const content = { code, channel, class: messageClass, kind, subject, text, html: null, variables };
    await addTemplate(sql, withPage({ ...content, language: 'zh-CN' }), { by: 'muster', now });
  }
}

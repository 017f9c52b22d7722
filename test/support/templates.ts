import type { TemplateContent } from '../../domain/messages/template.js';
import { addTemplate, type NewTemplate, type Template } from '../../ledger/templates.js';
import type { Database } from '../../runtime/database.js';

/** Where a test's templates are approved: at the carrier of the settings, and at the scripted one. */
export const REVIEWERS = ['aliyun', 'carrier'] as const;

/** What an office writes down of a template that is shipped. */
export const newTemplate = (content: TemplateContent): NewTemplate => {
  const { code, channel, class: messageClass, kind = null, text, subject = null, html = null } = content;
  const { language = 'zh-CN', variables, links = [] } = content;
  return { code, channel, class: messageClass, kind, language, text, subject, html, variables, links };
};

/** Adds a template; with a code it is approved at every carrier of the tests. The audit knows nothing of it. */
export async function addApproved(
  database: Database,
  template: NewTemplate,
  { carrierCode, now }: { carrierCode: string | null; now: Date },
): Promise<Template> {
  return database.begin(async (sql) => {
    const { template: added } = await addTemplate(sql, template, { by: 'test', now });
    if (carrierCode !== null)
      await sql`INSERT INTO template_review (template_id, provider, state, carrier_code, changed_at)
        SELECT ${added.id}, provider, 'approved', ${carrierCode}, ${now} FROM unnest(${[...REVIEWERS]}::text[]) provider
        ON CONFLICT (template_id, provider) DO NOTHING`;
    return added;
  });
}

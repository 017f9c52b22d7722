import { z } from 'zod';
import { closedObject, read, said } from '../domain/definition/problems.js';
import { templateProblems } from '../domain/messages/limits.js';
import { withPage } from '../domain/messages/mail-page.js';
import { templateVersion, type TemplateVersion } from '../domain/messages/template.js';
import { CHANNELS } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import {
  addTemplate,
  listTemplates,
  templateByCode,
  type NewTemplate,
  type Template,
} from '../ledger/templates.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

const text = z.string().min(1);

/** A template as a person writes it in YAML or JSON. */
const templateFile = closedObject('模板字段', 'template field', {
  code: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,59}$/,
      said(
        '代码只用小写字母、数字和 -，如 flood-warning',
        'a code is made of a-z, 0-9 and -, such as flood-warning',
      ),
    ),
  channel: z.enum(CHANNELS),
  class: z.enum(['verification', 'notice', 'promotion']),
  text,
  subject: text.exactOptional(),
  html: text.exactOptional(),
  carrier_code: text.exactOptional(),
  language: text.exactOptional(),
});

/** A template's newest version as lists show it, with the variables it takes. */
export type TemplateView = Template & Pick<TemplateVersion, 'variables'>;

/** Adds a template, or the next version of one; the same words again are the version that is there. */
export async function addTemplateFrom(
  office: Office,
  actor: Actor,
  written: unknown,
): Promise<{ template: TemplateView; added: boolean }> {
  requireRight(actor, 'keep templates');
  requireWholeOffice(actor, '添加模板', 'adding a template');
  const template = checked(office, written);
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const { template: stored, added } = await addTemplate(sql, template, { by: actor.name, now });
    const { code, version, channel } = stored;
    const entry = {
      actor: actor.name,
      action: 'template add',
      subject: `template ${code}`,
      detail: { version, channel },
    };
    if (added) await writeAudit(sql, entry, now);
    return { template: view(stored), added };
  });
}

/** @throws {Refusal} with everything that is wrong with it, each at its place */
function checked({ config }: Office, written: unknown): NewTemplate {
  const result = read(templateFile, written);
  if (!result.ok) throw new Refusal('invalid', result.problems);
  const {
    carrier_code: carrierCode = null,
    language = 'zh-CN',
    subject = null,
    html = null,
    ...rest
  } = result.value;
  const template: NewTemplate = { ...rest, subject, html, carrierCode, language };
  const nobody = { id: 0, version: 0, madeHtml: null, madeText: null, createdAt: new Date(0), createdBy: '' };
  const problems = templateProblems(templateVersion({ ...template, ...nobody }), config.smsSignName);
  if (problems.length > 0) throw new Refusal('invalid', problems);
  return withPage(template);
}

/** The newest version of every template. */
export const templates = async ({ database }: Office): Promise<TemplateView[]> =>
  (await listTemplates(database)).map(view);

/** One template, its newest version or the one asked for. */
export async function showTemplate(
  { database }: Office,
  code: string,
  version?: number,
): Promise<TemplateView> {
  const template = await templateByCode(database, code, version);
  if (template) return view(template);
  const which = version === undefined ? '' : ` ${version}`;
  throw refuse(
    'not-found',
    'no-such-template',
    `没有模板 “${code}”${version === undefined ? '' : ` 的第 ${version} 版`}：请用 muster template list 查看`,
    `there is no template “${code}”${which && ` version${which}`}: see \`muster template list\``,
  );
}

const view = (template: Template): TemplateView => ({
  ...template,
  variables: templateVersion(template).variables,
});

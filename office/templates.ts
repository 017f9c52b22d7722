import { templateProblems } from '../domain/messages/limits.js';
import { lintTemplate, type Lint } from '../domain/messages/template-lint.js';
import type { Standing } from '../domain/messages/template-review.js';
import { templateVersion, type StoredTemplate, type TemplateVersion } from '../domain/messages/template.js';
import { auditOfSubject, writeAudit, type StoredAuditEntry } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { moveReview, reviewsOf, type TemplateReview } from '../ledger/template-reviews.js';
import {
  addTemplate,
  listTemplates,
  templateByCode,
  templateVersions,
  type Template,
} from '../ledger/templates.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { standingAmong } from './context.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { reviewersOf } from './reviewers.js';
import { requireRight } from './rights.js';
import { readTemplate, type WrittenTemplate } from './template-file.js';

/** A template version with the variables it takes, and what the carriers say of it. */
export type TemplateView = Omit<Template, 'variables'> &
  Pick<TemplateVersion, 'variables'> & { standing: Standing; reviews: TemplateReview[] };

/** A template with all that has happened to it. */
export interface TemplateHistory extends TemplateView {
  versions: Pick<TemplateView, 'version' | 'createdAt' | 'createdBy' | 'standing'>[];
  /** The newest first. */
  history: Pick<StoredAuditEntry, 'at' | 'actor' | 'action' | 'detail'>[];
}

/** What adding a template came to. */
export interface AddedTemplate {
  template: TemplateView;
  /** False: word for word the version that is there. */
  added: boolean;
  lint: Lint;
}

/**
 * Adds a template, or the next version of one; the same words again are the version that is there. A carrier's code is
 * what its console shows of an approved template.
 */
export async function addTemplateFrom(
  office: Office,
  actor: Actor,
  written: unknown,
): Promise<AddedTemplate> {
  requireRight(actor, 'keep templates');
  requireWholeOffice(actor, '添加模板', 'adding a template');
  const { config } = office;
  const { template, carrierCode } = checked(office, written);
  const reviewed = carrierCode === null ? undefined : { carrierCode, provider: consoleOf(office, template) };
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const { template: stored, added } = await addTemplate(sql, template, { by: actor.name, now });
    const { id: templateId, code, version, channel } = stored;
    const entry = {
      actor: actor.name,
      action: 'template add',
      subject: `template ${code}`,
      detail: { version, channel },
    };
    if (added) await writeAudit(sql, entry, now);
    if (reviewed) await moveReview(sql, { templateId, ...reviewed, to: 'approved', by: actor.name }, now);
    const lint = lintTemplate(templateVersion(stored), config.smsSignName);
    return { template: (await viewed(office, [stored], sql))[0]!, added, lint };
  });
}

/** @throws {Refusal} with everything that keeps it from being sent at all, each at its place */
function checked({ config }: Office, written: unknown): WrittenTemplate {
  const read = readTemplate(written);
  const problems = templateProblems(templateVersion(notAdded(read.template)), config.smsSignName);
  if (problems.length > 0) throw new Refusal('invalid', problems);
  return read;
}

/** As it would be stored. */
const notAdded = ({ made, ...template }: WrittenTemplate['template']): StoredTemplate => ({
  ...template,
  ...{ version: 0, madeHtml: made?.html ?? null, madeText: made?.text ?? null },
});

/** The carrier whose console shows a code. */
function consoleOf({ config }: Office, { channel }: Pick<Template, 'channel'>): string {
  const [carrier] = reviewersOf(config);
  if (channel === 'sms' && carrier !== undefined) return carrier;
  throw new Refusal('invalid', [
    {
      path: ['carrier_code'],
      reason: 'no-review',
      zh: '这个渠道没有要报备模板的运营商，请删去编号',
      en: 'no carrier of this channel reviews templates; remove the code',
    },
  ]);
}

/**
 * What a carrier would find in a template: in one that is written down but not added, or in the newest version of a code.
 * @throws {Refusal} for what is not as it must be written, or is not there
 */
export async function lintOf(
  office: Office,
  actor: Actor,
  asked: { written: unknown } | { code: string },
): Promise<Lint> {
  requireRight(actor, 'look');
  const template =
    'code' in asked
      ? await foundTemplate(office.database, asked.code)
      : notAdded(readTemplate(asked.written).template);
  return lintTemplate(templateVersion(template), office.config.smsSignName);
}

/** The newest version of every template. */
export async function templates(office: Office, actor: Actor): Promise<TemplateView[]> {
  requireRight(actor, 'look');
  return viewed(office, await listTemplates(office.database));
}

/** One template, its newest version or the one asked for, and what has happened to all of its versions. */
export async function showTemplate(
  office: Office,
  actor: Actor,
  code: string,
  version?: number,
): Promise<TemplateHistory> {
  requireRight(actor, 'look');
  const { database } = office;
  const template = await foundTemplate(database, code, version);
  const [view] = await viewed(office, [template]);
  const versions = await viewed(office, await templateVersions(database, code));
  const history = await auditOfSubject(database, `template ${code}`, HISTORY_LENGTH);
  return {
    ...view!,
    versions: versions.map(({ version: each, createdAt, createdBy, standing }) => ({
      ...{ version: each, createdAt, createdBy, standing },
    })),
    history: history.map(({ at, actor, action, detail }) => ({ at, actor, action, detail })),
  };
}

/** Entries of the audit that are shown. */
const HISTORY_LENGTH = 20;

/** @throws {Refusal} when there is no such template, or no such version of it */
export async function foundTemplate(database: Statement, code: string, version?: number): Promise<Template> {
  const template = await templateByCode(database, code, version);
  if (template) return template;
  const which = version === undefined ? '' : ` ${version}`;
  throw refuse(
    'not-found',
    'no-such-template',
    `没有模板 “${code}”${version === undefined ? '' : ` 的第 ${version} 版`}：请用 muster template list 查看`,
    `there is no template “${code}”${which && ` version${which}`}: see \`muster template list\``,
  );
}

/** Stored templates with what the carriers say of them. */
export async function viewed(
  { database, config }: Office,
  stored: readonly Template[],
  sql: Statement = database,
): Promise<TemplateView[]> {
  const reviews = await reviewsOf(
    sql,
    stored.map(({ id }) => id),
  );
  return stored.map((template) => ({
    ...template,
    variables: templateVersion(template).variables,
    standing: standingAmong(reviewersOf(config), template, reviews),
    reviews: reviews.filter(({ templateId }) => templateId === template.id),
  }));
}

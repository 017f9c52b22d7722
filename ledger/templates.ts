import type { MadeMail } from '../domain/messages/template.js';
import type { Channel, MessageClass } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A template version; it never changes. */
export interface Template {
  id: number;
  code: string;
  version: number;
  channel: Channel;
  class: MessageClass;
  language: string;
  subject: string | null;
  text: string;
  html: string | null;
  /** What is sent of a mail without a page of its own; null also in templates of before such were made. */
  madeHtml: string | null;
  madeText: string | null;
  carrierCode: string | null;
  createdAt: Date;
  createdBy: string;
}

/** What a person gives; version, author and time are added. */
export type NewTemplate = Omit<
  Template,
  'id' | 'version' | 'madeHtml' | 'madeText' | 'createdAt' | 'createdBy'
> & { made?: MadeMail };

/** Adds the next version; the same words as the newest version are that version. */
export async function addTemplate(
  sql: Statement,
  template: NewTemplate,
  { by, now }: { by: string; now: Date },
): Promise<{ template: Template; added: boolean }> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`template ${template.code}`}))`;
  const newest = await templateByCode(sql, template.code);
  if (newest && sameWords(newest, template)) return { template: newest, added: false };
  const [added] = await sql<[Template]>`
    INSERT INTO template (code, version, channel, class, language, subject, text, html, made_html, made_text, carrier_code, created_at, created_by)
    VALUES (${template.code}, ${(newest?.version ?? 0) + 1}, ${template.channel}, ${template.class}, ${template.language},
      ${template.subject}, ${template.text}, ${template.html}, ${template.made?.html ?? null}, ${template.made?.text ?? null}, ${template.carrierCode}, ${now}, ${by})
    RETURNING *`;
  return { template: added, added: true };
}

const sameWords = (stored: Template, given: NewTemplate): boolean =>
  (['channel', 'class', 'language', 'subject', 'text', 'html', 'carrierCode'] as const).every(
    (field) => stored[field] === given[field],
  );

/** The newest version of a template, or the one asked for. */
export async function templateByCode(
  sql: Statement,
  code: string,
  version?: number,
): Promise<Template | undefined> {
  const [row] = await sql<Template[]>`
    SELECT * FROM template WHERE code = ${code} ${version === undefined ? sql`` : sql`AND version = ${version}`}
    ORDER BY version DESC LIMIT 1`;
  return row;
}

/** The template version a message was written with. Versions never change: callers may keep what they have read. */
export async function templateById(sql: Statement, id: number): Promise<Template> {
  const [row] = await sql<[Template]>`SELECT * FROM template WHERE id = ${id}`;
  return row;
}

/** The newest version of every template. */
export async function listTemplates(sql: Statement): Promise<Template[]> {
  return sql<Template[]>`SELECT DISTINCT ON (code) * FROM template ORDER BY code, version DESC`;
}

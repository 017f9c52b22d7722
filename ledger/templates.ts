import { canonicalJson } from '../domain/plan/hash.js';
import type { MadeMail, StoredTemplate } from '../domain/messages/template.js';
import type { Statement } from '../runtime/database.js';

/** A template version; it never changes. */
export interface Template extends StoredTemplate {
  id: number;
  createdAt: Date;
  createdBy: string;
}

type Optional = 'kind' | 'variables' | 'links';

/** What a person gives; version, author and time are added. */
export type NewTemplate = Omit<
  Template,
  'id' | 'version' | 'madeHtml' | 'madeText' | 'createdAt' | 'createdBy' | Optional
> &
  Partial<Pick<Template, Optional>> & { made?: MadeMail };

/**
 * Adds the next version; the same words as the newest version are that version.
 * @param options `unlessThere`: whatever version is there stays the newest
 */
export async function addTemplate(
  sql: Statement,
  given: NewTemplate,
  { by, now, unlessThere = false }: { by: string; now: Date; unlessThere?: boolean },
): Promise<{ template: Template; added: boolean }> {
  const template = { kind: null, variables: null, links: [], ...given };
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`template ${template.code}`}))`;
  const newest = await templateByCode(sql, template.code);
  if (newest && (unlessThere || sameWords(newest, template))) return { template: newest, added: false };
  const [added] = await sql<[Template]>`
    INSERT INTO template (code, version, channel, class, kind, language, subject, text, html, made_html, made_text, variables, links, created_at, created_by)
    VALUES (${template.code}, ${(newest?.version ?? 0) + 1}, ${template.channel}, ${template.class}, ${template.kind},
      ${template.language}, ${template.subject}, ${template.text}, ${template.html}, ${template.made?.html ?? null}, ${template.made?.text ?? null},
      ${template.variables === null ? null : sql.json(template.variables as never)}, ${template.links}, ${now}, ${by})
    RETURNING *`;
  return { template: added, added: true };
}

const FIELDS = [
  'channel',
  'class',
  'kind',
  'language',
  'subject',
  'text',
  'html',
  'variables',
  'links',
] as const;

const sameWords = (stored: Template, given: Required<Omit<NewTemplate, 'made'>>): boolean =>
  FIELDS.every((field) => canonicalJson(stored[field]) === canonicalJson(given[field]));

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

/** Every version of a template, the newest first. */
export async function templateVersions(sql: Statement, code: string): Promise<Template[]> {
  return sql<Template[]>`SELECT * FROM template WHERE code = ${code} ORDER BY version DESC`;
}

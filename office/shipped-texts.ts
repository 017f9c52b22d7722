import { SHIPPED_KINDS, shippedTexts, type ShippedKind } from '../campaigns/shipped.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { addTemplate, type NewTemplate, type Template } from '../ledger/templates.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';
import { viewed, type TemplateView } from './templates.js';

/** In a transaction: adds those that are not there; of the others the office's own words stay, in whatever version. */
export async function addMissing(
  sql: Statement,
  texts: readonly NewTemplate[],
  { by, now }: { by: string; now: Date },
): Promise<{ template: Template; added: boolean }[]> {
  const stored = [];
  // One after the other, always in the same order: each is locked by its code until the end.
  for (const text of texts) stored.push(await addTemplate(sql, text, { by, now, unlessThere: true }));
  return stored;
}

/** A shipped text as the office has it now. */
export type LoadedText = TemplateView & {
  /** False: the office had a text of this code before, which stays as it is. */
  added: boolean;
};

/**
 * Adds the shipped texts of one kind that the office does not have, or of all. Those of SMS are drafts until a carrier
 * has approved them.
 */
export async function loadShippedTexts(
  office: Office,
  actor: Actor,
  kinds: readonly ShippedKind[] = SHIPPED_KINDS,
): Promise<LoadedText[]> {
  requireRight(actor, 'keep templates');
  requireWholeOffice(actor, '添加模板', 'adding templates');
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const stored = await addMissing(sql, kinds.flatMap(shippedTexts), { by: actor.name, now });
    for (const { template, added } of stored) {
      const { code, version, channel } = template;
      const detail = { version, channel, shipped: true };
      const entry = { actor: actor.name, action: 'template add', subject: `template ${code}`, detail };
      if (added) await writeAudit(sql, entry, now);
    }
    const views = await viewed(
      office,
      stored.map(({ template }) => template),
      sql,
    );
    return views.map((view, at) => ({ ...view, added: stored[at]!.added }));
  });
}

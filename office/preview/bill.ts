import { smsCostFen, smsLength, SMS_LENGTH_LIMIT, smsParts } from '../../domain/messages/parts.js';
import { substitute } from '../../domain/messages/placeholders.js';
import type { TemplateVersion } from '../../domain/messages/template.js';
import type { ChannelPlan } from '../../domain/plan/plan.js';
import type { ChannelForecast } from '../../ledger/preview.js';
import type { Office } from '../office.js';

/** What an SMS step is billed. */
export interface SmsBill {
  /** Billed parts in all. */
  parts: number;
  /** Parts of the shortest and of the longest text. */
  partsEach: { least: number; most: number };
  /** Length of the longest text with its signature, in UTF-16 units; over the carrier's limit it cannot be sent. */
  longest: number;
  /** In 分 (0.01 yuan). */
  costFen: number;
}

/**
 * Exact, by every text's own length, although no recipient's values leave the database. A text over the carrier's limit
 * is never sent, and costs nothing.
 */
export function billOf(
  { config }: Pick<Office, 'config'>,
  { text }: TemplateVersion,
  { variables }: ChannelPlan,
  { lengths }: ChannelForecast,
): SmsBill {
  const fixed = smsLength(
    config.smsSignName,
    substitute(text, (name) => variables[name] ?? ''),
  );
  const each = lengths
    .filter(({ units }) => fixed + units <= SMS_LENGTH_LIMIT)
    .map(({ units, messages }) => ({ parts: smsParts(fixed + units), messages }));
  const parts = each.reduce((sum, one) => sum + one.parts * one.messages, 0);
  return {
    parts,
    partsEach: { least: each[0]?.parts ?? 0, most: each.at(-1)?.parts ?? 0 },
    longest: fixed + (lengths.at(-1)?.units ?? 0),
    costFen: smsCostFen(parts, config.smsPartPriceFen),
  };
}

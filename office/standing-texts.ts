import { shippedTexts } from '../campaigns/shipped.js';
import type { Statement } from '../runtime/database.js';
import { addMissing } from './shipped-texts.js';

/**
 * In a transaction: sees to it that the ledger has the texts of the office's standing run; those that are there, in whatever version, stay
 * as they are. Those of SMS are used once the office's carrier has approved them.
 */
export const addStandingTexts = (sql: Statement, now: Date): Promise<unknown> =>
  addMissing(sql, shippedTexts('office'), { by: 'muster', now });

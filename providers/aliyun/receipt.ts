import { plainCode } from '../outcomes.js';
import type { Pushed, Receipt } from '../pushed.js';
import { FieldProblem, instant, optionalText, phone, readItems, type Fields } from './push-items.js';

/** Longest OutId the API knows, less one. */
const LONGEST_LABEL = 255;

/**
 * Codes by which the carrier itself has failed: its way was closed, the network said nothing that it knows, or there is no
 * way at all. The set is open and most of it is about phones (switched off, full, barred) or words, as is
 * `REQUEST_SUCCESS`, so what is not here blames nobody. Source: help.aliyun.com, 短信服务, codes of receipts.
 */
export const LOSS_CODES: readonly string[] = ['IS_CLOSE', 'SP_UNKNOWN_ERROR', 'NO_ROUTE'];

/** Reads a pushed array of SmsReport items. */
export const readReceipts = (body: string): Pushed<Receipt> => readItems(body, readReceipt);

function readReceipt(fields: Fields): Receipt {
  const outId = label(fields, 'out_id');
  const reference = label(fields, 'biz_id');
  if (outId === null && reference === null) throw new FieldProblem('out_id');
  return {
    outId,
    reference: reference ?? '',
    address: phone(fields, 'phone_number'),
    delivered: success(fields),
    // An open set of the operators; only `success` decides.
    code: plainCode(fields['err_code'], 'unnamed'),
    reportedAt: instant(fields, 'report_time'),
  };
}

function label(fields: Fields, name: string): string | null {
  const value = optionalText(fields, name);
  if (value !== null && value.length > LONGEST_LABEL) throw new FieldProblem(name);
  return value;
}

function success(fields: Fields): boolean {
  const value = fields['success'];
  if (typeof value !== 'boolean') throw new FieldProblem('success');
  return value;
}

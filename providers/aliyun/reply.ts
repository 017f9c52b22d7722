import type { Pushed, Reply } from '../pushed.js';
import { FieldProblem, instant, phone, readItems, text, type Fields } from './push-items.js';

/**
 * A `sequence_id` written as a whole number. JavaScript would round the long ones, and two texts could then pass for
 * one; so they become strings before the body is parsed. Inside a JSON string the quotes would be escaped, hence this
 * matches nothing but the field itself.
 */
const WHOLE_SEQUENCE = /("sequence_id"\s*:\s*)(\d+)(?=\s*[,}])/g;

/** Reads a pushed array of SmsUp items. */
export const readReplies = (body: string): Pushed<Reply> =>
  readItems(body.replace(WHOLE_SEQUENCE, '$1"$2"'), readReply);

function readReply(fields: Fields): Reply {
  return {
    address: phone(fields, 'phone_number'),
    content: text(fields, 'content'),
    receivedAt: instant(fields, 'send_time'),
    destination: text(fields, 'dest_code'),
    sequence: sequence(fields),
  };
}

/** A string now, a number in older documents, a floating one (`1.2E9`) from the queue. */
function sequence(fields: Fields): string {
  const value = text(fields, 'sequence_id').trim();
  if (value === '' || value.length > 64) throw new FieldProblem('sequence_id');
  return value;
}

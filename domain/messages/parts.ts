/**
 * How long an SMS is and what it costs. Every character counts one, Latin or Chinese, in UTF-16 units (an
 * emoji is two). Limits: the carrier's documentation, measured in our notes of its SDK.
 */

/** Longest text the carrier takes, signature included, in UTF-16 units. */
export const SMS_LENGTH_LIMIT = 500;
/** Longest text that is one part. */
export const SINGLE_PART_LENGTH = 70;
/** Units of a part of a longer text: each gives three to its own numbering. */
export const JOINED_PART_LENGTH = 67;

/** Length as billed, in UTF-16 units: 【sign】, its brackets included, and text. */
export const smsLength = (sign: string, text: string): number => sign.length + 2 + text.length;

/** How many parts a length is billed as; a phone shows them as one message. Over the limit is refused. */
export function smsParts(length: number): number {
  if (length > SMS_LENGTH_LIMIT) throw new RangeError(`SMS of ${length} units; at most ${SMS_LENGTH_LIMIT}`);
  return length <= SINGLE_PART_LENGTH ? 1 : Math.ceil(length / JOINED_PART_LENGTH);
}

/**
 * Cost in whole 分 (fen, 0.01 yuan) of so many parts. `partPriceFen` may be a fraction (4.5 分), therefore
 * the sum of a whole run is rounded once, never message by message.
 */
export const smsCostFen = (parts: number, partPriceFen: number): number => Math.round(parts * partPriceFen);

import { partly, sqlState, type Transaction } from '../runtime/database.js';
import { isOutage } from './outage.js';

/** An item that nothing can be done with, and why: an SQLSTATE or the name of an error, never its words. */
export interface Failure<Item> {
  item: Item;
  error: string;
}

/**
 * Works on items together; where that fails, on each half, and so on, until whatever fails fails alone: one bad item
 * neither harms the others nor holds them up. In the order given. While the ledger is away it throws: that is no
 * item's fault.
 * @returns what has failed
 */
export async function workApart<Item>(
  sql: Transaction,
  items: readonly Item[],
  work: (sql: Transaction, items: readonly Item[]) => Promise<void>,
): Promise<Failure<Item>[]> {
  const [first] = items;
  if (first === undefined) return [];
  try {
    await partly(sql, (part) => work(part, items));
    return [];
  } catch (error) {
    if (isOutage(error)) throw error;
    if (items.length === 1) return [{ item: first, error: nameOf(error) }];
  }
  const middle = Math.ceil(items.length / 2);
  const before = await workApart(sql, items.slice(0, middle), work);
  return [...before, ...(await workApart(sql, items.slice(middle), work))];
}

/** An error's words may quote what somebody wrote. */
export const nameOf = (error: unknown): string =>
  sqlState(error) ?? (error instanceof Error ? error.name : typeof error);

import { parseOfficeTime } from '../../domain/calendar/office-day.js';
import type { Pushed } from '../pushed.js';

/** A field of a pushed item that is missing or malformed, by its wire name. */
export class FieldProblem extends Error {
  constructor(readonly field: string) {
    super(field);
  }
}

/** One pushed object; its fields are read through checks that name the field they refuse. */
export type Fields = Record<string, unknown>;

/**
 * Reads a pushed JSON array item by item. `read` throws {@link FieldProblem} for an item it cannot read; the others
 * are kept.
 */
export function readItems<Item>(body: string, read: (fields: Fields) => Item): Pushed<Item> {
  const pushed: Pushed<Item> = { items: [], problems: [] };
  const parsed = parsedArray(body);
  if (typeof parsed === 'string') {
    pushed.problems.push({ item: null, reason: parsed, field: null });
    return pushed;
  }
  for (const [item, fields] of parsed.entries()) {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      pushed.problems.push({ item, reason: 'not-an-object', field: null });
      continue;
    }
    try {
      pushed.items.push(read(fields as Fields));
    } catch (problem) {
      if (!(problem instanceof FieldProblem)) throw problem;
      pushed.problems.push({ item, reason: 'field', field: problem.field });
    }
  }
  return pushed;
}

function parsedArray(body: string): unknown[] | 'not-json' | 'not-an-array' {
  try {
    const parsed: unknown = JSON.parse(body);
    return Array.isArray(parsed) ? (parsed as unknown[]) : 'not-an-array';
  } catch {
    return 'not-json';
  }
}

/** A phone: mainland numbers as 11 digits, whatever prefix they come with; others as they are. */
export function phone(fields: Fields, name: string): string {
  const written = text(fields, name).trim();
  if (!/^\+?\d{5,20}$/.test(written)) throw new FieldProblem(name);
  return /^(?:\+?86)?(1\d{10})$/.exec(written)?.[1] ?? written;
}

/** `yyyy-MM-dd HH:mm:ss`, Beijing time. */
export function instant(fields: Fields, name: string): Date {
  const parsed = parseOfficeTime(text(fields, name));
  if (!parsed) throw new FieldProblem(name);
  return parsed;
}

/** A string, or a number as its digits. PostgreSQL cannot keep U+0000: one such push would hold up all the others. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && !value.includes('\0')) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new FieldProblem(name);
}

/** A string that may be missing or null; empty counts as missing. */
export function optionalText(fields: Fields, name: string): string | null {
  const value = fields[name];
  return value === undefined || value === null || value === '' ? null : text(fields, name);
}

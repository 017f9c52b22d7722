import { readFileSync } from 'node:fs';
import type { Reading, ReplyMeaning } from '../../../domain/messages/reply-reader.js';

/** A reply and what must be read from it. */
export interface ReplyCase {
  reply: string;
  meaning: ReplyMeaning;
  /** Honestly ambiguous: must fall below SURE, and the meaning is only the best guess. */
  ambiguous: boolean;
  /** The fields the table names, as it writes them. */
  fields: Record<string, string>;
}

/** The table in reply-cases.txt; its head explains the form. */
export function replyCases(): ReplyCase[] {
  const cases: ReplyCase[] = [];
  let group: Pick<ReplyCase, 'meaning' | 'ambiguous'> | null = null;
  for (const line of readFileSync(new URL('reply-cases.txt', import.meta.url), 'utf8').split('\n')) {
    const head = /^\[([a-z-]+)(~?)\]$/.exec(line);
    if (head) group = { meaning: head[1] as ReplyMeaning, ambiguous: head[2] === '~' };
    else if (group && line !== '' && !line.startsWith('//')) cases.push({ ...group, ...caseOf(line) });
  }
  return cases;
}

function caseOf(line: string): Pick<ReplyCase, 'reply' | 'fields'> {
  const [reply = '', named = ''] = line.split(' :: ');
  const fields = named.split(' ').filter(Boolean);
  return { reply, fields: Object.fromEntries(fields.map((field) => field.split('=') as [string, string])) };
}

const day = (instant: Date | null): string | null =>
  instant && new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** A reading's fields as the table writes them; what was not read is left out. */
export function fieldsOf(reading: Reading): Record<string, string> {
  const fields = {
    codes: reading.codes.join(',') || null,
    late: reading.lateMinutes,
    people: reading.people,
    from: day(reading.awayFrom),
    until: day(reading.awayUntil),
    code: reading.signInCode,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

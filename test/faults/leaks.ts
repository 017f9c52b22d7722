import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Database } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';
import { CALL_OUT_TEMPLATES } from '../../campaigns/call-out/texts.js';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';

/** What may stand in no log, no Redis and no Temporal history. */
export interface Secrets {
  names: ReadonlySet<string>;
  addresses: ReadonlySet<string>;
  /** Pieces of the texts, long enough that nothing else says the same. */
  sentences: readonly string[];
}

/** Something personal found where it must not be; the finding itself repeats nothing of it. */
export interface Leak {
  file: string;
  what: 'name' | 'phone or mail address' | 'text';
  count: number;
}

/**
 * Names, phones, mail addresses and texts of everybody in the ledger.
 * @param written what else must not be found: what people wrote
 */
export async function secretsOf(
  database: Database,
  keys: Keys,
  written: readonly string[],
): Promise<Secrets> {
  const texts = [...NOTICE_TEMPLATES, ...CALL_OUT_TEMPLATES].map(({ text }) => text);
  const people = await database<{ name: string; phoneCipher: Buffer | null; emailCipher: Buffer | null }[]>`
    SELECT name, phone_cipher, email_cipher FROM person`;
  const ciphers = people.flatMap(({ phoneCipher, emailCipher }) => [phoneCipher, emailCipher]);
  return {
    names: new Set(people.map(({ name }) => name)),
    addresses: new Set(ciphers.filter((cipher) => cipher !== null).map((cipher) => keys.decrypt(cipher))),
    sentences: [...new Set([...texts, ...written].flatMap(sentencesOf))],
  };
}

const SENTENCE_CHARACTERS = 8;

/** A code stands in the middle of what people write. */
const sentencesOf = (text: string): string[] =>
  text.split(/\$\{\w+\}|[\s，。：、\w]+/u).filter((piece) => piece.length >= SENTENCE_CHARACTERS);

/**
 * Searches what a stack has written: all logs, Redis's file of every command it was given, and Temporal's database,
 * whose histories hold their payloads in clear.
 */
export async function searchFolder(folder: string, secrets: Secrets): Promise<Leak[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const searched = files.filter((file) => /^(logs|redis|temporal\.sqlite)/.test(relative(folder, file)));
  const leaks = await Promise.all(
    searched.map(async (file) =>
      search(await readFile(file, 'utf8'), secrets).map((leak) => ({
        file: relative(folder, file),
        ...leak,
      })),
    ),
  );
  return leaks.flat();
}

/** What of the secrets stands in a text, and how often. */
export function search(text: string, { names, addresses, sentences }: Secrets): Omit<Leak, 'file'>[] {
  const counts = {
    'phone or mail address': matches(text, /1[3-9]\d{9}|[\w.+-]+@[\w.-]+/g).filter((found) =>
      addresses.has(found),
    ).length,
    name: matches(text, /\p{Script=Han}+/gu).filter((run) => holdsName(run, names)).length,
    text: sentences.reduce((sum, sentence) => sum + text.split(sentence).length - 1, 0),
  };
  return Object.entries(counts).flatMap(([what, count]) =>
    count > 0 ? [{ what: what as Leak['what'], count }] : [],
  );
}

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([found]) => found);

/** Names have two to four characters; a run that short is compared whole, a sentence of ours is no name. */
const holdsName = (run: string, names: ReadonlySet<string>): boolean => run.length <= 4 && names.has(run);

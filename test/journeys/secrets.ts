import { CAST } from '../support/cast.js';

/** Whatever a person of the cast could be known by, and what was written to them. */
export function secretsOf(texts: readonly string[]): string[] {
  const people = Object.entries(CAST) as [string, { phone?: string; email?: string }][];
  const known = people.flatMap(([name, { phone, email }]) =>
    [name, phone, email].filter((value) => value !== undefined),
  );
  return [...known, ...texts];
}

/** Which secrets stand in a text, as they are or in one of the ways software writes them down. */
export function foundIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => waysToWrite(secret).some((written) => text.includes(written)));
}

const waysToWrite = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  // JSON that escapes everything beyond ASCII.
  secret.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
];

/** Every text inside a value, payloads decoded: bytes, and text that is base64 of something. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...decoded(value)];
  if (value instanceof Uint8Array) return textsIn(Buffer.from(value).toString('utf8'));
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
  }
  return [String(value)];
}

const BASE64 = /^[A-Za-z0-9+/]{8,}={0,2}$/;
const decoded = (text: string): string[] =>
  BASE64.test(text) ? [Buffer.from(text, 'base64').toString('utf8')] : [];

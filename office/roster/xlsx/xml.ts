import { Parser } from 'saxen';
import { brokenWorkbook, tooLarge } from './broken.js';

/** What is heard of an XML file; names are without their prefix. */
export interface XmlListener {
  open?(name: string, attributes: () => Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Longest text or tag; a cell holds 32,767 characters at most. */
const LONGEST_PIECE = 1024 ** 2;

/**
 * Reads XML piece by piece; after each piece whoever listens may pass on what it has gathered. Entities beyond
 * the five of XML are left as they are: nothing can be made to grow.
 */
export async function* parseXml(
  pieces: AsyncIterable<Buffer>,
  listener: XmlListener,
): AsyncGenerator<void, void> {
  const decoder = new TextDecoder('utf-8');
  const parser = new Parser();
  let failed: Error | undefined;
  let sinceEvent = 0;
  listen(parser, listener, () => (sinceEvent = 0));
  parser.on('error', (error) => (failed = error));
  for await (const piece of pieces) {
    sinceEvent += piece.length;
    parser.write(decoder.decode(piece, { stream: true }));
    if (failed) throw broken();
    if (sinceEvent > LONGEST_PIECE) throw tooLarge();
    yield;
  }
  parser.write(decoder.decode());
  parser.end();
  if (failed) throw broken();
  yield;
}

const broken = () => brokenWorkbook('这个 .xlsx 的内容已损坏', 'the content of this .xlsx is damaged');

function listen(parser: Parser, listener: XmlListener, heard: () => void): void {
  parser.on('openTag', (name, attributes) => {
    heard();
    listener.open?.(local(name), () => plain(attributes()));
  });
  parser.on('closeTag', (name) => {
    heard();
    listener.close?.(local(name));
  });
  parser.on('text', (text) => listener.text?.(decoded(text)));
  parser.on('cdata', (text) => listener.text?.(text));
}

/** Some programs write `x:row` for `row`. */
const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

function plain(attributes: Record<string, string>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in attributes) read[local(name)] = decoded(attributes[name]!);
  return read;
}

const ENTITY = /&(?:#(\d+)|#x([\da-f]+)|(amp|apos|gt|lt|quot));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

/** Not by saxen, which cuts a character beyond U+FFFF: `&#x20BB7;田` would be another surname. */
const decoded = (text: string): string =>
  text.includes('&')
    ? text.replace(ENTITY, (_, decimal?: string, hex?: string, name?: string) =>
        name === undefined
          ? character(hex === undefined ? Number(decimal) : parseInt(hex, 16))
          : NAMED[name.toLowerCase()]!,
      )
    : text;

/** A number that is no character stands for one that was lost. */
const character = (code: number): string => (code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code));

/** Reads a small XML file to its end. */
export async function readXml(pieces: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const reading = parseXml(pieces, listener);
  while (!(await reading.next()).done);
}

import { brokenWorkbook, tooLarge } from './broken.js';
import { parseXml, readXml } from './xml.js';
import type { Archive } from './zip.js';

/** Where a workbook has what a roster needs. */
export interface Workbook {
  /** File of the first sheet that is not hidden. */
  sheet: string;
  /** Positions (from 1) of other sheets, by the file of each. */
  others: { position: number; name: string; file: string }[];
  /** Days count from 1904, as on old Macintoshes. */
  from1904: boolean;
  sharedStrings: string | undefined;
}

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';

/** Reads which sheets there are. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  if (!archive.has(WORKBOOK) || !archive.has(RELATIONS)) {
    throw brokenWorkbook('这不是 .xlsx 工作簿', 'this is not an .xlsx workbook');
  }
  const { files, sharedStrings } = await readRelations(archive);
  let from1904 = false;
  const sheets: { position: number; name: string; file: string; hidden: boolean }[] = [];
  await readXml(archive.read(WORKBOOK), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 ||= ['1', 'true'].includes(attributes()['date1904'] ?? '');
      if (name !== 'sheet') return;
      const { name: title = '', id = '', state = 'visible' } = attributes();
      const file = files.get(id);
      if (file !== undefined)
        sheets.push({ position: sheets.length + 1, name: title, file, hidden: state !== 'visible' });
    },
  });
  const first = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  if (!first) throw brokenWorkbook('工作簿里没有工作表', 'the workbook has no sheet');
  return { sheet: first.file, others: sheets.filter((one) => one !== first), from1904, sharedStrings };
}

async function readRelations(
  archive: Archive,
): Promise<{ files: Map<string, string>; sharedStrings: string | undefined }> {
  const files = new Map<string, string>();
  let sharedStrings: string | undefined;
  await readXml(archive.read(RELATIONS), {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = attributes();
      const file = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      if (type.endsWith('/worksheet')) files.set(id, file);
      if (type.endsWith('/sharedStrings') && archive.has(file)) sharedStrings = file;
    },
  });
  return { files, sharedStrings };
}

/** Characters of all shared texts together; a roster of a million people has fewer. */
const MOST_CHARACTERS = 96 * 1024 ** 2;

/** The texts that cells point at: held in memory, as the format offers no other way. */
export async function readSharedStrings(
  archive: Archive,
  file: string | undefined,
  mostCharacters = MOST_CHARACTERS,
): Promise<string[]> {
  const strings: string[] = [];
  if (file === undefined) return strings;
  let text = '';
  let characters = 0;
  // Text stands in <t>, in several of them where parts are bold; <rPh> tells how a word is pronounced.
  let inText = false;
  let inReading = false;
  const reading = parseXml(archive.read(file), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') inReading = false;
      if (name !== 'si') return;
      characters += text.length;
      strings.push(unescaped(text));
    },
    text(part) {
      if (inText) text += part;
    },
  });
  while (!(await reading.next()).done) if (characters > mostCharacters) throw tooLarge();
  return strings;
}

/** `_x000D_` stands for a character that XML cannot hold. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([\da-f]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from '@jest/globals';
import { checkDigit } from '../../../domain/people/resident-id.js';
import type { Cell } from '../../../domain/roster/cell.js';
import type { Actor } from '../../../ledger/operators.js';
import type { Office } from '../../../office/office.js';
import { examineFile, type RosterFile } from '../../../office/roster/file.js';
import { planRoster, type Planned } from '../../../office/roster/plan.js';
import type { RosterReport } from '../../../office/roster/report.js';
import { withRoster, type Roster } from '../../../office/roster/rows.js';
import type { Database } from '../../../runtime/database.js';

/** A folder of this test file's own. */
export const folder = await mkdtemp(join(tmpdir(), 'muster-roster-'));
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
/** A name for a file that does not exist yet. */
export const fresh = (ending: string): string => join(folder, `${++files}.${ending}`);

/** A valid ID of area 130299. */
export const idOf = (birth: string, sequence: string): string => {
  const body = `130299${birth}${sequence}`;
  return body + checkDigit(body);
};

/** Writes a file of these bytes. */
export async function fileOf(content: string | Buffer, ending = 'csv'): Promise<string> {
  const path = fresh(ending);
  await writeFile(path, content);
  return path;
}

/** Reads a file to its end. */
export async function readWhole(
  path: string,
): Promise<Omit<Roster, 'rows'> & { file: RosterFile; cells: Record<number, Cell[]> }> {
  const file = await examineFile(path);
  return withRoster(
    file,
    () => undefined,
    async ({ rows, ...rest }) => {
      const cells: Record<number, Cell[]> = {};
      for await (const row of rows) cells[row.number] = row.cells;
      return { ...rest, file, cells };
    },
  );
}

/** Lets something be read to its end. */
export async function gathered(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

/** A roster as comma-separated text: each row by its headings. */
export function csvOf(rows: readonly Record<string, string>[]): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => headings.map((heading) => row[heading] ?? '').join(','));
  return [headings.join(','), ...lines].join('\r\n');
}

/** Plans a file that must be there to be planned. */
export async function planFile(
  office: Office,
  actor: Actor,
  path: string,
): Promise<Extract<Planned, { already: false }>> {
  const planned = await planRoster(office, actor, path);
  if (planned.already) throw new Error(`in force as ${planned.applied.id}`);
  return planned;
}

/** Plans rows. */
export const planRows = async (
  office: Office,
  actor: Actor,
  rows: readonly Record<string, string>[],
): Promise<RosterReport> => (await planFile(office, actor, await fileOf(csvOf(rows)))).report;

const TABLES = [
  'person',
  'membership',
  'team_member',
  'qualification',
  'consent',
  'contact_role',
  'availability',
  'former_phone',
  'opt_out',
];

/** Everything an import may write, and more, whole, in an order of its own. */
export async function ledgerContent(database: Database): Promise<Record<string, unknown[]>> {
  const content: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const rows = await database<{ row: unknown }[]>`
      SELECT to_jsonb(t) AS row FROM ${database(table)} t ORDER BY to_jsonb(t)::text`;
    content[table] = rows.map(({ row }) => row);
  }
  return content;
}

/** Makes the ledger hold that again, whatever has happened to it. */
export async function restoreContent(database: Database, content: Record<string, unknown[]>): Promise<void> {
  await database.begin(async (sql) => {
    // Nothing is checked and nothing cascades: the rows go back as they were.
    await sql`SET LOCAL session_replication_role = replica`;
    for (const [table, rows] of Object.entries(content)) {
      await sql`DELETE FROM ${sql(table)}`;
      await sql`INSERT INTO ${sql(table)} OVERRIDING SYSTEM VALUE
        SELECT * FROM json_populate_recordset(NULL::${sql(table)}, ${JSON.stringify(rows)}::text::json)`;
    }
    await sql`TRUNCATE roster_change, run, occurrence, occurrence_channel, recipient, batch, message, attempt, rendering, inbox, receipt, reply CASCADE`;
  });
}

/** Packs files into a zip archive, deflated. */
export function zipOf(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(raw), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(raw.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    parts.push(Buffer.from('504b0304', 'hex'), facts, Buffer.from(name), packed);
    const entry = Buffer.alloc(42);
    entry.writeUInt16LE(20, 0);
    facts.copy(entry, 2);
    entry.writeUInt32LE(offset, 38);
    directory.push(Buffer.from('504b0102', 'hex'), entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** What a hand-made workbook consists of. */
export interface BareWorkbook {
  /** Content of `sheetData` of each sheet; attributes such as `state="hidden"` before a bar. */
  sheets: readonly string[];
  strings?: string;
  workbookPr?: string;
  prefix?: string;
}

/** A workbook as its XML, for what no library writes. */
export function workbookOf({ sheets, strings, workbookPr = '', prefix = '' }: BareWorkbook): Buffer {
  const p = prefix;
  const split = sheets.map((one) => (one.includes('|') ? one.split('|') : ['', one]) as [string, string]);
  const names = p === '' ? `xmlns="${MAIN}"` : `xmlns:${p.slice(0, -1)}="${MAIN}"`;
  return zipOf({
    'xl/workbook.xml': `<${p}workbook ${names} xmlns:r="${RELATION}"><${p}workbookPr ${workbookPr}/><${p}sheets>${split
      .map(([state], at) => `<${p}sheet name="s${at}" sheetId="${at + 1}" r:id="rId${at + 1}" ${state}/>`)
      .join('')}</${p}sheets></${p}workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${split
      .map(
        (_, at) =>
          `<Relationship Id="rId${at + 1}" Type="${RELATION}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rIdS" Type="${RELATION}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    ...(strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings}</sst>` }),
    ...Object.fromEntries(
      split.map(([, data], at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<?xml version="1.0"?><${p}worksheet ${names}><${p}sheetData>${data}</${p}sheetData></${p}worksheet>`,
      ]),
    ),
  });
}

/** A row of texts as sheet XML. */
export const textRow = (number: number, ...cells: string[]): string =>
  `<row r="${number}">${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

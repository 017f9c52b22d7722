import { Directory } from '../../domain/roster/directory.js';
import type { RowContext } from '../../domain/roster/fields.js';
import type { Heading } from '../../domain/roster/headings.js';
import { readRow } from '../../domain/roster/row.js';
import {
  noteFaults,
  stageRows,
  unitsInScope,
  type FaultyRow,
  type StagedRow,
} from '../../ledger/roster/stage.js';
import type { Statement } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';
import type { Roster } from './rows.js';
import { sealRow } from './seal.js';

/** Rows checked, sealed and written at a time: memory stays flat, and one turn takes some tens of milliseconds. */
const CHUNK = 500;
/** Faults noted of one row; one with more is out of line altogether. */
const MOST_FAULTS = 20;
/** Example rows named. */
const LISTED = 5;

/** What was found in a file beside people. */
export interface StagingNotes {
  /** Rows with something in them, the template's example not counted. */
  rows: number;
  /** Rows that are the template's example. */
  examples: number[];
}

/** What a roster may name, within a part of the tree. */
export async function rowContext(
  sql: Statement,
  { scopePath, today }: { scopePath: string; today: string },
): Promise<RowContext> {
  const { committees, teams, teamsAbove } = await unitsInScope(sql, scopePath);
  const team = { zh: '队伍代码或名称', en: 'team code or name' };
  return {
    today,
    committees: new Directory(committees, { zh: '组织代码或名称', en: 'committee code or name' }),
    teams: new Directory(teams, team),
    teamsAbove: new Directory(teamsAbove, team),
  };
}

/**
 * Reads a roster to its end: right rows are staged, faults noted. The next rows are read and sealed while the
 * database writes the last ones.
 * @param onRows hears how many rows have been read, chunk by chunk
 */
export async function stageRoster(
  sql: Statement,
  importId: number,
  { headings, rows }: Pick<Roster, 'headings' | 'rows'>,
  { keys, context, onRows }: { keys: Keys; context: RowContext; onRows: (rows: number) => void },
): Promise<StagingNotes> {
  const chunks = new Chunks(sql, importId);
  const reader = new Reader(headings, context, keys);
  for await (const { number, cells } of rows) {
    reader.read(number, cells);
    if (reader.waiting < CHUNK) continue;
    await chunks.write(reader.take());
    onRows(reader.notes.rows);
  }
  await chunks.write(reader.take());
  await chunks.written();
  onRows(reader.notes.rows);
  return reader.notes;
}

/** Right and wrong rows ready to be written. */
interface Chunk {
  right: StagedRow[];
  wrong: FaultyRow[];
}

/** Reads rows into chunks. */
class Reader {
  readonly notes: StagingNotes = { rows: 0, examples: [] };
  private chunk: Chunk = { right: [], wrong: [] };

  constructor(
    private readonly headings: readonly Heading[],
    private readonly context: RowContext,
    private readonly keys: Keys,
  ) {}

  get waiting(): number {
    return this.chunk.right.length + this.chunk.wrong.length;
  }

  read(number: number, cells: Parameters<typeof readRow>[1]): void {
    const reading = readRow(this.headings, cells, this.context);
    if (reading.is === 'example' && this.notes.examples.length < LISTED) this.notes.examples.push(number);
    if (reading.is === 'person') this.chunk.right.push(sealRow(this.keys, number, reading.person));
    if (reading.is === 'faulty')
      this.chunk.wrong.push({ rowNumber: number, faults: reading.faults.slice(0, MOST_FAULTS) });
    if (reading.is === 'person' || reading.is === 'faulty') this.notes.rows++;
  }

  take(): Chunk {
    const { chunk } = this;
    this.chunk = { right: [], wrong: [] };
    return chunk;
  }
}

/** Writes chunks, one at a time, and lets reading go on meanwhile. */
class Chunks {
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sql: Statement,
    private readonly importId: number,
  ) {}

  /** Resolves once the chunk before is written. */
  async write({ right, wrong }: Chunk): Promise<void> {
    await this.writing;
    this.writing = Promise.all([
      stageRows(this.sql, this.importId, right),
      noteFaults(this.sql, this.importId, wrong),
    ]);
    // Whoever waits next hears of a failure; nobody may be waiting yet.
    this.writing.catch(() => undefined);
  }

  async written(): Promise<void> {
    await this.writing;
  }
}

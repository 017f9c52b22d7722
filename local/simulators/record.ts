import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';

/** A mark is set at most every so many lines, so that reading on from a line need not start at the top. */
const LINES_PER_MARK = 1000;
/** Bytes read at once when many lines are wanted, and when one is. */
const CHUNK_BYTES = 1 << 16;
const LINE_BYTES = 1 << 11;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const MOST_BYTES_PER_UNIT = 3;
const NEWLINE = 10;

/**
 * What "reached" the phone or the inbox: one JSON line per message, only ever appended. It is the judge of what
 * was lost and what came twice, so a line is with the operating system before the caller hears "taken": a
 * simulator that is killed a moment later has still told the truth.
 */
export class AppendOnlyRecord<Line extends object> {
  private readonly file: number;
  private bytes: number;
  private count = 0;
  private scratch = Buffer.allocUnsafe(CHUNK_BYTES);
  private readonly marks = [{ line: 0, offset: 0 }];

  /** Opens or creates the file (and its folder); what it already holds is kept and counted. */
  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'a+');
    this.bytes = fstatSync(this.file).size;
    this.countLines();
  }

  /** How many lines the file holds. */
  get lines(): number {
    return this.count;
  }

  /**
   * Appends the lines of one call in one write; returns when the operating system has them.
   * @returns for each line the byte at which it starts, for {@link lineAt}
   */
  append(lines: readonly Line[]): number[] {
    if (lines.length === 0) return [];
    this.mark(this.count, this.bytes);
    let filled = 0;
    const starts = lines.map((line) => {
      const start = this.bytes + filled;
      filled = this.place(`${JSON.stringify(line)}\n`, filled);
      return start;
    });
    writeSync(this.file, this.scratch, 0, filled);
    this.bytes += filled;
    this.count += lines.length;
    return starts;
  }

  /** The line that starts at this byte: what can be looked up here need not be kept in memory. */
  lineAt(start: number): Line {
    let end = this.bytes;
    this.eachLineEnd(start, LINE_BYTES, (found) => {
      end = found;
      return false;
    });
    return this.parse(start, end);
  }

  /** Visits every line of the file with the byte at which it starts, oldest first. */
  eachLine(visit: (line: Line, start: number) => void): void {
    let start = 0;
    this.eachLineEnd(0, CHUNK_BYTES, (end) => {
      visit(this.parse(start, end), start);
      start = end;
      return true;
    });
  }

  /** The lines after the first `line` of them, as they stand now: JSON lines in bytes. */
  readAfter(line: number): Readable {
    const start = this.startOf(line);
    return start >= this.bytes
      ? Readable.from([])
      : createReadStream(this.path, { start, end: this.bytes - 1 });
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.file);
  }

  /** Puts text into the scratch buffer at `offset`, which grows as needed, and returns the offset after it. */
  private place(text: string, offset: number): number {
    const most = offset + text.length * MOST_BYTES_PER_UNIT;
    if (most > this.scratch.length) this.scratch = Buffer.concat([this.scratch], most * 2);
    return offset + this.scratch.write(text, offset);
  }

  private parse(start: number, end: number): Line {
    const bytes = Buffer.allocUnsafe(end - start);
    readSync(this.file, bytes, 0, bytes.length, start);
    return JSON.parse(bytes.toString()) as Line;
  }

  private mark(line: number, offset: number): void {
    if (line - this.marks.at(-1)!.line >= LINES_PER_MARK) this.marks.push({ line, offset });
  }

  /** Counts what is there; half a line at the end was never answered as taken (a kill in mid-write) and is cut off. */
  private countLines(): void {
    let whole = 0;
    this.eachLineEnd(0, CHUNK_BYTES, (end) => {
      whole = end;
      this.mark(++this.count, end);
      return true;
    });
    if (whole < this.bytes) ftruncateSync(this.file, whole);
    this.bytes = whole;
  }

  /** Byte at which the line number `line` (from 0) starts; the end of the file when there is none. */
  private startOf(line: number): number {
    if (line >= this.count) return this.bytes;
    const mark = this.marks.findLast((known) => known.line <= line)!;
    let at = mark.line;
    let offset = mark.offset;
    if (at === line) return offset;
    this.eachLineEnd(offset, CHUNK_BYTES, (end) => {
      offset = end;
      return ++at < line;
    });
    return offset;
  }

  /** Calls `visit` with the byte after each line end from `offset` on, until it answers false. */
  private eachLineEnd(offset: number, chunkBytes: number, visit: (end: number) => boolean): void {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let at = offset, read = 1; at < this.bytes && read > 0; at += read) {
      read = readSync(this.file, chunk, 0, chunkBytes, at);
      const filled = chunk.subarray(0, read);
      for (let end = filled.indexOf(NEWLINE); end !== -1; end = filled.indexOf(NEWLINE, end + 1)) {
        if (!visit(at + end + 1)) return;
      }
    }
  }
}

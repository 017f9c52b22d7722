import { readFile, stat } from 'node:fs/promises';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLParseError,
} from 'yaml';
import type { Problem } from '../../domain/problem.js';
import { Refusal, type RefusalKind } from '../../office/refusal.js';

/** Larger than any definition; a wrong file is refused before it is parsed. */
const MOST_BYTES = 1024 * 1024;

/** A line and column of a file, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A problem with its place in the file it was read from. */
export interface PlacedProblem extends Problem {
  file: string;
  position: Position | null;
}

/** A YAML or JSON file as read (JSON is YAML), which can say where in it a value stands. */
export interface DefinitionFile {
  name: string;
  value: unknown;
  /** Where a path stands: its key, its item, or the nearest thing around it that is there. */
  positionOf(path: Problem['path']): Position | null;
}

/**
 * Reads a definition.
 * @throws {Refusal} when the file is not there, too large, or no YAML or JSON, with line and column
 */
export async function readDefinitionFile(name: string): Promise<DefinitionFile> {
  const text = await readText(name);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new FileRefusal(
      'invalid',
      firstOfEach(document.errors).map(({ code, message, pos }) => ({
        path: [],
        reason: code,
        zh: `不是有效的 YAML 或 JSON：${SLIPS[code] ?? message}`,
        en: `not valid YAML or JSON: ${message}`,
        file: name,
        position: positionAt(lines, pos[0]),
      })),
    );
  }
  return { name, value: valueOf(document, name), positionOf: (path) => locate(document, lines, path) };
}

/** A refusal whose problems know their place in a file. */
export class FileRefusal extends Refusal {
  declare readonly problems: readonly PlacedProblem[];

  constructor(kind: RefusalKind, problems: readonly PlacedProblem[]) {
    super(kind, problems);
  }
}

/** The slips people make most, by the parser's codes; the others are told in its own English. */
const SLIPS: Readonly<Record<string, string>> = {
  BAD_INDENT: '缩进有误，请与上下文对齐',
  BLOCK_AS_IMPLICIT_KEY: '缩进有误，请与上下文对齐',
  MULTILINE_IMPLICIT_KEY: '缩进或换行有误',
  DUPLICATE_KEY: '同一个字段写了两次，请删去一个',
  MISSING_CHAR: '缺少配对的引号、括号或逗号',
  MULTIPLE_DOCS: '一个文件里有两份内容（---），请只保留一份',
  TAB_AS_INDENT: '缩进请用空格，不要用 Tab',
  UNEXPECTED_TOKEN: '有多余的字符，或缺少引号',
};

/** One slip often breaks several rules at the same place; the first says it best. */
const firstOfEach = (errors: readonly YAMLParseError[]): YAMLParseError[] =>
  errors.filter(({ pos }, at) => errors.findIndex((other) => other.pos[0] === pos[0]) === at);

/**
 * Reads a small text file.
 * @throws {FileRefusal} when it is not there, too large, or not UTF-8
 */
export async function readText(name: string): Promise<string> {
  try {
    if ((await stat(name)).size > MOST_BYTES) throw tooLarge(name);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(name));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = (error as { code?: string }).code;
    if (code === 'ENOENT') throw unreadable(name, '没有这个文件', 'there is no such file');
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw unreadable(name, '不是 UTF-8 编码，请另存为 UTF-8', 'it is not UTF-8: save it as UTF-8');
    throw unreadable(name, `无法读取（${code}）`, `it cannot be read (${code})`);
  }
}

const unreadable = (file: string, zh: string, en: string): FileRefusal =>
  new FileRefusal('invalid', [{ path: [], reason: 'unreadable', zh, en, file, position: null }]);

const tooLarge = (file: string): FileRefusal =>
  unreadable(
    file,
    `文件过大，最多 ${MOST_BYTES / 1024 / 1024} MB，请核对是否选错了文件`,
    `the file is too large: ${MOST_BYTES / 1024 / 1024} MB at most; see whether it is the right one`,
  );

/** Anchors are expanded with a limit: a few lines could stand for gigabytes. */
function valueOf(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw unreadable(name, '引用（&、*）过多', 'too many aliases (&, *)');
  }
}

function locate(document: Document.Parsed, lines: LineCounter, path: Problem['path']): Position | null {
  let node: unknown = document.contents;
  let found: Node | null = document.contents;
  for (const step of path) {
    const next = stepInto(node, step);
    if (!next) break;
    found = next.at;
    node = next.value;
  }
  return found?.range ? positionAt(lines, found.range[0]) : null;
}

/** The key or item a step of the path names, and what stands there. */
function stepInto(node: unknown, step: string | number): { at: Node; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && isScalar(pair.key) ? { at: pair.key, value: pair.value } : undefined;
  }
  const item = isSeq(node) && typeof step === 'number' ? (node.items[step] as Node | undefined) : undefined;
  return item && { at: item, value: item };
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

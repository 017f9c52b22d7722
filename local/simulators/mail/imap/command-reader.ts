/** A command of IMAP, in its words; what stood in quotes or came as a literal is one word. */
export interface Command {
  tag: string;
  name: string;
  words: string[];
}

const QUOTED_OR_BARE = /"((?:\\.|[^"\\])*)"|([^\s"]+)/g;
/** `{12}` at the end of a line: so many bytes follow, once asked for; `{12+}`: they follow at once. */
const LITERAL = /\{(\d{1,7})(\+?)\}$/;

/** Splits what a client sends into lines, literals put into their place. */
export class CommandReader {
  private buffer = Buffer.alloc(0);
  private line = '';

  constructor(
    private readonly onLine: (line: string) => void,
    /** The client waits to be asked for its literal. */
    private readonly onLiteral: () => void,
  ) {}

  /** More has come in. */
  push(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const literal = LITERAL.exec(this.line);
      if (literal) {
        const length = Number(literal[1]);
        if (this.buffer.length < length) return;
        const text = this.take(length).replace(/["\\]/g, '\\$&');
        this.line = `${this.line.slice(0, literal.index)}"${text}"`;
      }
      const end = this.buffer.indexOf('\r\n');
      if (end === -1) return;
      this.line += this.take(end);
      this.take(2);
      const next = LITERAL.exec(this.line);
      if (next) {
        if (next[2] === '') this.onLiteral();
        continue;
      }
      const { line } = this;
      this.line = '';
      this.onLine(line);
    }
  }

  private take(length: number): string {
    const taken = this.buffer.subarray(0, length).toString('latin1');
    this.buffer = this.buffer.subarray(length);
    return taken;
  }
}

/** The words of a line; `UID FETCH` and the like are one name. */
export function commandOf(line: string): Command {
  const words = [...line.matchAll(QUOTED_OR_BARE)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain!,
  );
  const [tag = '*', first = ''] = words;
  const isUid = first.toUpperCase() === 'UID';
  const name = (isUid ? `UID ${words[2] ?? ''}` : first).toUpperCase();
  return { tag, name, words: words.slice(isUid ? 3 : 2) };
}

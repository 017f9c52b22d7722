import { runCommandLine } from '../../../apps/cli/program.js';
import type { Bar, Screen, World } from '../../../apps/cli/world.js';
import type { Files } from '../../../office/files.js';
import type { Office } from '../../../office/office.js';
import type { ReviewingCarrier } from '../../../office/template-reviews.js';

/** What a command printed, and how it ended. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

/** What a test's terminal differs in. */
export interface TerminalWish {
  /** What the person answers when asked; without it there is no person. */
  answer?: string;
  /** What happens while the command waits. */
  onPause?: () => Promise<void>;
  bar?: Bar;
  screen?: Screen;
  operator?: string;
  files?: Files;
  /** Carriers that are handed templates. */
  carriers?: readonly ReviewingCarrier[];
}

/** Types a command line at a terminal that remembers. */
export async function muster(
  office: Office | undefined,
  line: readonly string[],
  wish: TerminalWish = {},
): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const world: World = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    interactive: wish.answer !== undefined,
    columns: 100,
    ask(question) {
      err.push(question);
      return Promise.resolve(wish.answer ?? '');
    },
    bar: () => wish.bar,
    screen: () => wish.screen,
    pause: () => wish.onPause?.() ?? Promise.resolve(),
    operator: () => wish.operator ?? 'office',
    openOffice() {
      if (!office) throw new Error('this command opens no office');
      return office;
    },
    openFiles() {
      if (!wish.files) throw new Error('this command opens no files');
      return wish.files;
    },
    rehearse: () => Promise.resolve(0),
    openCarriers: () => ({ carriers: wish.carriers ?? [], close: () => Promise.resolve() }),
    redisUrl: () => 'redis://127.0.0.1:1/0',
  };
  const code = await runCommandLine(world, line);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** What a command with --json answered. */
export const answered = ({ out }: Said): unknown => JSON.parse(out);

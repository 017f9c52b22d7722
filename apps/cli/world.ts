import type { Files } from '../../office/files.js';
import type { Office } from '../../office/office.js';
import type { ReviewingCarrier } from '../../office/template-reviews.js';

/** A bar that shows how far long work is. */
export interface Bar {
  show(done: number, total: number, beside: string): void;
  stop(): void;
}

/** A part of the terminal that is drawn anew in place. */
export interface Screen {
  /** Shows these lines instead of those before. */
  draw(text: string): void;
  /** Takes them away. */
  stop(): void;
}

/** What surrounds the command: the terminal and the office. Handed in, so that tests have their own. */
export interface World {
  /** Writes a line to standard output: what was asked for. */
  out(line: string): void;
  /** Writes a line to standard error: questions, remarks, what went wrong. */
  err(line: string): void;
  /** A person sits there and can be asked. */
  interactive: boolean;
  /** Columns of the terminal, for help texts. */
  columns: number;
  /** Asks the person; resolves with what they wrote. */
  ask(question: string): Promise<string>;
  /** A bar, on a terminal; elsewhere undefined, and plain lines do. */
  bar(): Bar | undefined;
  /** A screen, on a terminal; elsewhere undefined, and plain lines do. */
  screen(): Screen | undefined;
  /** Waits so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
  /** Who acts without --as: MUSTER_OPERATOR, else `office`. */
  operator(): string;
  /** Opens the office; reads the settings, and connects when first used. */
  openOffice(): Office;
  /** Opens the folder of files handed in; only the commands on duties ask for it. */
  openFiles(): Files;
  /** Hands over to the rehearsal's own program; its exit code. */
  rehearse(words: readonly string[]): Promise<number>;
  /** Opens the carriers that are handed templates; only the commands on reviews ask for them. */
  openCarriers(): { carriers: readonly ReviewingCarrier[]; close(): Promise<void> };
  /** Where the queue is; only the doctor asks. */
  redisUrl(): string;
}

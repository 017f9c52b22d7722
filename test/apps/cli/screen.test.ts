import { expect, test } from '@jest/globals';
import { drawOn } from '../../../apps/cli/screen.js';

/** A terminal that understands as much as drawing uses; `lines` is what a person sees. */
class Paper {
  lines: string[] = [''];
  wraps = true;
  cursor = true;
  /** Lines above the first one that the cursor was sent to. */
  overshoot = 0;
  private row = 0;
  private column = 0;

  constructor(readonly rows = 10) {}

  write(text: string): void {
    for (const [whole, escape, plain] of text.matchAll(/\u001b\[([?\d]*[A-Za-z])|([^\u001b])/g)) {
      if (escape !== undefined) this.obey(escape);
      else if (plain !== undefined) this.put(whole);
    }
  }

  private put(character: string): void {
    if (character === '\n') {
      this.row += 1;
      this.lines[this.row] ??= '';
      this.column = 0;
    } else if (character === '\r') this.column = 0;
    else {
      const line = this.lines[this.row]!;
      this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
      this.column += 1;
    }
  }

  private obey(escape: string): void {
    if (escape.endsWith('A')) {
      this.overshoot = Math.max(this.overshoot, Number.parseInt(escape, 10) - this.row);
      this.row -= Number.parseInt(escape, 10);
    } else if (escape === 'K') this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
    else if (escape === 'J') {
      this.lines.length = this.row + 1;
      this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
    } else if (/^\?7/.test(escape)) this.wraps = escape.endsWith('h');
    else if (/^\?25/.test(escape)) this.cursor = escape.endsWith('h');
  }
}

test('each drawing replaces the one before, also where it is shorter', () => {
  const paper = new Paper();
  const screen = drawOn(paper);
  screen.draw('位置 1/3\nwaiting for answers\nmore');
  expect(paper.lines).toEqual(['位置 1/3', 'waiting for answers', 'more', '']);
  expect([paper.cursor, paper.wraps]).toEqual([false, false]);
  screen.draw('位置 2/3\nclosed');
  expect(paper.lines).toEqual(['位置 2/3', 'closed', '']);
});

test('is written in one piece, so that nothing flickers', () => {
  const pieces: string[] = [];
  const screen = drawOn({ write: (text: string) => pieces.push(text), rows: 10 });
  screen.draw('a\nb');
  screen.draw('c\nd');
  expect(pieces).toHaveLength(2);
  expect(pieces[1]).not.toMatch(/\u001b\[2J/);
});

test('ends with the terminal as it was: taken away, or left standing', () => {
  const erased = new Paper();
  const one = drawOn(erased);
  one.draw('a\nb');
  one.erase();
  one.leave();
  expect(erased.lines).toEqual(['']);
  const left = new Paper();
  const other = drawOn(left);
  other.draw('a\nb');
  other.leave();
  expect(left.lines).toEqual(['a', 'b', '']);
  for (const paper of [erased, left]) expect([paper.cursor, paper.wraps]).toEqual([true, true]);
});

test('nothing drawn leaves nothing', () => {
  const paper = new Paper();
  drawOn(paper).erase();
  expect(paper.lines).toEqual(['']);
});

test('a low terminal shows the beginning, and that there is more', () => {
  const paper = new Paper(4);
  const screen = drawOn(paper);
  screen.draw('1\n2\n3\n4\n5');
  screen.draw('1\n2\n3\n4\n5');
  expect(paper.lines).toEqual(['1', '2', '…', '']);
  expect(paper.lines.length).toBeLessThanOrEqual(4);
  expect(paper.overshoot).toBeLessThanOrEqual(0);
});

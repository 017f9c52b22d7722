import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MESSAGE_MOVES, MESSAGE_STATES, STATE_MEANING } from '../domain/messages/states.js';
import { ALERT_CAUSES } from '../ledger/alerts.js';
import { ALERT_WORDS } from '../office/alert-words.js';
import { settings } from '../runtime/config/settings.js';
import { asset } from '../runtime/root.js';

const read = (...path: string[]): string => readFileSync(asset(...path), 'utf8');
/** Cells of every table row, whatever the spacing. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test('the architecture page says what each state means and where it may go', () => {
  const table = rows(read('docs', 'architecture.md'));
  for (const state of MESSAGE_STATES) {
    const { zh, en } = STATE_MEANING[state];
    const moves = MESSAGE_MOVES[state].join(', ') || '–';
    expect(table).toContainEqual([`\`${state}\``, zh, en, moves]);
  }
});

test('the operations page lists every alert, with what it means and what to do as the office says it', () => {
  const table = rows(read('docs', 'operations.md'));
  const from = table.findIndex(([first]) => first === 'Alert') + 2;
  const words = ALERT_CAUSES.map((cause) => {
    const { name, meaning, mend } = ALERT_WORDS[cause];
    return [`${name.en} ${name.zh}`, meaning.en, mend.en];
  });
  expect(ALERT_CAUSES.map((cause) => ALERT_WORDS[cause].name.en)).toEqual([...ALERT_CAUSES]);
  expect(table.slice(from, from + ALERT_CAUSES.length)).toEqual(words);
});

test.each(['README.md', 'docs/operations.md', 'docs/architecture.md'])(
  '%s names only settings that exist',
  (file) => {
    const named =
      read(file).match(
        /\b(?:SMS|SMTP|EMAIL|RECONCILE|REQUEUE|ACCOUNT|SETTLE|SEND|LEASE|HTTP|PUSH|DATA)_[A-Z_]+\b/g,
      ) ?? [];
    expect(named.filter((name) => !(name in settings))).toEqual([]);
  },
);

test('the README names only scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [
    ...read('README.md').matchAll(/npm (?:run )?(demo|test|start|muster|check|faults|bench|[a-z]+)\b/g),
  ].map(([, name]) => name!);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

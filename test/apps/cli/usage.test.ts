import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../runtime/config.js';
import { failureOf } from '../../../apps/cli/failure.js';
import { wordsOf } from '../../../apps/cli/words.js';
import { muster } from './terminal.js';

test('--help lists every command and what the exit codes mean', async () => {
  const { code, out } = await muster(undefined, ['--help']);
  expect(code).toBe(0);
  for (const command of [
    'notice',
    'callout',
    'inbox',
    'run',
    'why',
    'person',
    'team',
    'duty',
    'project',
    'activity',
    'term',
    'roster',
    'failed',
    'template',
    'opt-out',
    'calendar',
    'theme',
    'safeguard',
    'schedule',
    'office',
    'audit',
    'doctor',
  ]) {
    expect(out).toMatch(new RegExp(`^  ${command}[ |]`, 'm'));
  }
  expect(out).toMatch(/5 {2}与现状冲突 \/ in conflict/);
});

test('every command explains itself in both languages', async () => {
  const commands = [
    ...['launch', 'schema'].map((name) => ['notice', name]),
    ...['launch', 'schema', 'show', 'who', 'roster', 'attend'].map((name) => ['callout', name]),
    ...['next-wave', 'pause', 'resume', 'need', 'extend', 'finish'].map((name) => ['callout', name]),
    ...['stand-down', 'cancel'].map((name) => ['callout', name]),
    ...['list', 'resolve'].map((name) => ['inbox', name]),
    ...['list', 'show', 'statement', 'pause', 'resume', 'cancel'].map((name) => ['run', name]),
    ...['list', 'redrive'].map((name) => ['failed', name]),
    ...['list', 'settle'].map((name) => ['unknown', name]),
    ['overdue'],
    ...['add', 'lint', 'submit', 'review', 'list', 'show'].map((name) => ['template', name]),
    ...['add', 'list'].map((name) => ['opt-out', name]),
    ...['show', 'resolve', 'load'].map((name) => ['calendar', name]),
    ...['list', 'show', 'on', 'off', 'add', 'change', 'announce', 'withdraw'].map((name) => ['theme', name]),
    ...['add', 'remove', 'list'].map((name) => ['theme', 'goal', name]),
    ...['add', 'list', 'end'].map((name) => ['safeguard', name]),
    ...['sync', 'list', 'preview', 'trigger', 'skip', 'pause', 'resume'].map((name) => ['schedule', name]),
    ...['open', 'committees', 'teams'].map((name) => ['office', name]),
    ...['add', 'list', 'change', 'end'].map((name) => ['operator', name]),
    ...['template', 'plan', 'apply', 'undo', 'list', 'show'].map((name) => ['roster', name]),
    ...['list', 'verify', 'head'].map((name) => ['audit', name]),
    ...['find', 'show', 'away', 'back', 'hours', 'export', 'correct', 'erase', 'kept'].map((name) => [
      'person',
      name,
    ]),
    ...['list', 'show'].map((name) => ['team', name]),
    ...['list', 'show', 'form', 'submit', 'attach', 'file'].map((name) => ['duty', name]),
    ...['add', 'load', 'list', 'show', 'brand', 'end'].map((name) => ['project', name]),
    ...['add', 'load', 'list', 'show', 'move', 'cancel', 'count'].map((name) => ['activity', name]),
    ...['add', 'list', 'renew', 'end'].map((name) => ['term', name]),
    ['why'],
    ['doctor'],
  ];
  for (const command of commands) {
    const { code, out } = await muster(undefined, [...command, '--help']);
    expect([command, code]).toEqual([command, 0]);
    expect(out).toMatch(/\p{Script=Han}.* \/ /u);
    expect(out).toContain('--json');
  }
});

describe('wrong usage ends with 2, in both languages', () => {
  test.each<[string[], string]>([
    [['notce'], 'Did you mean notice?'],
    [['run', 'show'], "missing required argument 'run'"],
    [['run', 'show', 'twelve'], '应为正整数'],
    [['run', 'show', '0'], '应为正整数'],
    [['run', 'pause', '1'], '--reason'],
    [['run', 'list', '--lang', 'fr'], 'both, zh, en'],
    [['person', 'away', '1', '--until', '2026-08-10'], '--reason'],
    [['person', 'back', '1'], '--reason'],
    [['schedule', 'pause', 'x'], '--reason'],
    [['schedule', 'skip', 'x', '--reason', 'y'], '--day'],
    [['team', 'show'], "missing required argument 'code'"],
    [['project', 'end', '1', '--on', '2026-12-31'], '--reason'],
    [['activity', 'cancel', '1'], '--reason'],
    [['activity', 'list', '--which', 'none'], 'to-count'],
    [['term', 'renew', 'x', '--until', '2027-12-31'], '应为正整数'],
    [['office', 'teams'], "missing required argument 'file'"],
    [['roster', 'apply', '1', '--same-person', '20=x'], '应为正整数'],
    [['roster', 'undo', '1'], '--reason'],
    [['notice', 'launch', '--set', 'river'], '名称=值'],
    [['callout', 'launch', '--template', 'ask'], '名称=值'],
    [['callout', 'launch', '--require', 'brave'], 'adult, insured, trained'],
    [['inbox', 'resolve', '1', 'perhaps'], 'yes, no, maybe, nothing'],
    [['notice', 'launch', '--role', 'mayor'], 'head, deputy, liaison'],
    [['audit', 'list', 'too', 'many'], 'too many arguments'],
  ])('%p', async (line, words) => {
    const { code, out, err } = await muster(undefined, line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('用法有误，请看 --help / ');
    expect(err).toContain(words);
  });

  test('nothing at all shows the help', async () => {
    const { code, err } = await muster(undefined, []);
    expect(code).toBe(2);
    expect(err).toContain('Usage: muster');
  });
});

describe('a failure', () => {
  const words = wordsOf('both');

  test('of a setting names it, and ends with 2', () => {
    let error: unknown;
    try {
      loadConfig({}, ['DATABASE_URL']);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    const { code, text, value } = failureOf(error, words);
    expect(code).toBe(2);
    expect(text).toContain('DATABASE_URL');
    expect(value).toMatchObject({ error: { kind: 'settings', problems: [{ name: 'DATABASE_URL' }] } });
  });

  test.each(['ECONNREFUSED', 'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'ENOTFOUND'])(
    'of the connection (%s) ends with 6',
    (away) => {
      const { code, text } = failureOf(Object.assign(new Error('x'), { code: away }), words);
      expect(code).toBe(6);
      expect(text).toContain(away);
    },
  );

  test('nobody thought of ends with 1, and shows where it happened', () => {
    const { code, text } = failureOf(new TypeError('x is not a function'), words);
    expect(code).toBe(1);
    expect(text).toMatch(/意外错误[^]*TypeError: x is not a function[^]*usage\.test/);
  });
});

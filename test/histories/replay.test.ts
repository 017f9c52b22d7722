import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { asset } from '../../runtime/root.js';
import { bundleWorkflows, workflowBundle } from '../support/bundle.js';

const FOLDER = asset('test', 'histories');
const HISTORIES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

const replay = (code: string, name: string): Promise<void> =>
  Worker.runReplayHistory(
    { workflowBundle: { code } },
    JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')),
  );

describe('campaigns that are under way go on with the workflows as they stand', () => {
  let current: string;
  beforeAll(async () => {
    const silent = new DefaultLogger('ERROR', () => undefined);
    Runtime.install({
      logger: silent,
      telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    });
    current = await workflowBundle();
  });
  afterAll(() => Runtime.instance().shutdown());

  test.each(HISTORIES)('%s', async (name) => {
    await replay(current, name);
  });

  test('every kind of journey was recorded', () => {
    expect(HISTORIES.map((name) => name.replace('.json', ''))).toEqual([
      ...['approved', 'call-out-continued', 'call-out-off', 'call-out-plain', 'call-out-steered'],
      ...[
        'call-out-turned',
        'cancelled',
        'deadline',
        'grown',
        'lapsed',
        'meeting',
        'night',
        'paused',
        'plain',
      ],
      ...['question-answered', 'question-unanswered', 'refused', 'second-way', 'theme'],
    ]);
  });

  const RECORDED = [
    'plain',
    'approved',
    'call-out-plain',
    'question-answered',
    'deadline',
    'theme',
    'meeting',
  ];
  test.each(RECORDED.map((name) => `${name}.json`))(
    'a change that campaigns under way would trip over is found: %s',
    async (name) => {
      const careless = await bundleWorkflows(asset('test', 'histories', 'incompatible.ts'));
      await expect(replay(careless, name)).rejects.toThrow(/TMPRL1100/);
    },
  );
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readDefinitionFile } from '../../apps/cli/definition-file.js';
import { readDefinition } from '../../campaigns/registry.js';
import { drillFile } from '../../local/demo-drill.js';
import { sampleCity } from '../../local/sample/city.js';
import { asset } from '../../runtime/root.js';

const folder = await mkdtemp(join(tmpdir(), 'muster-drill-'));
afterAll(() => rm(folder, { recursive: true }));

const EXAMPLE = asset('examples', 'call-out-drill.yaml');
const read = async (file: string) => (await readDefinitionFile(file)).value as Record<string, unknown>;

test.each([
  [114_000, 300],
  [5000, 125],
  [10, 5],
])('the demo of %p volunteers calls %p out, else as the example says', async (people, needed) => {
  const drill = await read(await drillFile(folder, people));
  expect(drill).toEqual({ ...(await read(EXAMPLE)), needed, wave_wait: '1m' });
  expect(readDefinition(drill)).toMatchObject({ ok: true });
});

test('the example asks the six teams of the sample city', async () => {
  const { audience } = await read(EXAMPLE);
  expect(audience).toEqual({ teams: sampleCity({ people: 0 }).teams.map(({ code }) => code) });
});

import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readDefinitionFile } from '../../../apps/cli/definition-file.js';
import { readHolidayFile } from '../../../domain/calendar/holiday-file.js';
import { shippedTable } from '../../../domain/calendar/holidays.js';
import { readOwnTheme } from '../../../campaigns/theme/theme-file.js';
import { jsonSchemaOf, KIND_NAMES, readDefinition } from '../../../campaigns/registry.js';
import { asset } from '../../../runtime/root.js';
import { answered, muster } from './terminal.js';

const files = (await readdir(asset('examples'))).filter((name) => /\.(yaml|json)$/.test(name));
const schemas = files.filter((name) => name.endsWith('.schema.json'));
const holidays = files.filter((name) => name.startsWith('holidays-'));
const themes = files.filter((name) => name.endsWith('-theme.yaml'));
const examples = files.filter((name) => ![...schemas, ...holidays, ...themes].includes(name));

test('every kind has an example and a published schema', () => {
  for (const kind of KIND_NAMES) {
    expect(schemas).toContain(`${kind}.schema.json`);
    expect(examples.some((name) => name.startsWith(`${kind}-`))).toBe(true);
  }
});

test.each(examples)('%s can be read', async (name) => {
  const { value } = await readDefinitionFile(asset('examples', name));
  expect(readDefinition(value)).toMatchObject({ ok: true });
});

test.each(holidays)('%s is the year as it was announced', async (name) => {
  const { value } = await readDefinitionFile(asset('examples', name));
  const read = readHolidayFile(value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { source, ...table } = read.value;
  expect(source).toContain(String(table.year));
  expect(table).toEqual(shippedTable(table.year));
});

test.each(themes)('%s is a theme', async (name) => {
  const { value } = await readDefinitionFile(asset('examples', name));
  expect(readOwnTheme(value)).toMatchObject({ ok: true });
});

test.each(KIND_NAMES)('the published schema of %s is current: else run `muster %s schema`', async (kind) => {
  const published: unknown = JSON.parse(await readFile(asset('examples', `${kind}.schema.json`), 'utf8'));
  expect(published).toEqual(jsonSchemaOf(kind));
  expect(answered(await muster(undefined, [kind, 'schema']))).toEqual(published);
});

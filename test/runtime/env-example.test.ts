import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadConfig, type SettingName } from '../../runtime/config.js';
import { envExample } from '../../runtime/config/example.js';
import { settings } from '../../runtime/config/settings.js';
import { asset } from '../../runtime/root.js';

test('.env.example is what the settings say (mend it by: npm run env-example)', () => {
  expect(readFileSync(asset('.env.example'), 'utf8')).toBe(envExample());
});

test('it holds every setting once, and no secret', () => {
  const entries = envExample()
    .split('\n')
    .flatMap((line) => /^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  for (const [name, { secret }] of Object.entries(settings)) {
    expect(entries.filter((entry) => entry === name)).toHaveLength(1);
    if (secret) expect(entries[entries.indexOf(name) + 1]).toBe('');
  }
});

test('with every comment mark before a setting removed, its defaults are accepted', () => {
  const environment = Object.fromEntries(
    [...envExample().matchAll(/^# ([A-Z0-9_]+)=(.+)$/gm)].map(([, name, value]) => [name!, value]),
  );
  const names = Object.keys(environment) as SettingName[];
  expect(names.length).toBeGreaterThan(20);
  expect(() => loadConfig(environment, names)).not.toThrow();
});

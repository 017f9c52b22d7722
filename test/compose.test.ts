import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { SettingName } from '../runtime/config.js';
import { settings } from '../runtime/config/settings.js';
import { asset } from '../runtime/root.js';
import { SEARCH_ATTRIBUTES } from '../workflows/contract.js';

// No container engine runs where the tests run, so that the files are read and held against the sources.

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  restart?: string;
  user?: string;
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
}

const read = (...path: string[]): string => readFileSync(asset(...path), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
};
const dockerfile = read('Dockerfile');
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);

/** The setting that says where on the machine a secret's file is; where it is not set, an empty file stands in. */
const fileOf = (secret: string): string =>
  /^\$\{(\w+_FILE):-\/dev\/null\}$/.exec(compose.secrets[secret]!.file)![1]!;

/** The source of what a service of ours runs. */
const sourceOf = ({ command, entrypoint }: Service): string =>
  [...(entrypoint ?? []), ...(command ?? [])]
    .find((word) => word.startsWith('dist/'))!
    .replace(/^dist\/(.*)\.js$/, '$1.ts');

/** Settings that a program names, in its own file or in what it imports. */
function settingsOf(source: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(source)) return found;
  seen.add(source);
  // What is imported as a type is not there when the process runs.
  const text = read(source).replace(/^(import|export) type [^;]*;/gm, '');
  for (const [, name = ''] of text.matchAll(/'([A-Z][A-Z_]+)'/g))
    if (Object.hasOwn(settings, name)) found.add(name);
  for (const [, path = ''] of text.matchAll(/from '(\.[^']+)\.js'/g)) {
    const imported = `${join(dirname(source), path)}.ts`;
    // The schema itself names them all.
    if (imported.startsWith('runtime/config')) continue;
    for (const name of settingsOf(imported, seen)) found.add(name);
  }
  return found;
}

describe('docker-compose.yml', () => {
  test('has every part of the system', () => {
    expect(services.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'postgres',
        'redis',
        'temporal-schema',
        'temporal',
        'temporal-namespace',
        'temporal-ui',
      ]),
    );
    expect(ours.map(([name]) => name)).toEqual([
      ...['migrate', 'campaigns', 'dispatcher', 'sweeper', 'inbound', 'portal', 'muster'],
    ]);
  });

  test.each(ours)('%s starts on a ledger in which nobody works yet', (_, { depends_on = {} }) => {
    // Any other job of ours acts in somebody's name, and there is nobody before `muster office open`.
    const awaited = Object.keys(depends_on).filter((name) => ours.some(([one]) => one === name));
    expect(awaited.filter((name) => name !== 'migrate')).toEqual([]);
  });

  test.each(ours)('%s runs a program whose source exists', (_, service) => {
    expect(existsSync(asset(sourceOf(service)))).toBe(true);
  });

  test.each(ours)('%s is told settings of the schema only', (_, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !Object.hasOwn(settings, name))).toEqual([]);
  });

  test.each(ours)('%s is told every setting it asks for', (_, service) => {
    const asked = [...settingsOf(sourceOf(service))];
    const told = Object.keys(service.environment ?? {});
    expect(asked).toContain('DATABASE_URL');
    expect(asked.filter((name) => !told.includes(name))).toEqual([]);
  });

  test.each(services)('%s depends on services that tell when they are ready', (_, { depends_on = {} }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const target = compose.services[name];
      expect(target).toBeDefined();
      if (condition === 'service_healthy') expect(target?.healthcheck?.test.length).toBeGreaterThan(1);
      // What runs for ever never completes.
      else
        expect([condition, target?.restart ?? 'no']).toEqual([
          'service_completed_successfully',
          expect.stringMatching(/^(no|on-failure.*)$/),
        ]);
    }
  });

  test.each(services)(
    '%s: every word of its commands is a text',
    (_, { command, entrypoint, healthcheck }) => {
      // A colon or a brace in an unquoted word would make YAML read it as a map.
      for (const word of [command, entrypoint, healthcheck?.test].flat()) {
        if (word !== undefined) expect(typeof word).toBe('string');
      }
    },
  );

  test.each(services)('%s holds no secret', (_, { environment = {} }) => {
    for (const [name, value] of Object.entries(environment)) {
      const isSecret = /PASSWORD|PWD|SECRET|KEY|TOKEN/.test(name) || settings[name as SettingName]?.secret;
      // Without what comes from outside, nothing but an address may be left.
      const literal = value.replace(/\$\{\w+:(?:[?-][^}]*|\+\/run\/secrets\/\w+)\}/g, '');
      if (isSecret) expect(literal).toMatch(/^((postgres|redis):\/\/(muster:@)?\w+:\d+\/\w+)?$/);
    }
  });

  test.each(ours)(
    '%s is given every file it is told of, at that place',
    (_, { environment = {}, secrets = [] }) => {
      const told = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
      expect(told.map(([, value]) => value)).toEqual(
        secrets.map((secret) => `\${${fileOf(secret)}:+/run/secrets/${secret}}`),
      );
      expect(told.map(([name]) => name)).toEqual(secrets.map(fileOf));
    },
  );

  test('every setting that names a file of the machine is given to whoever asks for it', () => {
    const files = Object.keys(settings).filter((name) => name.endsWith('_FILE'));
    expect(Object.keys(compose.secrets).map(fileOf)).toEqual(files);
    expect(compose.services['dispatcher']!.secrets).toEqual(['dkim']);
  });

  test('whatever is taken from outside is explained in .env.example', () => {
    const example = read('.env.example');
    const taken = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
    expect(taken.length).toBeGreaterThan(30);
    expect([...new Set(taken)].filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example))).toEqual(
      [],
    );
  });

  test.each(services)('%s opens ports to this machine alone', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test.each(services)('%s mounts files that exist', (_, { volumes = [] }) => {
    for (const volume of volumes.filter((each) => each.startsWith('./'))) {
      expect(existsSync(asset(volume.split(':')[0]!))).toBe(true);
    }
  });

  test('files handed in lie on one volume for whoever keeps or reads them, and for nobody else', () => {
    const place = (service: Service) => service.environment?.['BLOB_FOLDER'];
    for (const [name, service] of ours) {
      const asks = settingsOf(sourceOf(service)).has('BLOB_FOLDER');
      expect([name, place(service), asks]).toEqual([name, asks ? '/var/lib/muster/blobs' : undefined, asks]);
      expect((service.volumes ?? []).includes(`blobs:${place(service)}`)).toBe(asks);
    }
    expect(ours.filter(([, service]) => place(service)).map(([name]) => name)).toEqual(['portal', 'muster']);
    // Made in the image for its user, or the volume would be root's.
    expect(dockerfile).toMatch(/^RUN install .*--owner=node .*\/var\/lib\/muster\/blobs$/m);
  });

  test.each(services)('%s has an image of a fixed version', (_, { image, build }) => {
    if (build === undefined) expect(image).toMatch(/^[a-z/-]+:\d/);
  });
});

describe('Dockerfile', () => {
  test('the image runs as nobody in particular, not as root', () => {
    const users = [...dockerfile.matchAll(/^USER (.+)$/gm)].map(([, user]) => user);
    expect(users.at(-1)).toBe('node');
    expect(ours.flatMap(([, { user }]) => user ?? [])).toEqual([]);
  });

  test('development dependencies stay out of it', () => {
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(dockerfile).toContain('COPY --from=production /app/node_modules');
  });

  test('what the product reads beside its code is in it', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?:--from=\w+ )?(.+) (\S+)$/gm)].map(([, , to]) => to!);
    const sources = [
      'apps',
      'campaigns',
      'dispatch',
      'domain',
      'ledger',
      'office',
      'providers',
      'queue',
      'schedules',
    ]
      .concat('workers', 'workflows', 'activities')
      .flatMap((folder) =>
        existsSync(asset(folder))
          ? readdirSync(asset(folder), { recursive: true, encoding: 'utf8' }).map((file) =>
              join(folder, file),
            )
          : [],
      )
      .filter((file) => file.endsWith('.ts'));
    const wanted = sources.flatMap((file) =>
      [...read(file).matchAll(/\basset\(((?:'[^']*'(?:, )?)+)/g)].map(([, words]) =>
        words!.match(/[^', ]+/g)!.join('/'),
      ),
    );
    expect(wanted).toContain('ledger/migrations');
    expect(wanted.filter((path) => !copied.some((to) => path === to || path.startsWith(`${to}/`)))).toEqual(
      [],
    );
  });

  test('no secret and nothing of this machine goes into the build', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', '*.pem', '.git', '.muster', 'node_modules']));
  });
});

describe('docker/', () => {
  test('the search attributes are those workflows are started with', () => {
    const [, names = ''] = /for name in ([\w ]+);/.exec(read('docker/temporal/namespace.sh')) ?? [];
    expect(names.split(' ')).toEqual(Object.values(SEARCH_ATTRIBUTES));
  });

  test.each(['postgres/databases.sh', 'temporal/schema.sh', 'temporal/namespace.sh'])(
    '%s stops at its first error',
    (file) => {
      expect(read('docker', file)).toMatch(/^#!\/bin\/sh\n(#.*\n)+set -eu\n/);
      expect(statSync(asset('docker', file)).mode & 0o111).not.toBe(0);
    },
  );

  test('ids have the length that PostgreSQL keeps', () => {
    expect(parse(read('docker/temporal/dynamic-config.yaml'))).toEqual({
      'limit.maxIDLength': [{ value: 255 }],
    });
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, cp, mkdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linkLibraries } from '../../../local/engines/postgres-libraries.js';
import { findPostgres, launchPostgres } from '../../../local/engines/postgres.js';
import { BareMachine } from './search.js';

const asRoot = process.getuid?.() === 0;

describe('PostgreSQL', () => {
  let machine: BareMachine;
  beforeEach(async () => {
    machine = new BareMachine();
    await machine.borrow('id');
  });
  afterEach(() => machine.remove());

  const launchIn = async (folder: string): Promise<Awaited<ReturnType<typeof launchPostgres>>> => {
    const found = await findPostgres(machine.search, folder);
    if (found.at !== 'program') throw new Error('expected a program');
    return launchPostgres(found, { folder, port: 20_999 }, machine.search);
  };
  const dataOf = (launched: { launch: { args: readonly string[] } }): string => launched.launch.args[1] ?? '';

  test('is made once, with a password nobody else can read', async () => {
    await chmod(machine.folder, 0o755);
    const folder = join(machine.folder, 'postgres');
    const first = await launchIn(folder);
    const second = await launchIn(folder);
    expect(second.url).toBe(first.url);
    expect(first.url).toMatch(/^postgres:\/\/muster:[\w-]{24}@127\.0\.0\.1:20999\/muster$/);
    expect((await stat(join(folder, 'cluster.json'))).mode & 0o077).toBe(0);
    expect((await stat(dataOf(first))).mode & 0o077).toBe(0);
    expect(readFileSync(join(dataOf(first), 'pg_hba.conf'), 'utf8')).not.toMatch(/^[^#]*\btrust\b/m);
    expect(machine.said.filter((line) => line.includes('making the database'))).toHaveLength(1);
  });

  test('an interrupted making is started over', async () => {
    await chmod(machine.folder, 0o755);
    const folder = join(machine.folder, 'postgres');
    mkdirSync(join(folder, 'data.new'), { recursive: true });
    writeFileSync(join(folder, 'data.new', 'PG_VERSION'), 'half');
    expect((await stat(dataOf(await launchIn(folder)))).isDirectory()).toBe(true);
  });

  test('data of another major version is refused, not overwritten', async () => {
    const folder = join(machine.folder, 'postgres');
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(
      join(folder, 'cluster.json'),
      JSON.stringify({ major: '9', password: 'x', data: 'data' }),
    );
    await expect(findPostgres(machine.search, folder)).rejects.toThrow(
      /PostgreSQL 9 写的[\s\S]*was written by PostgreSQL 9[\s\S]*DATABASE_URL/,
    );
  });

  // Only root's server runs as somebody else; everybody else's stays where it is asked to be.
  test('a folder its user cannot enter sends the data to one of its own', async () => {
    await chmod(machine.folder, 0o700);
    const folder = join(machine.folder, 'postgres');
    const first = await launchIn(folder);
    expect(first.outside !== undefined).toBe(asRoot);
    const place = first.outside ?? folder;
    try {
      expect(dirname(dataOf(first))).toBe(place);
      expect((await stat(place)).mode & 0o022).toBe(0);
      expect((await launchIn(folder)).url).toBe(first.url);
      await rm(dataOf(first), { recursive: true });
      expect(dataOf(await launchIn(folder))).toBe(dataOf(first));
      expect(machine.said.some((line) => line.includes('a reboot may clear it'))).toBe(asRoot);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });

  test('programs its user cannot reach are copied where it can', async () => {
    const found = await findPostgres(machine.search);
    if (found.at !== 'program') throw new Error('expected a program');
    const installation = join(machine.folder, 'native');
    await cp(dirname(dirname(found.program)), installation, { recursive: true, verbatimSymlinks: true });
    await chmod(machine.folder, 0o700);
    const unreachable = { ...found, program: join(installation, 'bin', 'postgres') };
    const place = { folder: join(machine.folder, 'postgres'), port: 20_998 };
    const { launch, outside } = await launchPostgres(unreachable, place, machine.search);
    try {
      expect(launch.command.startsWith(machine.folder)).toBe(!asRoot);
      expect((await stat(join(dataOf({ launch }), 'PG_VERSION'))).isFile()).toBe(true);
    } finally {
      const copied = dirname(dirname(dirname(launch.command)));
      if (asRoot) await Promise.all([copied, outside ?? ''].map((path) => rm(path, { recursive: true })));
    }
  });

  test('library links npm did not make are made', async () => {
    const native = join(machine.folder, 'native');
    await mkdir(join(native, 'lib'), { recursive: true });
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
    await linkLibraries(native);
    await linkLibraries(native);
    expect(await readlink(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });
});

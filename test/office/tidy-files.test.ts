import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { bringReport, showDuty } from '../../office/submissions.js';
import { tidyFiles } from '../../office/tidy-files.js';
import { KEYS, NOW } from '../support/cast.js';
import { oweDuty } from '../support/duties.js';
import { openTestFiles, png } from '../support/files.js';
import { untilSomebodyWaits } from '../support/until.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
const files = await openTestFiles();
const desk = { ...files, database, keys: KEYS, clock };
const clerk = office.actor('clerk');
beforeEach(() => city.reset());

async function* content(shade: number): AsyncGenerator<Buffer> {
  yield png(shade);
}
const attach = (id: number, shade: number, remove: number[] = []) =>
  bringReport(desk, clerk, {
    ...{ id, submit: false, remove },
    files: [{ slot: 'photos', name: `${shade}.png`, content: content(shade) }],
  });
const paths = async () =>
  (await readdir(files.folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
/** All files came so many hours ago. */
async function age(hours: number): Promise<void> {
  const then = new Date(+NOW - hours * 3_600_000);
  for (const path of await paths()) await utimes(path, then, then);
}

test('a file taken out of a draft is gone a month later; what a report has stays', async () => {
  const { duty } = await oweDuty(city);
  await attach(duty, 1);
  const [file] = (await showDuty(office, clerk, duty)).versions[0]!.files;
  await attach(duty, 2, [file!.id]);
  await age(30 * 24 - 1);
  expect(await tidyFiles(desk)).toEqual({ unfinished: 0, unwanted: 0 });
  expect(await paths()).toHaveLength(2);
  await age(30 * 24 + 1);
  expect(await tidyFiles(desk)).toEqual({ unfinished: 0, unwanted: 1 });
  expect(await paths()).toHaveLength(1);
  const [left] = (await showDuty(office, clerk, duty)).versions[0]!.files;
  expect(left!.name).toBe('2.png');
});

test('an old file that is brought again at that moment is not taken away from its report', async () => {
  const { duty } = await oweDuty(city);
  await attach(duty, 3);
  await database`TRUNCATE attachment, submission CASCADE`;
  await age(30 * 24 + 1);
  let tidied: ReturnType<typeof tidyFiles> | undefined;
  let kept: Promise<unknown> | undefined;
  // Whoever tidies comes to wait for the lock, whoever brings the file then waits behind, or has brought it before.
  await database.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock_shared(6032)`;
    tidied = tidyFiles(desk);
    await untilSomebodyWaits(database);
    kept = attach(duty, 3);
  });
  await Promise.all([tidied, kept]);
  const [file] = (await showDuty(office, clerk, duty)).versions[0]!.files;
  expect(file!.name).toBe('3.png');
  expect((await paths()).length).toBe(1);
});

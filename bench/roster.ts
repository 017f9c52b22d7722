import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fillEmptyLedger, insertCommittees } from '../ledger/load.js';
import { migrate } from '../ledger/migrate.js';
import { sampleCity } from '../local/sample/city.js';
import { openOffice } from '../local/sample/office.js';
import type { SamplePerson } from '../local/sample/person.js';
import { actorNamed } from '../office/actor.js';
import type { Office } from '../office/office.js';
import { applyRoster } from '../office/roster/apply.js';
import { planRoster } from '../office/roster/plan.js';
import { undoRoster } from '../office/roster/undo.js';
import { connectDatabase, type Database } from '../runtime/database.js';
import { insertBare } from './floors/roster.js';
import { seconds } from './until.js';

/** What importing a roster of so many people took. */
export interface RosterFigures {
  people: number;
  /** Seconds: csv-parse and multi-row INSERT of the same cells, and nothing else. */
  floor: number;
  /** Seconds to plan and to apply a roster of people nobody knows. */
  planNew: number;
  applyNew: number;
  /** Seconds to plan and to apply one that gives every one of them another policy. */
  planChanged: number;
  applyChanged: number;
  /** Seconds to undo the latter. */
  undo: number;
  /** How far the resident memory of this process grew while it planned and applied. */
  megabytes: number;
}

const DATABASE = 'bench_roster';

/** Measures the roster import in a ledger of its own beside the stack's, with the sample city's people as the file. */
export async function rosterImport(
  { databaseUrl, office }: { databaseUrl: string; office: Office },
  people: number,
): Promise<RosterFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const database = await emptyCity(databaseUrl, office.clock.now());
  try {
    return await measure({ ...office, database }, people, folder);
  } finally {
    await database.end({ timeout: 5 });
    await rm(folder, { recursive: true });
  }
}

/** A ledger with the committees and operators of the sample city, and no people. */
async function emptyCity(databaseUrl: string, now: Date): Promise<Database> {
  const admin = connectDatabase(databaseUrl, { name: 'bench', max: 1 });
  await admin.unsafe(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  await admin.unsafe(`CREATE DATABASE ${DATABASE}`);
  await admin.end({ timeout: 5 });
  const url = new URL(databaseUrl);
  url.pathname = `/${DATABASE}`;
  const database = connectDatabase(url.href, { name: 'bench roster', max: 4 });
  await migrate(database, now);
  await fillEmptyLedger(database, async (sql) =>
    openOffice(sql, await insertCommittees(sql, sampleCity({ people: 0 }).committees), now),
  );
  return database;
}

async function measure(office: Office, people: number, folder: string): Promise<RosterFigures> {
  const files = { first: join(folder, 'first.csv'), second: join(folder, 'second.csv') };
  await writeRoster(files.first, people, '2030-12-31');
  await writeRoster(files.second, people, '2031-12-31');
  const floor = await seconds(() => insertBare(office.database, files.first));
  const memory = watchMemory();
  const first = await importFile(office, files.first);
  const second = await importFile(office, files.second);
  const megabytes = memory.grown();
  const actor = await actorNamed(office, 'office');
  const undo = await seconds(() => undoRoster(office, actor, { importId: second.importId, reason: 'bench' }));
  return {
    ...{ people, floor, undo, megabytes },
    ...{ planNew: first.plan, applyNew: first.apply, planChanged: second.plan, applyChanged: second.apply },
  };
}

async function importFile(
  office: Office,
  path: string,
): Promise<{ importId: number; plan: number; apply: number }> {
  const actor = await actorNamed(office, 'office');
  let importId = 0;
  const plan = await seconds(async () => {
    const planned = await planRoster(office, actor, path);
    if (planned.already) throw new Error('this file is in force already');
    importId = planned.report.id;
  });
  const apply = await seconds(() =>
    applyRoster(office, actor, { importId, withoutBadRows: true, withoutQuestions: true }),
  );
  return { importId, plan, apply };
}

/** The sample city's volunteers as a clerk's file; insurance of all of them ends on one day. */
async function writeRoster(path: string, people: number, insuredUntil: string): Promise<void> {
  const lines = function* (): Generator<string> {
    yield '姓名,身份证号,手机号,邮箱,组织代码,技能,加入日期,保险到期,性别,出生日期\n';
    for (const chunk of sampleCity({ people }).volunteers())
      yield chunk.map((person) => lineOf(person, insuredUntil)).join('');
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

const lineOf = (person: SamplePerson, insuredUntil: string): string => {
  const { committee, from } = person.memberships[0]!;
  const sex = person.sex === 'male' ? '男' : '女';
  const reach = [person.name, person.residentId, person.phone ?? '', person.email ?? '', committee];
  return `${[...reach, person.skills.join('、'), from, insuredUntil, sex, person.birthDate].join(',')}\n`;
};

/** How often memory is looked at, in milliseconds. */
const LOOK_MILLISECONDS = 20;

function watchMemory(): { grown(): number } {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), LOOK_MILLISECONDS);
  return {
    grown() {
      clearInterval(timer);
      return Math.round((most - before) / 1024 ** 2);
    },
  };
}

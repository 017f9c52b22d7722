import type { Problem } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { committeesByCode } from '../ledger/committees.js';
import {
  insertTeams,
  lockTeams,
  reviseTeams,
  standingTeams,
  type NewTeam,
  type StandingTeam,
} from '../ledger/load-teams.js';
import type { Actor } from '../ledger/operators.js';
import type { Statement } from '../runtime/database.js';
import { codeFault } from './committees.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** A standby team as a person writes it in a table. */
export interface WrittenTeam {
  code: string;
  name: string;
  /** Code of the committee it stands under. */
  committee: string;
  /** How many people it is meant to have. */
  strength: string;
}

/** What a table of teams came to. */
export interface TeamsLoaded {
  added: number;
  /** Have another name or strength than before. */
  updated: number;
  /** Were there already, exactly so. */
  unchanged: number;
}

const LONGEST_NAME = 60;
/** More people than any team; also catches a phone in the wrong column. */
const MOST_STRENGTH = 100_000;
const WHOLE = /^[1-9]\d{0,8}$/;

/**
 * Makes standby teams, and gives those there are the name and strength that are written. All of them or none; a team
 * that is not written stays, and its members stay in it.
 * @throws {Refusal} with everything that is wrong, at `[index, field]`; also where a team, or the committee it is to
 *   stand under, lies beyond the actor's part of the tree
 */
export async function loadTeams(
  { database, clock }: Office,
  actor: Actor,
  written: readonly WrittenTeam[],
): Promise<TeamsLoaded> {
  requireRight(actor, 'keep people');
  const faulty = written.flatMap((one, at) => faultsOf(one, at, written));
  return database.begin(async (sql) => {
    await lockTeams(sql);
    const { problems, fresh, revised } = await compare(sql, actor, written);
    const wrong = [...faulty, ...problems].sort((one, other) => Number(one.path[0]) - Number(other.path[0]));
    if (wrong.length > 0) throw new Refusal('invalid', wrong);
    await insertTeams(sql, fresh);
    await reviseTeams(sql, revised);
    const changes = { added: fresh.length, updated: revised.length };
    const entry = { actor: actor.name, action: 'office teams', subject: 'teams', detail: { ...changes } };
    if (fresh.length + revised.length > 0) await writeAudit(sql, entry, clock.now());
    return { ...changes, unchanged: written.length - fresh.length - revised.length };
  });
}

/** What is wrong with one row by itself, or in the company of the rows before it. */
function faultsOf(one: WrittenTeam, at: number, all: readonly WrittenTeam[]): Problem[] {
  const faults: Problem[] = [];
  const add = (field: keyof WrittenTeam, reason: string, zh: string, en: string): void => {
    faults.push({ path: [at, field], reason, zh, en });
  };
  const code = codeFault(one.code);
  if (code) add('code', 'code', code.zh, code.en);
  else if (all.findIndex((other) => other.code === one.code) < at)
    add('code', 'repeated', `代码 ${one.code} 重复，请只留一行`, `code ${one.code} is given twice: keep one`);
  if (one.name === '' || one.name.length > LONGEST_NAME)
    add('name', 'name', `名称应为 1 到 ${LONGEST_NAME} 字`, `a name has 1 to ${LONGEST_NAME} characters`);
  if (!WHOLE.test(one.strength) || Number(one.strength) > MOST_STRENGTH)
    add(
      'strength',
      'strength',
      `编制应为 1 到 ${MOST_STRENGTH} 的整数，读到 “${one.strength}”`,
      `strength is a whole number from 1 to ${MOST_STRENGTH}, read “${one.strength}”`,
    );
  return faults;
}

/** What is written, held against the ledger. */
interface Comparison {
  problems: Problem[];
  fresh: NewTeam[];
  revised: Pick<NewTeam, 'code' | 'name' | 'strength'>[];
}

async function compare(
  sql: Statement,
  { scopePath }: Actor,
  written: readonly WrittenTeam[],
): Promise<Comparison> {
  const codes = written.map(({ committee }) => committee);
  const committees = new Map(
    (await committeesByCode(sql, codes, scopePath)).map(({ code, id }) => [code, id]),
  );
  const standing = new Map(
    (
      await standingTeams(
        sql,
        written.map(({ code }) => code),
      )
    ).map((team) => [team.code, team]),
  );
  const found: Comparison = { problems: [], fresh: [], revised: [] };
  for (const [at, { code, name, committee, strength: people }] of written.entries()) {
    const [committeeId, before, strength] = [committees.get(committee), standing.get(code), Number(people)];
    if (committeeId === undefined) found.problems.push(unknownCommittee(at, committee));
    else if (!before) found.fresh.push({ code, name, committeeId, strength });
    else if (before.committee !== committee) found.problems.push(elsewhere(at, before, scopePath));
    else if (before.name !== name || before.strength !== strength)
      found.revised.push({ code, name, strength });
  }
  return found;
}

const unknownCommittee = (at: number, code: string): Problem => ({
  path: [at, 'committee'],
  reason: 'unknown-committee',
  zh: `没有组织 “${code}”，或不在您的管辖范围：请核对代码，缺少的先用 muster office committees 导入`,
  en: `no committee “${code}” within your scope: see whether the code is right; \`muster office committees\` adds those that lack`,
});

/** Where a team stands decides who may see it and call it out: that does not change by the way, with a strength. */
function elsewhere(at: number, { code, committee, path }: StandingTeam, scopePath: string): Problem {
  const taken = { path: [at, 'code'], reason: 'other-team' };
  if (!path.startsWith(scopePath))
    return {
      ...taken,
      zh: `代码 ${code} 已是别处一支服务队的，请另取一个`,
      en: `code ${code} is that of a team elsewhere: choose another`,
    };
  return {
    ...taken,
    zh: `台账里的 ${code} 属于组织 ${committee}，与表里不同；导入不能移动服务队：请改回，或另取代码建新队`,
    en: `${code} belongs to committee ${committee} in the ledger; loading moves no team: write that committee, or give a new team another code`,
  };
}

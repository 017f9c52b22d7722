import { nearest } from '../domain/definition/nearest.js';
import { weeklyHoursWords } from '../domain/people/weekly-hours.js';
import type { Problem, Sentence } from '../domain/problem.js';
import type { Actor } from '../ledger/operators.js';
import { listTeams, teamMembers, type Team, type TeamMember, type TeamOfficer } from '../ledger/teams.js';
import type { Office } from './office.js';
import { maskedPhone, shownName } from './person.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** A member as lists show them: the name masked for who may not see it. */
export interface TeamMemberView extends Omit<TeamMember, 'phoneCipher'> {
  /** Masked; a dash where there is none. */
  phone: string;
  /** Their weekly hours in words. */
  hoursWords: Sentence;
}

/** A team and the first of its members. */
export interface TeamView extends Team {
  people: TeamMemberView[];
}

/** Teams the actor may name, with those of their members who live in the actor's part of the tree. */
export async function teams({ database, clock }: Office, actor: Actor): Promise<Team[]> {
  requireRight(actor, 'see people');
  const found = await listTeams(database, { scopePath: actor.scopePath, now: clock.now() });
  return found.map((team) => withShownNames(actor, team));
}

/** Names as the actor may see them. */
function withShownNames(actor: Actor, team: Team): Team {
  const shown = (officer: TeamOfficer): TeamOfficer => ({ ...officer, name: shownName(actor, officer.name) });
  return { ...team, leader: team.leader && shown(team.leader), deputies: team.deputies.map(shown) };
}

/**
 * One team with its members, those who lead it first.
 * @throws {Refusal} when the actor may name no such team; it names similar ones
 */
export async function showTeam(
  office: Office,
  actor: Actor,
  { code, limit }: { code: string; limit: number },
): Promise<TeamView> {
  requireRight(actor, 'see people');
  const bounds = { scopePath: actor.scopePath, now: office.clock.now() };
  const [team] = await listTeams(office.database, bounds, [code]);
  if (!team)
    throw new Refusal('not-found', [unknownTeam(code, await listTeams(office.database, bounds), [])]);
  const members = await teamMembers(office.database, team.id, { ...bounds, limit });
  return {
    ...withShownNames(actor, team),
    people: members.map(({ phoneCipher, ...member }) => ({
      ...member,
      name: shownName(actor, member.name),
      phone: maskedPhone(office, { phoneCipher }),
      hoursWords: weeklyHoursWords(member.hours),
    })),
  };
}

/** Of some team codes those the actor may not name, each at its place below `path`, with the ones probably meant. */
export async function unknownTeams(
  office: Office,
  actor: Actor,
  codes: readonly string[],
  path: Problem['path'],
): Promise<Problem[]> {
  requireRight(actor, 'see people');
  if (codes.length === 0) return [];
  const known = await teams(office, actor);
  const named = new Set(known.map(({ code }) => code));
  return codes.flatMap((code, at) => (named.has(code) ? [] : [unknownTeam(code, known, [...path, at])]));
}

/** At most so many are offered instead. */
const OFFERED = 6;

function unknownTeam(written: string, known: readonly Team[], path: Problem['path']): Problem {
  const close = nearest(
    written,
    known.map(({ code }) => code),
  );
  const similar = known.filter(({ code, name }) => code === close || name.includes(written));
  const offered = (similar.length > 0 ? similar : known)
    .slice(0, OFFERED)
    .map(({ code, name }) => `${code} ${name}`);
  const listed = offered.join('、');
  const [zh, en] = similar.length > 0 ? ['相近的有', 'similar'] : ['现有', 'there are'];
  return {
    path,
    reason: 'unknown-team',
    zh: `没有服务队 “${written}”，或不在您的管辖范围${listed && `；${zh}：${listed}`}`,
    en: `no team “${written}” within your scope${listed && `; ${en}: ${listed}`}`,
  };
}

import { awayUntilWords } from '../../../domain/people/absence.js';
import type { TeamRole } from '../../../domain/roster/person.js';
import type { Team } from '../../../ledger/teams.js';
import type { TeamView } from '../../../office/teams.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';

const ROLES: Record<TeamRole, string> = { leader: '队长', deputy: '副队长', member: '队员' };

/** `队长 leader` */
export const teamRoleLabel = (words: Words, role: TeamRole): string => words.label(ROLES[role], role);

/** Teams, one a line. */
export function teamsView(teams: readonly Team[], words: Words): string {
  if (teams.length === 0) return words.say('您的管辖范围内没有服务队', 'no teams within your scope');
  const { stacked } = words;
  return table(
    [
      stacked('服务队', 'team'),
      stacked('名称', 'name'),
      stacked('编制', 'strength'),
      stacked('现员', 'members'),
      stacked('请假', 'away'),
      stacked('队长', 'leader'),
      stacked('副队长', 'deputies'),
      stacked('所属', 'committee'),
    ],
    teams.map((team) => [
      team.code,
      team.name,
      team.strength,
      team.members,
      team.away,
      team.leader?.name ?? '—',
      names(team.deputies),
      team.committee,
    ]),
  );
}

/** One team, then its members, those who lead it first. */
export function teamView(team: TeamView, words: Words): string {
  const { label } = words;
  const facts = pairs([
    [label('服务队', 'team'), `${team.code} ${team.name}`],
    [label('所属', 'committee'), team.committee],
    [label('编制', 'strength'), String(team.strength)],
    [label('现员', 'members'), String(team.members)],
    [label('请假', 'away'), String(team.away)],
    [label('队长', 'leader'), team.leader?.name ?? '—'],
    [label('副队长', 'deputies'), names(team.deputies)],
  ]);
  if (team.people.length === 0)
    return `${facts}\n\n${words.say('您的管辖范围内没有队员', 'no members within your scope')}`;
  return `${facts}\n\n${membersTable(team, words)}`;
}

function membersTable({ people }: TeamView, words: Words): string {
  const { stacked } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('姓名', 'name'),
      stacked('职务', 'role'),
      stacked('手机', 'phone'),
      stacked('委员会', 'committee'),
      stacked('可出勤', 'can come'),
      stacked('请假', 'away'),
    ],
    people.map((member) => [
      member.id,
      member.name,
      teamRoleLabel(words, member.role),
      member.phone,
      member.committee,
      comes(member, words),
      away(member.awayUntil, words),
    ]),
  );
}

/** Short words beside each other, long ones one below the other. */
function comes({ hours, hoursWords: { zh, en } }: TeamView['people'][number], words: Words): string {
  return hours.length === 0 ? words.label(zh, en) : words.stacked(zh, en);
}

function away(until: Date | null, { stacked }: Words): string {
  if (until === null) return '—';
  const { zh, en } = awayUntilWords(until);
  return stacked(zh, en);
}

const names = (officers: Team['deputies']): string => officers.map(({ name }) => name).join('、') || '—';

import { startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { parseWeeklyHours } from '../../domain/people/weekly-hours.js';
import { insertTeamMembers, insertTeams, type NewTeamMember } from '../../ledger/load-teams.js';
import { NOW, type City, type Name } from './cast.js';

/** Somebody of the cast in the team. */
interface Duty {
  role: NewTeamMember['role'];
  /** Since when, until when; absent: since 2024. */
  days?: [from: string, to: string | null];
  /** As they say it; absent: any time. */
  hours?: string;
  away?: [from: string, until: string];
  /** Of what a call-out asks for; absent: all. */
  lacks?: ('insurance' | 'pre-service-training')[];
}

/** The only team. */
export const TEAM = { code: 'flood', name: '防汛抢险志愿服务队', committee: 'luannan', strength: 8 } as const;

/**
 * Six of the cast serve in the team on the day of the tests, and two do not (any more, or yet). 李岚 and 李小岚
 * share a phone, and 李小岚 is a minor; 陈涛, 刘洋 and 孙静 live in the other county.
 */
export const TEAM_CAST = {
  张蔷: { role: 'leader', hours: '周一至周五 18:00-22:00; 周末 全天' },
  李岚: { role: 'deputy' },
  李小岚: { role: 'member', hours: '周六 08:00-12:00' },
  陈涛: { role: 'member', away: ['2026-07-30', '2026-08-06'] },
  刘洋: { role: 'member', hours: '周日 全天' },
  孙静: { role: 'member', lacks: ['insurance'] },
  周海: { role: 'deputy', days: ['2024-01-01', '2026-08-01'] },
  吴芳: { role: 'member', days: ['2026-08-02', null] },
} as const satisfies Partial<Record<Name, Duty>>;

/** The day by which the team's papers are told from those the cast came with. */
const PAPERS_FROM = '2026-01-01';

/** Moves the team into a city of the cast, with the papers a call-out asks for; again: as it was at first. */
export async function loadTeam(city: City): Promise<void> {
  const names = Object.keys(TEAM_CAST) as (keyof typeof TEAM_CAST)[];
  const people = names.map((name) => city.id(name));
  await city.database.begin(async (sql) => {
    await sql`TRUNCATE team, team_member, availability, absence RESTART IDENTITY`;
    await sql`DELETE FROM qualification WHERE from_date = ${PAPERS_FROM}`;
    const { code, name, strength, committee } = TEAM;
    const committeeId = city.committee(committee);
    const teamId = (await insertTeams(sql, [{ code, name, strength, committeeId }])).get(code)!;
    await insertTeamMembers(
      sql,
      names.map((each, at) => memberOf(TEAM_CAST[each], people[at]!, teamId)),
    );
    for (const [at, each] of names.entries()) {
      for (const kind of papersOf(TEAM_CAST[each])) {
        await sql`INSERT INTO qualification (person_id, kind, from_date, until_date)
          VALUES (${people[at]!}, ${kind}, ${PAPERS_FROM}, '2026-12-31')`;
      }
    }
  });
}

const papersOf = ({ lacks = [] }: Duty) =>
  (['insurance', 'pre-service-training'] as const).filter((kind) => !lacks.includes(kind));

function memberOf(duty: Duty, personId: number, teamId: number): NewTeamMember {
  const { role, days: [from, to] = ['2024-01-01', null], hours, away } = duty;
  const read = parseWeeklyHours(hours ?? '随时');
  return {
    ...{ personId, teamId, role, from, to },
    hours: read.ok ? read.hours : [],
    absence: away
      ? {
          from: startOfOfficeDay(away[0]),
          until: startOfOfficeDay(away[1]),
          ...{ source: 'clerk', recordedAt: NOW },
        }
      : null,
  };
}

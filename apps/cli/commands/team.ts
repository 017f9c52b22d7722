import type { Command } from 'commander';
import { showTeam, teams } from '../../../office/teams.js';
import { limited, type Act } from '../command.js';
import { teamsView, teamView } from '../views/team.js';

/** `muster team …` */
export function teamCommands(program: Command, act: Act): void {
  const group = program.command('team').description('服务队：随时待命的志愿者 / standby teams');
  group
    .command('list')
    .description(
      '各队的队长、编制、现员和请假人数 / each with its leader, strength, members, and how many are away',
    )
    .action(
      act(async (session) => {
        const found = await teams(session.office, await session.actor());
        session.answer(found, () => teamsView(found, session.words));
      }),
    );
  limited(
    group
      .command('show')
      .description('一支队伍和它的队员：何时能来，是否请假 / a team and when its members can come')
      .argument('<code>', '服务队代码，见 team list / its code, see team list'),
  ).action(
    act(async (session, [code]: [string], { limit }: { limit: number }) => {
      const team = await showTeam(session.office, await session.actor(), { code, limit });
      session.answer(team, () => teamView(team, session.words));
      if (team.people.length < team.members)
        session.remark(
          `只列出 ${team.people.length} 人，共 ${team.members} 人；加 --limit 可多列`,
          `${team.people.length} of ${team.members} are listed; --limit lists more`,
        );
    }),
  );
}

import type { Command } from 'commander';
import { dropGoal, goals, setGoal } from '../../../office/theme-goals.js';
import { wholeNumber, type Act } from '../command.js';
import { goalsView } from '../views/theme.js';
import { yearNumber, yearOfToday } from './calendar.js';

/** `muster theme goal …` */
export function goalCommands(theme: Command, act: Act): void {
  const group = theme
    .command('goal')
    .description('目标和进度，如 进百村、入千企、访万户 / goals and how far they are reached');
  addCommand(group, act);
  removeCommand(group, act);
  listCommand(group, act);
}

const withGoal = (command: Command): Command =>
  command
    .argument('<code>', '主题代码 / code of the theme')
    .argument('<key>', '目标代码，如 villages / key of the goal')
    .requiredOption('--year <year>', '年份 / the year', yearNumber);

/** What `theme goal add` takes by options. */
interface GoalOptions {
  year: number;
  name: string;
  target: number;
  counts?: string;
}

function addCommand(group: Command, act: Act): void {
  withGoal(group.command('add').description('给主题设一年的目标 / set a theme a goal for a year'))
    .requiredOption('--name <name>', '名称，如 进百村 / its name')
    .requiredOption('--target <number>', '目标数 / the number to reach', wholeNumber)
    .option(
      '--counts <figure>',
      'sessions 场次、participants 人次、consultations 咨询、leaflets 资料，或自设统计项（默认同目标代码） / which figure counts; one of its own by default',
    )
    .action(
      act(async (session, [code, key]: [string, string], options: GoalOptions) => {
        const { year, name, target, counts = key } = options;
        const actor = await session.actor();
        const goal = await setGoal(session.office, actor, { code, key, year, name, target, counts });
        session.answer(goal, () =>
          session.words.say(
            `${year} 年 ${code} 的目标：${name} ${target}（按 ${counts} 计）`,
            `goal of ${code} in ${year}: ${name}, ${target} by ${counts}`,
          ),
        );
      }),
    );
}

function removeCommand(group: Command, act: Act): void {
  withGoal(group.command('remove').description('取消目标 / remove a goal')).action(
    act(async (session, [code, key]: [string, string], { year }: { year: number }) => {
      await dropGoal(session.office, await session.actor(), { code, key, year });
      session.answer({ code, key, year, removed: true }, () =>
        session.words.say(`目标 ${key} 已取消`, `goal ${key} is removed`),
      );
    }),
  );
}

function listCommand(group: Command, act: Act): void {
  group
    .command('list')
    .description('一年的目标和进度 / the goals of a year and how far they are reached')
    .argument('[code]', '主题代码（默认全部） / code of the theme, all by default')
    .option('--year <year>', '年份（默认今年） / the year, this one by default', yearNumber)
    .action(
      act(async (session, [code]: [string | undefined], { year }: { year?: number }) => {
        const asked = { year: year ?? yearOfToday(session), ...(code === undefined ? {} : { code }) };
        const found = await goals(session.office, await session.actor(), asked);
        session.answer(found, () => goalsView(found, session.words));
      }),
    );
}

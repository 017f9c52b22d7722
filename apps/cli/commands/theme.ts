import { Option, type Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { listThemes, showTheme } from '../../../office/theme-look-up.js';
import {
  announceTheme,
  withdrawAnnouncement,
  type WrittenAnnouncement,
} from '../../../office/theme-years.js';
import { addTheme, changeTheme, switchTheme } from '../../../office/themes.js';
import { CHANGE_OPTIONS, changeWith, type ChangeOptions as HowToChange } from '../calendar-change.js';
import { wholeNumber, type Act } from '../command.js';
import { announcedView, themeStateView, themesView, themeView } from '../views/theme.js';
import { given } from '../given-fields.js';
import { launchWritten, type LaunchOptions } from '../launch.js';
import { readWritten } from '../written.js';
import { yearNumber, yearOfToday } from './calendar.js';
import { goalCommands } from './theme-goal.js';

/** `muster theme …` */
export function themeCommands(program: Command, act: Act): void {
  const group = program
    .command('theme')
    .description('主题活动：日期、公布、目标 / themes of the year: days, announcements, goals');
  lookingCommands(group, act);
  switchingCommands(group, act);
  writingCommands(group, act);
  announcingCommands(group, act);
  goalCommands(group, act);
  openingCommands(group, act);
}

const withYear = (command: Command): Command =>
  command.option('--year <year>', '年份（默认今年） / the year, this one by default', yearNumber);

const withCode = (command: Command): Command =>
  command.argument('<code>', '主题代码，见 theme list / code of the theme');

function lookingCommands(group: Command, act: Act): void {
  withYear(
    group.command('list').description('全部主题和这一年的日期 / all themes with their days in a year'),
  ).action(
    act(async (session, _args: [], { year = yearOfToday(session) }: { year?: number }) => {
      const found = await listThemes(session.office, await session.actor(), year);
      session.answer(found, () => themesView(found, year, session.words));
    }),
  );
  withYear(
    withCode(
      group
        .command('show')
        .description(
          '一个主题：日期、阶段、公布和目标进度 / a theme: days, phases, what was announced, goals',
        ),
    ),
  ).action(
    act(async (session, [code]: [string], { year = yearOfToday(session) }: { year?: number }) => {
      const view = await showTheme(session.office, await session.actor(), { code, year });
      session.answer(view, () => themeView(view, session.words));
    }),
  );
}

function switchingCommands(group: Command, act: Act): void {
  const add = (name: string, wanted: boolean, description: string): void => {
    withCode(group.command(name).description(description)).action(
      act(async (session, [code]: [string]) => {
        const state = await switchTheme(session.office, await session.actor(), { code, wanted });
        session.answer(state, () => themeStateView(state, session.words));
      }),
    );
  };
  add('on', true, '启用主题 / hold a theme');
  add('off', false, '停用主题 / do without a theme');
}

/** What `theme change` takes by options, as its file would have it. */
interface ChangeOptions extends HowToChange {
  name?: string;
  rule?: string;
  days?: number;
  until?: string;
  owes?: string;
  asShipped?: boolean;
}

function writingCommands(group: Command, act: Act): void {
  group
    .command('add')
    .description('增加本办自己的主题 / add a theme of the office’s own')
    .argument('<file>', 'YAML 或 JSON；示例见 examples/own-theme.yaml / a YAML or JSON file')
    .action(
      act(async (session, [file]: [string]) => {
        const { value, placing } = await readWritten(file, {});
        const actor = await session.actor();
        const state = await placing(() => addTheme(session.office, actor, value));
        session.answer(state, () => themeStateView(state, session.words));
      }),
    );
  withCode(group.command('change').description('修改主题；没写的不变 / change a theme; the rest stays'))
    .argument('[file]', 'YAML 或 JSON，写法同 theme add / a file as for theme add')
    .option('--name <name>', '名称 / its name')
    .option('--rule <rule>', '每年哪天开始，如 3-5 / when it begins every year')
    .option('--days <number>', '持续天数 / how many days', wholeNumber)
    .option('--until <rule>', '持续到哪天 / its last day, as a rule')
    .option('--owes <list>', '各委员会要报什么，如 plan,counts；none 什么都不报 / what is reported')
    .option('--as-shipped', '恢复附带的样子 / as it was shipped')
    .option(...CHANGE_OPTIONS.preview)
    .option(...CHANGE_OPTIONS.yes)
    .action(
      act(async (session, [code, file]: [string, string | undefined], options: ChangeOptions) => {
        const { name, rule, days, until, owes, asShipped } = options;
        const given = { name, rule, days, until, ...(owes === undefined ? {} : { owes: listed(owes) }) };
        const { value, placing } = asShipped === true ? AS_SHIPPED : await readWritten(file, given);
        const actor = await session.actor();
        await changeWith(session, options, {
          change: (how) => placing(() => changeTheme(session.office, actor, { code, value }, how)),
          view: (state) => themeStateView(state, session.words),
        });
      }),
    );
}

const AS_SHIPPED = { value: null, placing: <Result>(work: () => Promise<Result>) => work() };

const listed = (written: string): string[] =>
  written === 'none' ? [] : written.split(/[,，、]/).map((word) => word.trim());

function announcingCommands(group: Command, act: Act): void {
  withCode(
    group
      .command('announce')
      .description(
        '登记公布的日期、举办日和年度主题 / write down announced days, the day it is held, the motto',
      ),
  )
    .requiredOption('--year <year>', '年份 / the year', yearNumber)
    .option('--day <day>', '第一天，天数照规则 / its first day, the length by its rule')
    .option('--from <day>', '第一天 / its first day')
    .option('--to <day>', '最后一天 / its last day')
    .option('--held <day>', '本办实际举办的那天 / the day on which the office holds it')
    .option('--wording <words>', '年度主题 / the year’s motto')
    .option('--source <notice>', '依据的通知 / the notice it was announced by')
    .option(...CHANGE_OPTIONS.preview)
    .option(...CHANGE_OPTIONS.yes)
    .action(
      act(async (session, [code]: [string], options: Omit<WrittenAnnouncement, 'code'> & HowToChange) => {
        const { year, day, from, to, held, wording, source } = options;
        const written = Object.fromEntries(
          Object.entries({ day, from, to, held, wording, source }).filter(([, value]) => value !== undefined),
        );
        const actor = await session.actor();
        await changeWith(session, options, {
          change: (how) => announceTheme(session.office, actor, { code, year, ...written }, how),
          view: (announced) => announcedView(announced, year, session.words),
        });
      }),
    );
  withCode(
    group
      .command('withdraw')
      .description('撤回登记的公布内容，重按规则 / take back what was announced: the rule counts again'),
  )
    .requiredOption('--year <year>', '年份 / the year', yearNumber)
    .requiredOption('--reason <reason>', '原因，记入日志 / why, for the log')
    .option(...CHANGE_OPTIONS.preview)
    .option(...CHANGE_OPTIONS.yes)
    .action(
      act(async (session, [code]: [string], options: { year: number; reason: string } & HowToChange) => {
        const { year, reason } = options;
        const actor = await session.actor();
        await changeWith(session, options, {
          change: (how) => withdrawAnnouncement(session.office, actor, { code, year, reason }, how),
          view: (left) => announcedView(left, year, session.words),
        });
      }),
    );
}

interface OpenOptions extends LaunchOptions {
  year?: number;
  committee?: string[];
  channel?: string[];
}

/** Holding a theme in a year: as a run. */
function openingCommands(group: Command, act: Act): void {
  withYear(
    group
      .command('open')
      .description(
        '预览并开始一年的主题活动：主题代码，或文件（可附通知、集结） / preview and open a theme of a year, by code or file',
      )
      .argument('<what>', '主题代码，或 YAML、JSON 文件 / code of a theme, or a YAML or JSON file'),
  )
    .option(
      '--committee <code...>',
      '只要这些组织参加；不写则为下一级全部 / these committees only; default all right below',
    )
    .addOption(
      new Option('--channel <channel...>', '渠道；默认都用 / channels; default both').choices(CHANNELS),
    )
    .option('--preview', '只看安排、费用和文字，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接开始 / open without asking')
    .option('--follow', '开始后一直看到结束 / watch until it is over')
    .action(
      act(async (session, [what]: [string], { year, committee, channel, ...options }: OpenOptions) => {
        const fields = {
          theme: what,
          year: year ?? yearOfToday(session),
          committees: committee,
          channels: channel,
        };
        const written = /\.(ya?ml|json)$/i.test(what)
          ? await readWritten(what, {})
          : await readWritten(undefined, { kind: 'theme', ...given(fields) });
        await launchWritten(session, 'theme', written, options);
      }),
    );
  group
    .command('schema')
    .description('输出主题活动文件的 JSON schema / the JSON schema of a theme file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('theme'), null, 2))));
}

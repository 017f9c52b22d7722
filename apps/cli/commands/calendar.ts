import { InvalidArgumentError, type Command } from 'commander';
import { calendarFileOf } from '../../../campaigns/theme/calendar-file.js';
import { yearOf } from '../../../domain/calendar/day.js';
import { officeDay } from '../../../domain/calendar/office-day.js';
import { calendarYear, loadHolidays, resolveDate } from '../../../office/calendar.js';
import { CHANGE_OPTIONS, changeWith, type ChangeOptions } from '../calendar-change.js';
import type { Act } from '../command.js';
import type { Session } from '../session.js';
import { loadedView, resolvedView, yearView } from '../views/calendar.js';
import { readWritten } from '../written.js';

/** `muster calendar …` */
export function calendarCommands(program: Command, act: Act): void {
  const group = program
    .command('calendar')
    .description('工作日、节假日和主题活动 / workdays, holidays and themes');
  group
    .command('show')
    .description('全年日历：休、班和主题活动，可以钉在墙上 / a year, to be pinned to the wall')
    .argument('[year]', '年份（默认今年） / the year, this one by default', yearNumber)
    .option(
      '--ics',
      '日历文件，供日历程序订阅；优先于 --json / a calendar file, to subscribe to; goes before --json',
    )
    .action(
      act(async (session, [year]: [number | undefined], { ics }: { ics?: boolean }) => {
        const shown = await calendarYear(session.office, await session.actor(), year ?? yearOfToday(session));
        const { year: of, before, themes, covered, holidays } = shown;
        const subscribed = { year: of, themes: [...before, ...themes], holidays: covered ? holidays : null };
        if (ics && session.json) session.world.err(session.words.say(...ICS_WINS));
        if (ics) session.world.out(calendarFileOf(subscribed, session.office.clock.now()).trimEnd());
        else session.answer(shown, () => yearView(shown, session.words, session.world.columns));
      }),
    );
  group
    .command('resolve')
    .description('一条日期规则落在哪天、为什么 / on which day a date rule falls, and why')
    .argument('<rule...>', '如 农历1-1 -15天、季度末 +10个工作日 / such as lunar 1-1 -15d')
    .option('--year <year>', '年份（默认今年） / the year, this one by default', yearNumber)
    // -15天 is no option but part of the rule, also where nobody has put it between quotation marks.
    .allowUnknownOption()
    .action(
      act(async (session, [rule]: [string[]], { year }: { year?: number }) => {
        const asked = { rule: rule.join(' '), year: year ?? yearOfToday(session) };
        const resolved = await resolveDate(session.office, await session.actor(), asked);
        session.answer(resolved, () => resolvedView(resolved, session.words));
      }),
    );
  group
    .command('load')
    .description('载入国务院公布的一年假期 / take a year’s holidays as they were announced')
    .argument('<file>', 'YAML 或 JSON；示例见 examples/holidays-2026.yaml / a YAML or JSON file')
    .option(...CHANGE_OPTIONS.preview)
    .option(...CHANGE_OPTIONS.yes)
    .action(
      act(async (session, [file]: [string], options: ChangeOptions) => {
        const { value, placing } = await readWritten(file, {});
        const actor = await session.actor();
        await changeWith(session, options, {
          change: (how) => placing(() => loadHolidays(session.office, actor, value, how)),
          view: (loaded) => loadedView(loaded, session.words),
        });
      }),
    );
}

const ICS_WINS = ['--ics 优先，--json 不起作用', '--ics goes first: --json changes nothing'] as const;

/** A year as it is written. */
export function yearNumber(written: string): number {
  if (/^\d{4}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('年份写作 2027 / a year is written 2027.');
}

/** The year of the office's day. */
export const yearOfToday = ({ office }: Session): number => yearOf(officeDay(office.clock.now()));

import { InvalidArgumentError, type Command } from 'commander';
import { calendarFileOf } from '../../../campaigns/theme/calendar-file.js';
import { yearOf } from '../../../domain/calendar/day.js';
import { officeDay } from '../../../domain/calendar/office-day.js';
import { calendarYear, loadHolidays, resolveDate } from '../../../office/calendar.js';
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
    .option('--ics', '日历文件，供日历程序订阅 / a calendar file, to subscribe to')
    .action(
      act(async (session, [year]: [number | undefined], { ics }: { ics?: boolean }) => {
        const shown = await calendarYear(session.office, await session.actor(), year ?? yearOfToday(session));
        if (ics) session.world.out(calendarFileOf(shown, session.office.clock.now()).trimEnd());
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
    .action(
      act(async (session, [file]: [string]) => {
        const { value, placing } = await readWritten(file, {});
        const actor = await session.actor();
        const loaded = await placing(() => loadHolidays(session.office, actor, value));
        session.answer(loaded, () => loadedView(loaded, session.words));
      }),
    );
}

function yearNumber(written: string): number {
  if (/^\d{4}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('年份写作 2027 / a year is written 2027.');
}

const yearOfToday = ({ office }: Session): number => yearOf(officeDay(office.clock.now()));

import type { Command } from 'commander';
import { awayUntilWords } from '../../../domain/people/absence.js';
import { setAway, setBack, setHours } from '../../../office/availability.js';
import { findPeople, showPerson } from '../../../office/people.js';
import { refuse } from '../../../office/refusal.js';
import { limited, type Act } from '../command.js';
import { personRightsCommands } from './person-rights.js';
import { foundView, personView } from '../views/person.js';
import { shownTime } from '../views/time.js';

/** Whom a command is about; the same words as in `why`. */
const WHOM = '编号、手机号、邮箱、身份证号或全名 / id, phone, mail address, resident ID or full name';

/** `muster person …` */
export function personCommands(program: Command, act: Act): void {
  const group = program
    .command('person')
    .description(
      '人员：查找、查看、请假、可出勤时间、导出、删除 / people: when they can come, what is held about them',
    );
  addFind(group, act);
  addShow(group, act);
  addAway(group, act);
  addBack(group, act);
  addHours(group, act);
  personRightsCommands(group, act, WHOM);
}

const addFind = (group: Command, act: Act) =>
  limited(
    group
      .command('find')
      .description(
        '按姓名的一部分，或完整的编号、手机号、邮箱、身份证号查找 / by a part of the name, or a whole number',
      )
      .argument('<text>', '要找的文字 / what to look for'),
    20,
  ).action(
    act(async (session, [text]: [string], { limit }: { limit: number }) => {
      const found = await findPeople(session.office, await session.actor(), { text, limit });
      session.answer(found, () => foundView(found, session.words));
      if (found.length === limit)
        session.remark('可能还有；加 --limit 可多列', 'there may be more; --limit lists more');
    }),
  );

interface ShowOptions {
  unmask?: boolean;
  reason?: string;
}

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('一个人的全部记录，号码打码 / everything about a person, numbers masked')
    .argument('<person>', WHOM)
    .option('--unmask', '显示完整的号码和证件；须有权限，并记入日志 / show whole numbers and IDs; logged')
    .option('--reason <text>', '为什么要看完整的号码 / why whole numbers are needed')
    .action(
      act(async (session, [person]: [string], { unmask, reason = '' }: ShowOptions) => {
        const wish = unmask ? { person, unmask: { reason } } : { person };
        const found = await showPerson(session.office, await session.actor(), wish);
        session.answer(found, () => personView(found, session.words));
      }),
    );

interface AwayOptions {
  from?: string;
  until: string;
  reason: string;
}

const addAway = (group: Command, act: Act) =>
  group
    .command('away')
    .description(
      '请假：这期间不再征召；以最后一次为准 / away: not called out meanwhile; the last word counts',
    )
    .argument('<person>', WHOM)
    .requiredOption('--until <day>', '到哪天（含）或几点，如 2026-12-01 / through that day, or until a time')
    .option('--from <day>', '从哪天或几点起，不写则现在 / from when; default now')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [person]: [string], { from, until, reason }: AwayOptions) => {
        const span = from === undefined ? { until } : { from, until };
        const made = await setAway(session.office, await session.actor(), { person, ...span, reason });
        const { words } = session;
        session.answer(made, () => {
          const { zh, en } = awayUntilWords(made.until);
          const begins = shownTime(made.from);
          return words.say(
            `已登记：${made.person} 号从 ${begins} ${zh}请假${made.replaced > 0 ? `；取代先前的 ${made.replaced} 次` : ''}`,
            `recorded: person ${made.person} is away from ${begins} ${en}${made.replaced > 0 ? `; replaces ${made.replaced} earlier` : ''}`,
          );
        });
      }),
    );

interface BackOptions {
  coming?: boolean;
  reason: string;
}

const addBack = (group: Command, act: Act) =>
  group
    .command('back')
    .description('销假：现在的请假到此为止 / back: the absence ends now')
    .argument('<person>', WHOM)
    .option('--coming', '连同尚未开始的请假 / those that have not begun, too')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [person]: [string], { coming = false, reason }: BackOptions) => {
        const ended = await setBack(session.office, await session.actor(), { person, coming, reason });
        const { words } = session;
        session.answer(ended, () =>
          ended.absences.length > 0
            ? words.say(`已销假：${ended.person} 号又可以征召`, `person ${ended.person} is back`)
            : words.say(`${ended.person} 号本来就没有请假`, `person ${ended.person} was not away`),
        );
      }),
    );

const addHours = (group: Command, act: Act) =>
  group
    .command('hours')
    .description(
      '一周里何时能来；取代以前所说的 / when in the week they can come; replaces what was said before',
    )
    .argument('<person>', WHOM)
    .argument(
      '[hours]',
      '如 "周一至周五 18:00-22:00; 周末 08:00-20:00" / e.g. "Mon-Fri 18:00-22:00; weekend all day"',
    )
    .option('--clear', '随时都能来 / at any time')
    .action(
      act(
        async (
          session,
          [person, text]: [string, string | undefined],
          { clear = false }: { clear?: boolean },
        ) => {
          if (clear === (text !== undefined)) throw eitherHoursOrClear();
          const set = await setHours(session.office, await session.actor(), { person, hours: text ?? null });
          const { zh, en } = set.hoursWords;
          session.answer(set, () =>
            session.words.say(`${set.person} 号可出勤时间：${zh}`, `person ${set.person} can come: ${en}`),
          );
        },
      ),
    );

const eitherHoursOrClear = () =>
  refuse(
    'invalid',
    'hours-or-clear',
    '请写出时间，或用 --clear 表示随时，二者取一',
    'give the hours, or --clear for any time, not both',
  );

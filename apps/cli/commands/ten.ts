import type { Command } from 'commander';
import type { TenDone } from '../../../office/honour-month.js';
import { requireMayName, showTen, tenMonths, tenText } from '../../../office/honour-view.js';
import { noticeTen, objectTo, pickTen, publishTen, rewardTen, unpickTen } from '../../../office/honours.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { requireNew, writeNew } from '../new-file.js';
import type { Session } from '../session.js';
import { tenDoneView, tenMonthsView, tenView } from '../views/ten.js';

/** `muster ten …` */
export function tenCommands(program: Command, act: Act): void {
  const group = program
    .command('ten')
    .description(
      '月评十佳：推荐、评选、公示、公布、表彰 / the ten of each month, from nominations to rewards',
    );
  addLooking(group, act);
  addChoosing(group, act);
  addNotice(group, act);
  addObject(group, act);
  addPublish(group, act);
  addReward(group, act);
}

const MONTH = ['<month>', '月份，如 2027-03 / the month'] as const;
const TEXT = [
  '--text <file>',
  '把名单写入新文件，供网站用 / write the list to a new file, for a website',
] as const;

const told = (session: Session, done: TenDone): void =>
  session.answer(done, () => tenDoneView(done, session.words));

/** Writes the list of a published month. */
const writeList = async (session: Session, month: string, file: string): Promise<void> =>
  writeNew(file, [Buffer.from(await tenText(session.office, await session.actor(), month))]);

function addLooking(group: Command, act: Act): void {
  limited(group.command('list').description('各月进展 / how far each month has come')).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await tenMonths(session.office, await session.actor(), limit);
      session.answer(found, () => tenMonthsView(found, session.words));
    }),
  );
  group
    .command('show')
    .description('一个月的推荐、入选、公示和公布 / a month: what was nominated, picked, published')
    .argument(...MONTH)
    .option(...TEXT)
    .action(
      act(async (session, [month]: [string], { text }: { text?: string }) => {
        if (text !== undefined) await writeList(session, month, text);
        const found = await showTen(session.office, await session.actor(), month);
        session.answer(found, () => tenView(found, session.words));
      }),
    );
}

function addChoosing(group: Command, act: Act): void {
  const add = (name: string, choose: typeof pickTen, description: string) =>
    group
      .command(name)
      .description(description)
      .argument(...MONTH)
      .argument('<duty...>', '推荐的报送编号，见 show / numbers of the nominations')
      .action(
        act(async (session, [month, duties]: [string, string[]]) => {
          const choice = { month, duties: duties.map(wholeNumber) };
          told(session, await choose(session.office, await session.actor(), choice));
        }),
      );
  add('pick', pickTen, '入选，一次可写多个 / pick nominations');
  add('unpick', unpickTen, '公示前换下 / take picks back before their public notice');
}

const addNotice = (group: Command, act: Act) =>
  group
    .command('notice')
    .description('今天开始公示，至少 5 个工作日 / begin the public notice today, for at least five workdays')
    .argument(...MONTH)
    .option('--workdays <number>', '公示几个工作日，默认 5 / for so many workdays', wholeNumber)
    .action(
      act(async (session, [month]: [string], options: { workdays?: number }) => {
        const { workdays } = options;
        const asked = { month, ...(workdays === undefined ? {} : { workdays }) };
        told(session, await noticeTen(session.office, await session.actor(), asked));
      }),
    );

const addObject = (group: Command, act: Act) =>
  group
    .command('object')
    .description('记下公示期间的异议，并撤下 / enter an objection; it takes the pick out')
    .argument(...MONTH)
    .argument('<duty>', '推荐的报送编号 / number of the nomination', wholeNumber)
    .requiredOption('--reason <text>', '异议内容，加密保存 / what was said against it; kept sealed')
    .option('--dismissed', '经核实不成立，不撤下 / it was looked into and did not hold: the pick stays')
    .action(
      act(
        async (
          session,
          [month, duty]: [string, number],
          { reason, dismissed = false }: { reason: string; dismissed?: boolean },
        ) => {
          const actor = await session.actor();
          told(session, await objectTo(session.office, actor, { month, duty, reason, dismissed }));
        },
      ),
    );

const addPublish = (group: Command, act: Act) =>
  group
    .command('publish')
    .description(
      '公布：正好十名，不同类型，均同意公开，公示期满 / publish exactly ten, after their public notice',
    )
    .argument(...MONTH)
    .option(...TEXT)
    .action(
      act(async (session, [month]: [string], { text }: { text?: string }) => {
        const actor = await session.actor();
        // Known before anything is published: nothing is half done.
        if (text !== undefined) {
          requireMayName(actor);
          await requireNew(text);
        }
        const done = await publishTen(session.office, actor, month);
        if (text !== undefined) await writeList(session, month, text);
        told(session, done);
      }),
    );

const addReward = (group: Command, act: Act) =>
  group
    .command('reward')
    .description('登记已经表彰 / write down that they were rewarded')
    .argument(...MONTH)
    .action(
      act(async (session, [month]: [string]) =>
        told(session, await rewardTen(session.office, await session.actor(), month)),
      ),
    );

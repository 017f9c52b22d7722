import type { Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import {
  changeObligation,
  deadlines,
  obligations,
  showDeadline,
  summariseDeadline,
  type ObligationChange,
} from '../../../office/deadlines.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { deadlineFlags, deadlineOf, type DeadlineFlags } from '../deadline-flags.js';
import { launchWritten, type LaunchOptions } from '../launch.js';
import { boardView, deadlinesView, obligationsView, summaryView } from '../views/deadline.js';
import { movedView } from '../views/schedule.js';
import { readWritten } from '../written.js';
import { addsDuty } from './added-duty.js';

/** `muster deadline …` */
export function deadlineCommands(program: Command, act: Act): void {
  const group = program
    .command('deadline')
    .description('报送：谁欠什么、何时到期，逐级催报 / reports that are owed by a day, and chased');
  addKinds(group, act);
  addSet(group, act);
  addOpen(group, act);
  addList(group, act);
  addShow(group, act);
  addSummary(group, act);
  addsDuty(
    group
      .command('add')
      .description(
        '给进行中的报送、主题活动或会议加一件事 / something more in a deadline, theme or meeting that goes on',
      ),
    act,
  );
  group
    .command('schema')
    .description('输出报送文件的 JSON schema / the JSON schema of a deadline file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('deadline'), null, 2))));
}

const addKinds = (group: Command, act: Act) =>
  group
    .command('kinds')
    .description(
      '报送事项：随软件附带的，和本办公室的改动 / what may be asked for, and what this office asks for',
    )
    .action(
      act(async (session) => {
        const found = await obligations(session.office, await session.actor());
        session.answer(found, () => obligationsView(found, session.words));
      }),
    );

interface SetOptions {
  on?: true;
  off?: true;
  due?: string;
  grace?: string;
}

const addSet = (group: Command, act: Act) =>
  group
    .command('set')
    .description('改一项报送事项；已经发起的不变 / change what is asked for; what has been opened stays')
    .argument('<code>', '报送事项代号 / code of the obligation')
    .option('--on', '启用 / ask for it')
    .option('--off', '停用 / do not ask for it')
    .option(
      '--due <rule>',
      '期限规则，如 "季度末 +15个工作日"；shipped 为恢复原样 / its date rule; shipped: as it came',
    )
    .option('--grace <workdays>', '逾期几个工作日后锁定；shipped 为恢复原样 / locked so many workdays later')
    .action(
      act(async (session, [code]: [string], options: SetOptions) => {
        const changed = await changeObligation(
          session.office,
          await session.actor(),
          changeOf(code, options),
        );
        session.answer(changed, () =>
          [obligationsView([changed], session.words), movedView(changed.schedules, session.words)].join('\n'),
        );
      }),
    );

const changeOf = (code: string, { on, off, due, grace }: SetOptions): ObligationChange => ({
  code,
  ...(on || off ? { asked: on === true } : {}),
  ...(due === undefined ? {} : { due: due === 'shipped' ? null : due }),
  ...(grace === undefined ? {} : { graceWorkdays: grace === 'shipped' ? null : wholeNumber(grace) }),
});

const addOpen = (group: Command, act: Act) =>
  deadlineFlags(group.command('open'))
    .description(
      '预览并开始一期报送：事项代号，或临时报送的文件 / preview and open: an obligation, or a file of one’s own',
    )
    .argument(
      '<what>',
      '事项代号（见 kinds），或 YAML、JSON 文件 / code of an obligation, or a YAML or JSON file',
    )
    .option('--preview', '只看谁欠、何时催、写什么，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接开始 / open without asking')
    .option('--follow', '开始后一直看到结束 / watch until it is over')
    .action(
      act(async (session, [what]: [string], options: DeadlineFlags & LaunchOptions) => {
        const written = /\.(ya?ml|json)$/i.test(what)
          ? await readWritten(what, {})
          : await readWritten(undefined, deadlineOf(what, options));
        await launchWritten(session, 'deadline', written, options);
      }),
    );

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description(
        '进行中的报送：报了几份、下次何时催 / reports under way: how many are in, when is the next reminder',
      )
      .option('--all', '也列出已经结束的 / those that are over too'),
  ).action(
    act(async (session, _args: [], { limit, all = false }: { limit: number; all?: boolean }) => {
      const found = await deadlines(session.office, await session.actor(), { openOnly: !all, limit });
      session.answer(found, () => deadlinesView(found, session.words));
    }),
  );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('一期报送：谁报了、谁没报、催过谁、下次催谁 / one of them, committee by committee')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .action(
      act(async (session, [run]: [number]) => {
        const found = await showDeadline(session.office, await session.actor(), run);
        session.answer(found, () => boardView(found, session.words));
      }),
    );

const addSummary = (group: Command, act: Act) =>
  group
    .command('summary')
    .description(
      '情况通报：应报、已报、按时、迟报、退回、未报，及排名 / how it has come in, with the ranking',
    )
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .action(
      act(async (session, [run]: [number]) => {
        const found = await summariseDeadline(session.office, await session.actor(), run);
        session.answer(found, () => summaryView(found, session.words));
      }),
    );

import type { Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import {
  calledOffMeeting,
  changedMeeting,
  showMeeting,
  type MeetingChange,
} from '../../../office/meetings.js';
import { wholeNumber, type Act } from '../command.js';
import { given } from '../given-fields.js';
import { launchWritten, type LaunchOptions } from '../launch.js';
import { meetingView } from '../views/meeting.js';
import { readWritten } from '../written.js';
import { addsDuty } from './added-duty.js';

/** `muster meeting …` */
export function meetingCommands(program: Command, act: Act): void {
  const group = program
    .command('meeting')
    .description(
      '调度会：通知、回执、纪要和待办事项 / meetings: invitations, answers, minutes, action items',
    );
  addCall(group, act);
  addShow(group, act);
  addChange(group, act);
  addOff(group, act);
  addsDuty(
    group
      .command('action')
      .description(
        '记一件会上定下的事：谁办、何时办完，到期催办 / something agreed there: who does it, until when; it is chased',
      ),
    act,
  );
  group
    .command('schema')
    .description('输出会议文件的 JSON schema / the JSON schema of a meeting file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('meeting'), null, 2))));
}

const launching = (command: Command): Command =>
  command
    .option('--preview', '只看通知谁、写什么，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接发出 / send without asking')
    .option('--follow', '发出后一直看到结束 / watch until it is over');

interface CallOptions extends LaunchOptions {
  title?: string;
  place?: string;
  from?: string;
  to?: string;
  committee?: string[];
  with?: string[];
  agenda?: string;
  minutesWithin?: number;
  key?: string;
}

const timed = (command: Command): Command =>
  command
    .option('--title <title>', '会议名称 / what it is called')
    .option('--place <place>', '地点 / place')
    .option('--from <time>', '开始，北京时间，如 "2027-03-10 14:00" / start, office time')
    .option('--to <time>', '结束 / end')
    .option('--agenda <text>', '议程，简短，不写个人信息 / agenda; short, nothing about people');

const addCall = (group: Command, act: Act) =>
  launching(
    timed(
      group
        .command('call')
        .description(
          '预览并发会议通知；文件与选项二选一 / preview and call a meeting; by a file or by options',
        )
        .argument('[file]', 'YAML 或 JSON 文件，示例见 examples/ / a YAML or JSON file'),
    )
      .option(
        '--committee <code...>',
        '只请这些组织；不写则为下一级全部 / these only; default all right below',
      )
      .option('--with <department...>', '参加的部门 / departments that take part')
      .option(
        '--minutes-within <workdays>',
        '会后几个工作日内交纪要，默认 5 / minutes are due so many workdays later',
        wholeNumber,
      )
      .option('--key <key>', '唯一标识：同一标识只发一次 / called once per key'),
  ).action(
    act(async (session, [file]: [string | undefined], options: CallOptions) => {
      const { title, place, from, to, committee, with: departments, agenda, minutesWithin, key } = options;
      const fields = given({
        ...{ key, title, place, from, to, committees: committee, with: departments, agenda },
        minutes_within: minutesWithin,
      });
      const said = Object.keys(fields).length > 0 ? { kind: 'meeting', ...fields } : {};
      await launchWritten(session, 'meeting', await readWritten(file, said), options);
    }),
  );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('谁来、纪要交了没有、定下的事办得怎样 / who comes, the minutes, and what was agreed')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .action(
      act(async (session, [run]: [number]) => {
        const found = await showMeeting(session.office, await session.actor(), run);
        session.answer(found, () => meetingView(found, session.words));
      }),
    );

const addChange = (group: Command, act: Act) =>
  launching(
    timed(
      group
        .command('change')
        .description(
          '改时间或地点，通知所有受邀的人；改时间须重新回执 / another time or place: all invited are told; another time is answered anew',
        )
        .argument('<run>', '活动编号 / number of the run', wholeNumber),
    ).option('--reason <text>', '原因，记入日志 / why; goes into the audit log'),
  ).action(
    act(async (session, [run]: [number], options: MeetingChange & LaunchOptions) => {
      const { title, place, from, to, agenda, reason } = options;
      const change = given({ title, place, from, to, agenda, reason }) as MeetingChange;
      const value = await changedMeeting(session.office, await session.actor(), { run, change });
      await launchWritten(session, 'meeting', { value, placing: (work) => work() }, options);
    }),
  );

const addOff = (group: Command, act: Act) =>
  launching(
    group
      .command('off')
      .description(
        '取消会议，通知所有受邀的人，免回执 / call it off: all invited are told, nobody answers any more',
      )
      .argument('<run>', '活动编号 / number of the run', wholeNumber)
      .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log'),
  ).action(
    act(async (session, [run]: [number], options: { reason: string } & LaunchOptions) => {
      const actor = await session.actor();
      const value = await calledOffMeeting(session.office, actor, { run, reason: options.reason });
      await launchWritten(session, 'meeting', { value, placing: (work) => work() }, options);
    }),
  );

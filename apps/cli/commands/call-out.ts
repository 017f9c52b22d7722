import type { Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import { showCallOut } from '../../../office/call-outs.js';
import { callOutFlags, callOutOf, type CallOutFlags } from '../call-out-flags.js';
import { wholeNumber, type Act } from '../command.js';
import { launchWritten, testWritten, type LaunchOptions } from '../launch.js';
import { callOutView } from '../views/call-out.js';
import { watchCallOut } from '../watch-call-out.js';
import { readWritten } from '../written.js';
import { peopleCommands } from './call-out-people.js';
import { steeringCommands } from './call-out-steering.js';

/** `muster callout …` */
export function callOutCommands(program: Command, act: Act): void {
  const group = program
    .command('callout')
    .alias('call-out')
    .description('集结：为一件事召集若干人 / call-out: people for an event');
  addLaunch(group, act);
  addTest(group, act);
  addShow(group, act);
  peopleCommands(group, act);
  steeringCommands(group, act);
  group
    .command('schema')
    .description('输出集结文件的 JSON schema / the JSON schema of a call-out file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('call-out'), null, 2))));
}

const addLaunch = (group: Command, act: Act) =>
  callOutFlags(group.command('launch'))
    .description('预览并发起；文件与选项二选一 / preview and launch; by a file or by options')
    .argument('[file]', 'YAML 或 JSON 文件，示例见 examples/ / a YAML or JSON file')
    .option('--preview', '只看先问谁、轮次、费用和短信，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接发起 / launch without asking')
    .option('--accept-shortage', '可询问的人不够也发起 / launch although too few people may be asked')
    .option('--follow', '发起后一直看到结束 / watch until it is over')
    .action(
      act(async (session, [file]: [string | undefined], options: CallOutFlags & LaunchOptions) => {
        await launchWritten(session, 'call-out', await readWritten(file, callOutOf(options)), options);
      }),
    );

const addTest = (group: Command, act: Act) =>
  group
    .command('test')
    .description(
      '把集结的各条短信先发给指名的几个人看看；标为测试 / send its texts to a few named people, as a test',
    )
    .argument('<file>', 'YAML 或 JSON 文件 / a YAML or JSON file')
    .requiredOption(
      '--to <person...>',
      '编号、手机号、邮箱或姓名，至多 10 人 / id, phone, mail address or name',
    )
    .action(
      act(async (session, [file]: [string], { to }: { to: string[] }) => {
        await testWritten(session, 'call-out', await readWritten(file, {}), to);
      }),
    );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('位置、各轮、回答和剩余时间 / places, waves, answers, time left')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--watch', '实时刷新，直到结束 / live, until it is over')
    .option(
      '--until-filled',
      '与 --watch 同用：满员即止，或无人可问时 / with --watch: until it is filled, or nobody is left to ask',
    )
    .action(
      act(async (session, [runId]: [number], options: { watch?: boolean; untilFilled?: boolean }) => {
        const actor = await session.actor();
        const view = options.watch
          ? await watchCallOut(session, actor, runId, options)
          : await showCallOut(session.office, actor, runId);
        session.answer(view, () => callOutView(view, session.words, session.office.clock.now()));
      }),
    );

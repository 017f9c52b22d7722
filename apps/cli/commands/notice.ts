import type { Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import { audienceFlags } from '../audience-flags.js';
import { nameAndValue, type Act } from '../command.js';
import { launchWritten, testWritten, type LaunchOptions } from '../launch.js';
import { noticeOf, type NoticeFlags } from '../notice-flags.js';
import { readWritten } from '../written.js';

/** `muster notice …` */
export function noticeCommands(program: Command, act: Act): void {
  const group = program
    .command('notice')
    .description('通知：向一类人发一条消息 / notice: one message to an audience');
  addLaunch(group, act);
  addTest(group, act);
  group
    .command('schema')
    .description('输出通知文件的 JSON schema / the JSON schema of a notice file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('notice'), null, 2))));
}

const addLaunch = (group: Command, act: Act) =>
  flags(group.command('launch'))
    .description(
      '预览并发起；文件与选项二选一；会议邀请（invitation）须写在文件里 / preview and launch; by a file or by options; a calendar invitation needs a file',
    )
    .argument('[file]', 'YAML 或 JSON 文件，示例见 examples/ / a YAML or JSON file')
    .option('--preview', '只看人数、费用、时间和示例，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接发起 / launch without asking')
    .option('--follow', '发起后一直看到结束 / watch until it is over')
    .action(
      act(async (session, [file]: [string | undefined], options: NoticeFlags & LaunchOptions) => {
        await launchWritten(session, 'notice', await readWritten(file, noticeOf(options)), options);
      }),
    );

const addTest = (group: Command, act: Act) =>
  group
    .command('test')
    .description(
      '把通知先发给指名的几个人看看；标为测试，不须审批 / send it to a few named people, as a test',
    )
    .argument('<file>', 'YAML 或 JSON 文件 / a YAML or JSON file')
    .requiredOption(
      '--to <person...>',
      '编号、手机号、邮箱或姓名，至多 10 人 / id, phone, mail address or name',
    )
    .action(
      act(async (session, [file]: [string], { to }: { to: string[] }) => {
        await testWritten(session, 'notice', await readWritten(file, {}), to);
      }),
    );

/** The words of a notice file, one option each. */
const flags = (command: Command): Command =>
  audienceFlags(command.option('--title <text>', '标题，供内部查找 / title, for the office itself'))
    .option('--sms <template>', '短信模板代码 / template of the SMS')
    .option('--email <template>', '邮件模板代码 / template of the mail')
    .option('--set <name=value...>', '各渠道模板变量的值 / values of the templates’ variables', nameAndValue)
    .option('--topic <topic>', '主题，本人可按主题退订，如 training / topic, which people may refuse')
    .option('--duty', '联系人职责：不受退订和次数限制 / a duty of contact persons: no opt-outs, no caps')
    .option('--in-turn <span>', '先短信后邮件：多久没有回执才用第二个，如 30m / channels in turn')
    .option('--lane <lane>', 'urgent 紧急、bulk 普通 / lane')
    .option('--at <time>', '北京时间，如 "2026-08-01 09:00"；不写则立即 / office time; default now')
    .option('--window <hours>', '可发送时段，如 08:00-20:00，或 always / hours in which to send')
    .option('--emergency <reason>', '紧急原因：不受时段限制，记入日志 / reason for any hour; logged')
    .option('--expires-after <span>', '多久作废，如 12h / too old to send after')
    .option('--key <key>', '唯一标识：同一标识只发送一次 / launched once per key');

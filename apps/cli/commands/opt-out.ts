import { Option, type Command } from 'commander';
import { TOPIC_NAMES, TOPICS, type Refused } from '../../../domain/messages/topics.js';
import {
  optOut,
  optOutOfReply,
  optOuts,
  type OptOutView,
  type RecordedOptOut,
} from '../../../office/opt-outs.js';
import { refuse } from '../../../office/refusal.js';
import { limited, wholeNumber, type Act } from '../command.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import { channelLabel, type Words } from '../words.js';

/** `muster opt-out …` */
export function optOutCommands(program: Command, act: Act): void {
  const group = program.command('opt-out').description('退订 / opt-outs');
  group
    .command('add')
    .description('登记退订：此后不再向这个号码或邮箱发送 / record that an address wants no more')
    .argument('[address]', '手机号或邮箱 / phone or mail address')
    .option(
      '--reply <id>',
      '收件箱里这条回复的手机号或邮箱 / the phone or mailbox this reply came from',
      wholeNumber,
    )
    .addOption(
      new Option('--topic <topic>', '只退订这个主题，不写则全部 / only this topic; default everything')
        .choices(['all', ...TOPICS])
        .default('all'),
    )
    .action(
      act(async (session, [address]: [string | undefined], options: AddOptions) => {
        const recorded = await record(session, address, options);
        session.answer(recorded, () => recordedView(recorded, session.words));
      }),
    );
  limited(
    group.command('list').description('列出有效的退订，最新的在前 / those in force, the newest first'),
  ).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await optOuts(session.office, await session.actor(), limit);
      session.answer(found, () => optOutsView(found, session.words));
    }),
  );
}

interface AddOptions {
  reply?: number;
  topic: Refused;
}

async function record(
  session: Session,
  address: string | undefined,
  { reply, topic }: AddOptions,
): Promise<RecordedOptOut> {
  const [actor, { office }] = [await session.actor(), session];
  if (address !== undefined && reply === undefined) return optOut(office, actor, address, topic);
  if (address === undefined && reply !== undefined) return optOutOfReply(office, actor, reply, topic);
  throw refuse(
    'invalid',
    'one-address',
    '请写手机号或邮箱，或用 --reply 指明一条回复，只写其一',
    'give either a phone or mail address, or a reply with --reply',
  );
}

const recordedView = ({ id, added }: RecordedOptOut, { say }: Words): string =>
  added
    ? say(
        `已登记退订 ${id}；还没有发出的也不再发送`,
        `recorded as opt-out ${id}; what has not gone out will not go out`,
      )
    : say(`先前已经登记过（退订 ${id}）`, `it was recorded before (opt-out ${id})`);

const SOURCES: Record<OptOutView['source'], string> = {
  reply: '本人回复',
  clerk: '工作人员登记',
  form: '表单',
  import: '导入',
  complaint: '被投诉为骚扰',
  page: '本人页面',
  'one-click': '邮件一键退订',
};

function optOutsView(found: readonly OptOutView[], words: Words): string {
  if (found.length === 0) return words.say('没有退订', 'no opt-outs');
  const { stacked } = words;
  return table(
    [
      stacked('退订', 'opt-out'),
      stacked('渠道', 'channel'),
      stacked('主题', 'topic'),
      stacked('来源', 'source'),
      stacked('涉及人数', 'people'),
      stacked('时间', 'since'),
    ],
    found.map(({ id, channel, topic, source, people, since }) => [
      id,
      channelLabel(words, channel),
      words.label(TOPIC_NAMES[topic].zh, TOPIC_NAMES[topic].en),
      words.label(SOURCES[source], source),
      people,
      shownTime(since),
    ]),
  );
}

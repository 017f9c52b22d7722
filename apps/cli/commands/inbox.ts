import { Argument, type Command } from 'commander';
import { inbox, rereadPushes, resolve, type Resolution, type Ruling } from '../../../office/inbox.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { inboxView, resolvedView } from '../views/inbox.js';

/** `muster inbox …` */
export function inboxCommands(program: Command, act: Act): void {
  const group = program
    .command('inbox')
    .description('收件箱：要由人来判断的回复 / inbox: replies that a person must judge');
  limited(
    group
      .command('list')
      .description(
        '等待处理的回复，最早的在前，附上建议 / those that wait, the oldest first, each with a guess',
      ),
    20,
  ).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await inbox(session.office, await session.actor(), limit);
      session.answer(found, () => inboxView(found, session.words));
      if (found.length === limit)
        session.remark('可能还有；加 --limit 可多列', 'there may be more; --limit lists more');
    }),
  );
  addResolve(group, act);
  group
    .command('reread')
    .description(
      '程序修好后，重读先前读不了的推送 / after the program was mended: read again what it could not cope with',
    )
    .action(
      act(async (session) => {
        const pushes = await rereadPushes(session.office, await session.actor());
        session.answer({ pushes }, () =>
          session.words.say(`${pushes} 份推送即将重读`, `${pushes} pushes will be read again at once`),
        );
      }),
    );
}

const RULINGS: readonly Ruling[] = ['yes', 'no', 'maybe', 'nothing'];

interface ResolveOptions {
  run?: number;
  person?: string;
  late?: number;
}

const addResolve = (group: Command, act: Act) =>
  group
    .command('resolve')
    .description(
      '说明一条回复的意思，与本人这样回复效果相同 / say what a reply means; it then counts as if its sender had said so',
    )
    .argument('<id>', '回复编号，见 inbox list / number of the reply', wholeNumber)
    .addArgument(
      new Argument(
        '<meaning>',
        'yes 能来、no 不来、maybe 不确定、nothing 不是回答 / nothing: no answer to any call',
      ).choices(RULINGS),
    )
    .option('--run <run>', '是对哪次集结的回答；不写则如建议 / which call-out it answers', wholeNumber)
    .option('--person <person>', '是谁的回答：编号、手机号或全名 / whose answer it is')
    .option('--late <minutes>', '会晚到多少分钟 / comes so many minutes late', wholeNumber)
    .action(
      act(async (session, [id, ruling]: [number, Ruling], { run, person, late }: ResolveOptions) => {
        const resolution: Resolution = {
          ...{ id, ruling },
          ...(run === undefined ? {} : { run }),
          ...(person === undefined ? {} : { person }),
          ...(late === undefined ? {} : { lateMinutes: late }),
        };
        const resolved = await resolve(session.office, await session.actor(), resolution);
        session.answer(resolved, () => resolvedView(resolved, session.words));
      }),
    );

import { Option, type Command } from 'commander';
import { CHANNELS, type Channel } from '../../../domain/plan/plan.js';
import { BASES, type Basis, type Consent } from '../../../ledger/consents.js';
import { giveConsent, listConsents, takeBackConsent } from '../../../office/consents.js';
import type { Act } from '../command.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import { channelLabel, type Words } from '../words.js';

const WHOM = '编号、手机号、邮箱、身份证号或全名 / id, phone, mail address, resident ID or full name';

/** `muster consent …` */
export function consentCommands(program: Command, act: Act): void {
  const group = program
    .command('consent')
    .description('同意：推广须经本人同意 / consents, which promotions need');
  addAdd(group, act);
  addWithdraw(group, act);
  addList(group, act);
}

interface AddOptions {
  channel: Channel;
  basis: Basis;
  source: string;
  day?: string;
}

const addAdd = (group: Command, act: Act) =>
  group
    .command('add')
    .description('登记本人的同意 / record that somebody allows us to write')
    .argument('<person>', WHOM)
    .addOption(channelOption().makeOptionMandatory())
    .requiredOption('--source <text>', '凭据在哪里，如 登记表 2026-03 / where it is written down')
    .addOption(new Option('--basis <basis>', '依据 / basis').choices(BASES).default('consent'))
    .option('--day <day>', '哪天同意的，如 2026-03-05，不写则现在 / the day it was given; default now')
    .action(
      act(async (session, [person]: [string], { channel, basis, source, day }: AddOptions) => {
        const given = { person, channel, basis, source, ...(day === undefined ? {} : { day }) };
        const made = await giveConsent(session.office, await session.actor(), given);
        const { say } = session.words;
        session.answer(made, () =>
          made.added
            ? say(`已登记 ${made.person} 号的同意`, `recorded the consent of person ${made.person}`)
            : say(`先前已经登记过`, `it was recorded before`),
        );
      }),
    );

const channelOption = () =>
  new Option('--channel <channel>', '渠道：sms 短信、email 邮件 / channel').choices(CHANNELS);

const addWithdraw = (group: Command, act: Act) =>
  group
    .command('withdraw')
    .description(
      '撤回同意：此后不再发送推广，还没有发出的也不发 / withdraw it: promotions stop, queued ones too',
    )
    .argument('<person>', WHOM)
    .addOption(channelOption())
    .action(
      act(async (session, [person]: [string], { channel }: { channel?: Channel }) => {
        const wish = { person, ...(channel === undefined ? {} : { channel }) };
        const done = await takeBackConsent(session.office, await session.actor(), wish);
        const { say } = session.words;
        session.answer(done, () =>
          done.withdrawn > 0
            ? say(
                `已撤回 ${done.person} 号的 ${done.withdrawn} 项同意`,
                `withdrawn: ${done.withdrawn} of person ${done.person}`,
              )
            : say(`${done.person} 号没有有效的同意`, `person ${done.person} had no consent in force`),
        );
      }),
    );

const addList = (group: Command, act: Act) =>
  group
    .command('list')
    .description('一个人的同意，包括已撤回的，最新的在前 / consents of a person, withdrawn ones too')
    .argument('<person>', WHOM)
    .action(
      act(async (session, [person]: [string]) => {
        const found = await listConsents(session.office, await session.actor(), person);
        session.answer(found, () => consentsView(found.consents, session.words));
      }),
    );

function consentsView(consents: readonly Consent[], words: Words): string {
  if (consents.length === 0) return words.say('没有登记过同意', 'no consent is recorded');
  const { stacked } = words;
  return table(
    [
      stacked('渠道', 'channel'),
      stacked('依据', 'basis'),
      stacked('来源', 'source'),
      stacked('同意', 'given'),
      stacked('撤回', 'withdrawn'),
    ],
    consents.map(({ channel, basis, source, givenAt, withdrawnAt }) => [
      channelLabel(words, channel),
      words.label(BASIS_NAMES[basis], basis),
      source,
      shownTime(givenAt),
      withdrawnAt === null ? '—' : shownTime(withdrawnAt),
    ]),
  );
}

const BASIS_NAMES: Record<Basis, string> = {
  consent: '本人同意',
  'legal duty': '法定职责',
  emergency: '紧急情况',
};

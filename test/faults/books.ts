import type { Channel } from '../../domain/plan/plan.js';
import { statement } from '../../office/look-up.js';
import { eventWords } from './call-outs.js';
import { claims, mailsTaken, readLines, textsTaken, type Letterhead } from '../../rehearsal/evidence.js';
import { FINDINGS, judge, type FindingKind } from '../../rehearsal/judge.js';
import type { Struck as StruckFaults } from './dice.js';
import type { Hearing } from './hearing.js';
import type { MailLine } from '../../local/simulators/mail/inbox.js';
import { judgeReturns, notedReturns, type ReturnsVerdict } from './returns.js';
import { searchFolder, secretsOf } from './leaks.js';
import type { Stage } from './stage.js';
import type { Struck } from './strike.js';
import { channelVerdict, countBlows, type ChannelVerdict, type Verdict } from './verdict.js';

/** What a run was, and what happened in it. */
interface Course {
  blows: readonly Struck[];
  runIds: readonly number[];
  seconds: number;
  hearing: Hearing;
}

/** Holds the ledger against the simulators' own records, and reads every log for what must not stand there. */
export async function openBooks(
  stage: Stage,
  { seed, people }: { seed: number; people: number },
  { blows, runIds, seconds, hearing }: Course,
): Promise<Verdict> {
  const { database, keys } = stage.office;
  const { channels, findings } = await judgeChannels(stage, blows);
  return {
    ...addUp(Object.values(channels)),
    ...{ seed, people, seconds },
    kills: blows.filter(({ kind }) => kind === 'kill').length,
    blows: countBlows(blows),
    balanced: await allBalance(stage, runIds),
    closed: await closedRuns(stage),
    runs: runIds.length,
    leaks: await searchFolder(
      stage.stack.folder,
      await secretsOf(database, keys, [...hearing.words, ...eventWords()]),
    ),
    diedByThemselves: stage.diedByThemselves,
    channels,
    answers: hearing.answers,
    callOuts: hearing.places,
    returns: await returnsOf(stage),
    inTime: hearing.inTime,
    findings,
  };
}

async function judgeChannels(
  { office, addresses, carrier, relay, second, stack }: Stage,
  blows: readonly Struck[],
): Promise<Pick<Verdict, 'channels' | 'findings'>> {
  const all = await claims(office.database, office.keys, letterheadOf(stack.settings));
  const taken = {
    sms: await textsTaken(addresses.carrierRecord),
    email: [
      ...(await mailsTaken(addresses.mailRecord)),
      ...(addresses.second ? await mailsTaken(addresses.second.mailRecord) : []),
    ],
  };
  const mailFaults = [await relay.struck(), (await second?.relay.struck()) ?? {}];
  const faults = { sms: await carrier.struck(), email: together(mailFaults) };
  const findings = (['sms', 'email'] as const).flatMap((channel) =>
    judge(channel, { claims: all, arrivals: taken[channel], blows }),
  );
  const verdictOf = (channel: Channel): ChannelVerdict => {
    const arrived = taken[channel].length;
    return channelVerdict(channel, { claims: all, arrived, findings, faults: faults[channel], blows });
  };
  return { channels: { sms: verdictOf('sms'), email: verdictOf('email') }, findings };
}

/** What became so far of the mails that mailboxes sent back. */
export async function returnsOf({ office, addresses, stack }: Stage): Promise<ReturnsVerdict> {
  const { database, keys } = office;
  const lines = await readLines<MailLine>(addresses.mailRecord);
  const all = await claims(database, keys, letterheadOf(stack.settings));
  return judgeReturns(lines, all, await notedReturns(database));
}

const letterheadOf = (settings: Readonly<Record<string, string>>): Letterhead => ({
  smsSign: settings['SMS_SIGN_NAME']!,
  mailDomain: /@([^>]+)/.exec(settings['MAIL_FROM']!)![1]!,
});

/** How often each fault struck at either relay. */
function together(counts: readonly StruckFaults[]): StruckFaults {
  const sums: StruckFaults = {};
  for (const [fault, times] of counts.flatMap((each) => Object.entries(each)))
    sums[fault] = (sums[fault] ?? 0) + times;
  return sums;
}

function addUp(channels: readonly ChannelVerdict[]): Record<FindingKind, number> {
  const sums = FINDINGS.map((kind) => [kind, channels.reduce((sum, channel) => sum + channel[kind], 0)]);
  return Object.fromEntries(sums) as Record<FindingKind, number>;
}

async function allBalance({ office, actor }: Stage, runIds: readonly number[]): Promise<boolean> {
  const statements = await Promise.all(runIds.map((id) => statement(office, actor, id)));
  return statements.every(({ balanced }) => balanced);
}

async function closedRuns({ office }: Stage): Promise<number> {
  const [row] = await office.database<[{ count: number }]>`SELECT count(*) FROM run WHERE state = 'closed'`;
  return row.count;
}

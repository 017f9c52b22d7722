import type { Channel } from '../../domain/plan/plan.js';
import type { AnswersVerdict } from './answers.js';
import { brokenCallOutMarks } from './call-out-verdict.js';
import type { Struck as FaultCounts } from './dice.js';
import type { InTime } from './hearing.js';
import { callsCutOff, nameOf, type Claimed, type Finding, type FindingKind } from '../../rehearsal/judge.js';
import type { Leak } from './leaks.js';
import type { PlacesVerdict } from './places.js';
import type { ReturnsVerdict } from './returns.js';
import type { Struck } from './strike.js';

/** What one fault, or one kind of kill, did to one channel. */
export type FaultLine = Record<FindingKind, number> & {
  /** Calls it struck; for kills, calls whose dispatcher was lost. */
  calls: number;
};

/** One channel of a run. */
export type ChannelVerdict = Record<FindingKind, number> & {
  /** Messages that were to be sent. */
  messages: number;
  /** By final state. */
  states: Record<string, number>;
  /** Texts or mails that arrived, copies included. */
  arrived: number;
  faults: Record<string, FaultLine>;
};

/** What a fault run came to; printed by `--json`. */
export interface Verdict extends Record<FindingKind, number> {
  seed: number;
  people: number;
  /** From the first launch to the last message settled. */
  seconds: number;
  kills: number;
  /** Blows by target, flushes too. */
  blows: Record<string, number>;
  balanced: boolean;
  /** Runs that had closed in time, of how many. */
  closed: number;
  runs: number;
  leaks: Leak[];
  diedByThemselves: string[];
  channels: Record<Channel, ChannelVerdict>;
  answers: AnswersVerdict;
  callOuts: PlacesVerdict[];
  /** Bounces, complaints, holiday notes and opt-outs by mail. */
  returns: ReturnsVerdict;
  /** Whether the call-outs had filled, and everything had settled, before their time was up. */
  inTime: InTime;
  findings: Finding[];
}

const NOTHING = { lost: 0, twice: 0, twiceAfterLostAnswer: 0, unknown: 0, untold: 0 };

/** What is known of one channel when the books are opened. */
export interface ChannelEvidence {
  claims: readonly Claimed[];
  arrived: number;
  findings: readonly Finding[];
  faults: FaultCounts;
  blows: readonly Struck[];
}

/** Adds one channel's findings up, by the fault each goes back to. */
export function channelVerdict(
  channel: Channel,
  { claims, arrived, findings, faults, blows }: ChannelEvidence,
): ChannelVerdict {
  const mine = claims.filter((claim) => claim.channel === channel);
  const lines: Record<string, FaultLine> = {};
  const line = (fault: string): FaultLine => (lines[fault] ??= { calls: 0, ...NOTHING });
  const struck = { ...faults, ...callsCutOff(mine, blows) };
  for (const [fault, calls] of Object.entries(struck)) line(fault).calls = calls;
  const verdict = { messages: mine.length, states: countStates(mine), arrived, faults: lines, ...NOTHING };
  for (const { kind, fault, count } of findings.filter((finding) => finding.channel === channel)) {
    line(fault)[kind] += count;
    verdict[kind] += count;
  }
  return verdict;
}

function countStates(claims: readonly Claimed[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const { state } of claims) states[state] = (states[state] ?? 0) + 1;
  return states;
}

/** Blows by name and how often each fell. */
export function countBlows(blows: readonly Struck[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const blow of blows) counts[nameOf(blow)] = (counts[nameOf(blow)] ?? 0) + 1;
  return counts;
}

/** What is broken, in words; empty: every mark is kept. A mail that came twice after a lost answer breaks none. */
export function brokenMarks(verdict: Verdict): string[] {
  const broken: string[] = [];
  const must = (kept: boolean, zh: string, en: string): void => {
    if (!kept) broken.push(`${zh} / ${en}`);
  };
  must(verdict.lost === 0, `丢失 ${verdict.lost} 条`, `${verdict.lost} lost`);
  must(verdict.twice === 0, `重复 ${verdict.twice} 条`, `${verdict.twice} twice`);
  must(verdict.unknown === 0, `结果不明 ${verdict.unknown} 条`, `${verdict.unknown} unknown`);
  must(
    verdict.untold === 0,
    `已发出而台账未记 ${verdict.untold} 条`,
    `${verdict.untold} arrived but not recorded as sent`,
  );
  const { lost, twice, unheeded } = verdict.returns;
  must(lost === 0, `退回的邮件漏读 ${lost} 封`, `${lost} returned mails unread`);
  must(twice === 0, `退回的邮件重复计入 ${twice} 封`, `${twice} returned mails counted twice`);
  must(unheeded === 0, `退回的邮件未照办 ${unheeded} 封`, `${unheeded} returned mails not heeded`);
  must(verdict.balanced, '对账单不平', 'a statement does not balance');
  must(
    verdict.closed === verdict.runs,
    `${verdict.runs - verdict.closed} 个活动没有结束`,
    `${verdict.runs - verdict.closed} runs not closed`,
  );
  for (const { zh, en } of brokenCallOutMarks(verdict)) must(false, zh, en);
  for (const { file, what, count } of verdict.leaks)
    must(false, `${file} 含个人信息 ${count} 处`, `${file} holds a ${what} (${count})`);
  return broken;
}

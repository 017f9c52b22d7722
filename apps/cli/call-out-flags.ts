import { Option, type Command } from 'commander';
import { REQUIREMENTS } from '../../domain/plan/plan.js';
import { audienceFlags, audienceOf, type AudienceFlags } from './audience-flags.js';
import { nameAndValue, wholeNumber } from './command.js';
import { anyGiven, windowOf } from './given-fields.js';

/** The options of `callout launch` that say what a call-out file would say. */
export interface CallOutFlags extends AudienceFlags {
  title?: string;
  event?: string;
  place?: string;
  near?: string;
  from?: string;
  to?: string;
  bring?: string;
  risks?: string;
  needed?: number;
  require?: string[];
  at?: string;
  waveWait?: string;
  expectedAcceptance?: number;
  window?: string;
  emergency?: string;
  template?: Record<string, string>;
  key?: string;
}

/** Asks for none of them. */
const NOTHING_REQUIRED = 'none';

/** Adds them. */
export const callOutFlags = (command: Command): Command => askFlags(audienceFlags(eventFlags(command)));

const eventFlags = (command: Command): Command =>
  command
    .option('--title <text>', '标题，供内部查找 / title, for the office itself')
    .option('--event <text>', '事项名称，写进短信 / what it is, as its texts say it')
    .option('--place <text>', '集合地点，写进短信 / where to meet, as its texts say it')
    .option(
      '--near <code>',
      '地点所属委员会：就近者先问 / committee of the place: who lives near comes first',
    )
    .option('--from <time>', '开始，北京时间，如 "2026-11-28 08:30" / begins, office time')
    .option('--to <time>', '结束 / ends')
    .option('--bring <text>', '自带物品 / what to bring')
    .option('--risks <text>', '风险提示，法规要求告知 / its risks, which the law obliges us to state')
    .option('--needed <number>', '需要的人数 / how many people are needed', wholeNumber);

const askFlags = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--require <what...>',
        '硬性条件；不写则三项都要 / what everyone asked must be; default all three',
      ).choices([...REQUIREMENTS, NOTHING_REQUIRED]),
    )
    .option('--at <time>', '何时开始询问；不写则立即 / when to begin asking; default now')
    .option('--wave-wait <span>', '每一轮等待多久，如 30m / how long a wave has to answer')
    .option('--expected-acceptance <percent>', '没有往例的人估计百分之几会来 / expected to come', wholeNumber)
    .option('--window <hours>', '可发送时段，如 08:00-20:00，或 always / hours in which to send')
    .option('--emergency <reason>', '紧急原因：不受时段限制，记入日志 / reason for any hour; logged')
    .option(
      '--template <step=code...>',
      '改用其他短信模板，如 ask=my-ask / other templates, by step',
      nameAndValue,
    )
    .option('--key <key>', '唯一标识：同一标识只发起一次 / launched once per key');

/** The call-out that options describe, as it would stand in a file; nothing at all when there is none of them. */
export function callOutOf(flags: CallOutFlags): Record<string, unknown> {
  const { event, place, near, from, to, bring, risks } = flags;
  const callOut = anyGiven({
    title: flags.title,
    event: anyGiven({ title: event, place, near, from, to, bring, risks }),
    needed: flags.needed,
    audience: audienceOf(flags),
    requires: flags.require?.filter((requirement) => requirement !== NOTHING_REQUIRED),
    at: flags.at,
    wave_wait: flags.waveWait,
    expected_acceptance: flags.expectedAcceptance,
    window: windowOf(flags.window),
    emergency: flags.emergency,
    templates: flags.template,
    key: flags.key,
  });
  return callOut ? { kind: 'call-out', ...callOut } : {};
}

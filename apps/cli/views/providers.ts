import { SHOWN_MINUTES, type ProviderView } from '../../../office/providers.js';
import { reasonMeaning } from '../../../office/reasons.js';
import { table, type Cell } from '../table.js';
import { channelLabel, type Words } from '../words.js';
import { shownTime } from './time.js';

/** The providers with their traffic. */
export function providersView(found: readonly ProviderView[], words: Words): string {
  if (found.length === 0)
    return words.say(
      '还没有服务商：巡查进程启动后列出',
      'no providers yet: they are listed once a sweeper runs',
    );
  const heads: [string, string][] = [
    ['服务商', 'provider'],
    ['渠道', 'channel'],
    ['权重%', 'weight %'],
    ['现占%', 'share % now'],
    ['状态', 'state'],
    [`${SHOWN_MINUTES} 分钟调用`, `calls in ${SHOWN_MINUTES} min`],
    ['失败%', 'failing %'],
    ['中位毫秒', 'median ms'],
  ];
  return table(
    heads.map(([zh, en]) => words.stacked(zh, en)),
    found.map((one) => row(one, words)),
  );
}

const row = (one: ProviderView, words: Words): Cell[] => [
  one.provider,
  channelLabel(words, one.channel),
  one.weight,
  one.share,
  state(one, words),
  one.calls,
  one.calls === 0 ? '' : Math.round((100 * one.failures) / one.calls),
  one.medianMilliseconds ?? '',
];

function state({ stop, share, weight, changedAt, reason }: ProviderView, words: Words): string {
  if (stop?.stoppedBy)
    return words.stacked(
      `${shownTime(stop.since)} 由 ${stop.stoppedBy} 停用`,
      `stopped by ${stop.stoppedBy}`,
    );
  if (stop) {
    const { zh, en } = reasonMeaning(stop.code);
    return words.stacked(`拒绝本账号：${zh}，${shownTime(stop.until)} 再试`, `refuses the account: ${en}`);
  }
  if (share >= weight) return words.stacked('正常', 'well');
  const [zh, en] = MOVES[reason] ?? MOVES['well']!;
  return words.stacked(`${zh}（${shownTime(changedAt)}）`, en);
}

/** Why a provider has less than its weight, by the reason of the last move. */
const MOVES: Readonly<Record<string, [string, string]>> = {
  slow: ['慢，流量移走', 'slow: loses traffic'],
  failing: ['失败多，流量移走', 'failing: loses traffic'],
  losing: ['收下却送不到的多，流量移走', 'takes and does not deliver: loses traffic'],
  well: ['流量逐步恢复', 'gets its traffic back'],
};

import Table from 'cli-table3';
import type { Channel } from '../../domain/plan/plan.js';
import { callOutTables } from './call-out-table.js';
import { FINDINGS } from '../../rehearsal/judge.js';
import type { ChannelVerdict, FaultLine, Verdict } from './verdict.js';

const HEADINGS = [
  '渠道 channel',
  '故障 fault',
  '波及 calls',
  '丢失 lost',
  '重复 twice',
  '应答丢失后重复 twice*',
  '不明 unknown',
  '漏记 untold',
];
const PLAIN = { style: { head: [], border: [] } };

/** The verdict as people read it: per channel and fault, then seats and answers, the kills, and the sums. */
export function tables(verdict: Verdict): string {
  const callOuts = callOutTables(verdict);
  return [faultTable(verdict), ...callOuts, returnTable(verdict), killTable(verdict), sums(verdict)].join(
    '\n',
  );
}

function faultTable({ channels }: Verdict): string {
  const table = new Table({ head: HEADINGS, ...PLAIN });
  for (const [channel, one] of Object.entries(channels) as [Channel, ChannelVerdict][]) {
    for (const [fault, line] of Object.entries(one.faults).sort()) table.push(row(channel, fault, line));
    const calls = Object.values(one.faults).reduce((sum, line) => sum + line.calls, 0);
    table.push(row(channel, '合计 all', { ...one, calls }));
  }
  return `${table.toString()}\n* 邮件服务器已收下、应答丢失：SMTP 无法避免；Message-ID 与内容逐字节相同 / taken, answer lost: SMTP cannot avoid it; same Message-ID, same bytes`;
}

const row = (channel: Channel, fault: string, line: FaultLine): (string | number)[] => [
  channel,
  fault,
  line.calls,
  ...FINDINGS.map((kind) => line[kind]),
];

function returnTable({ returns }: Verdict): string {
  const head = ['退回的邮件 returned mails', '漏读 lost', '重复 twice', '未照办 unheeded'];
  const table = new Table({ head, ...PLAIN });
  table.push([returns.returned, returns.lost, returns.twice, returns.unheeded]);
  return table.toString();
}

function killTable({ blows }: Verdict): string {
  const table = new Table({ head: ['打击 blow', '次数 times'], ...PLAIN });
  for (const [name, times] of Object.entries(blows).sort()) table.push([name, times]);
  return table.toString();
}

function sums({ channels, seconds, kills, seed, balanced, closed, runs }: Verdict): string {
  const lines = (Object.entries(channels) as [Channel, ChannelVerdict][]).map(([channel, one]) => {
    const states = Object.entries(one.states).map(([state, count]) => `${state} ${count}`);
    return `${channel}: ${one.messages} 条 messages, ${one.arrived} 到达 arrived; ${states.join(', ')}`;
  });
  const balance = balanced
    ? '对账单全部平衡 every statement balances'
    : '对账单不平 a statement does not balance';
  return [
    ...lines,
    `${kills} 次 kill -9, ${seconds.toFixed(0)} 秒 seconds, seed ${seed}; ${closed}/${runs} 个活动结束 runs closed; ${balance}`,
  ].join('\n');
}

import { officeTime } from '../../../domain/calendar/office-day.js';
import type { PreviewedChannel } from '../../../office/preview.js';
import { table, type Cell } from '../table.js';
import { channelLabel, type Words } from '../words.js';

/** Hours shown; a slow pace may need thousands. */
const MOST_ROWS = 24;
/** Width of the longest bar, in columns. */
const BAR = 24;

/** What leaves in each hour, a row per hour and a pair of columns per channel, with a bar of all messages. */
export function sendHours(channels: readonly PreviewedChannel[], words: Words): string[] {
  const times = [...new Set(channels.flatMap(({ hours }) => hours.map(({ from }) => from.getTime())))].sort(
    (one, other) => one - other,
  );
  if (times.length === 0) return [];
  const most = Math.max(...times.map((time) => messagesAt(channels, time)));
  const rows = times.slice(0, MOST_ROWS).map((time): Cell[] => [
    officeTime(new Date(time)),
    ...channels.flatMap((channel) => {
      const hour = channel.hours.find(({ from }) => from.getTime() === time);
      return [String(hour?.messages ?? 0), String(hour?.calls ?? 0)];
    }),
    '█'.repeat(Math.max(1, Math.round((messagesAt(channels, time) / most) * BAR))),
  ]);
  const { stacked } = words;
  const head = channels.flatMap(({ channel }) => [
    stacked(`${channelLabel(words, channel)}`, words.label('条', 'messages')),
    words.label('调用', 'calls'),
  ]);
  return [
    words.say('每小时发送，北京时间', 'what leaves in each hour, office time'),
    table([words.label('时间', 'hour'), ...head, ''], rows),
    ...(times.length > MOST_ROWS
      ? [
          words.say(
            `……共 ${times.length} 个小时，全部见 --json`,
            `… ${times.length} hours in all; --json has every one`,
          ),
        ]
      : []),
  ];
}

const messagesAt = (channels: readonly PreviewedChannel[], time: number): number =>
  channels
    .flatMap(({ hours }) => hours)
    .filter(({ from }) => from.getTime() === time)
    .reduce((sum, { messages }) => sum + messages, 0);

import { Option, type Command } from 'commander';
import { CHANNELS } from '../../domain/plan/plan.js';
import { wholeNumber } from './command.js';
import { anyGiven } from './given-fields.js';

/** The options of `question ask` that say what a question file would say. */
export interface QuestionFlags {
  from?: string;
  to?: string;
  subject?: string;
  question?: string;
  due?: string;
  follows?: number;
  channel?: string[];
  key?: string;
}

/** Adds them. */
export const questionFlags = (command: Command): Command =>
  command
    .option('--from <code>', '提问的委员会 / the committee that asks')
    .option('--to <code>', '应当答复的委员会：其上级或下级 / the committee that owes the answer')
    .option('--subject <text>', '主题，写进邮件；不要写个人信息 / subject, as mails say it; nothing personal')
    .option('--question <text>', '问题正文，加密保存 / the question itself; kept sealed')
    .option('--due <time>', '答复期限，北京时间，如 "+5d 17:00" / until when, office time')
    .option('--follows <id>', '接着哪一个问题问 / the question it goes on from', wholeNumber)
    .addOption(
      new Option('--channel <channel...>', '提醒用的渠道；默认都用 / channels; default both').choices(
        CHANNELS,
      ),
    )
    .option('--key <key>', '唯一标识：同一标识只提一次 / asked once per key');

/** The question that options describe, as it would stand in a file; nothing at all when there is none of them. */
export function questionOf({ channel, ...flags }: QuestionFlags): Record<string, unknown> {
  const { from, to, subject, question, due, follows, key } = flags;
  const asked = anyGiven({ from, to, subject, question, due, follows, key, channels: channel });
  return asked ? { kind: 'question', ...asked } : {};
}

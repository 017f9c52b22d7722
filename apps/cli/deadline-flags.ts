import { Option, type Command } from 'commander';
import { CHANNELS } from '../../domain/plan/plan.js';
import { given } from './given-fields.js';

/** The options of `deadline open` that say what a file would say. */
export interface DeadlineFlags {
  period?: string;
  committee?: string[];
  due?: string;
  grace?: string;
  channel?: string[];
  key?: string;
}

/** Adds them. */
export const deadlineFlags = (command: Command): Command =>
  command
    .option('--period <period>', '哪一期：2027、2027-H1、2027-Q1、2027-03 / which period')
    .option(
      '--committee <code...>',
      '只要这些组织；不写则为下一级全部 / these committees only; default all right below',
    )
    .option('--due <time>', '期限，不写则按规则，如 "2027-02-05 17:00" / until when; default by its rule')
    .option('--grace <workdays>', '逾期几个工作日后锁定 / locked so many workdays later')
    .addOption(
      new Option('--channel <channel...>', '提醒用的渠道；默认都用 / channels; default both').choices(
        CHANNELS,
      ),
    )
    .option('--key <key>', '唯一标识；不写则每期一个 / launched once per key; default once per period');

/** The deadline that options describe, as it would stand in a file. */
export function deadlineOf(obligation: string, flags: DeadlineFlags): Record<string, unknown> {
  const { period, committee, due, grace, channel, key } = flags;
  const fields = { obligation, period, committees: committee, due, channels: channel, key };
  return {
    kind: 'deadline',
    ...given({ ...fields, grace: grace === undefined ? undefined : Number(grace) }),
  };
}

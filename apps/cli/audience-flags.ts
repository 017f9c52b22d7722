import { Option, type Command } from 'commander';
import { CONTACT_ROLES } from '../../domain/people/contact-role.js';
import { wholeNumber } from './command.js';
import { anyGiven } from './given-fields.js';

/** The options that say who is meant. */
export interface AudienceFlags {
  committee?: string[];
  team?: string[];
  role?: string[];
  skill?: string[];
  qualification?: string[];
  ageFrom?: number;
  ageTo?: number;
  recipientsOf?: string;
}

/** Adds them. */
export const audienceFlags = (command: Command): Command =>
  command
    .option('--committee <code...>', '委员会代码，包括下级 / committee codes, each with its subtree')
    .option('--team <code...>', '服务队代码：其现有队员 / team codes: their current members')
    .addOption(
      new Option('--role <role...>', '改为发给联系人 / contact persons instead').choices(CONTACT_ROLES),
    )
    .option('--skill <skill...>', '具备全部所列技能 / has all of these skills')
    .option('--qualification <kind...>', '持有全部所列资格 / holds all of these qualifications')
    .option('--age-from <years>', '不小于（周岁） / at least so old', wholeNumber)
    .option('--age-to <years>', '不大于（周岁） / at most so old', wholeNumber)
    .option('--recipients-of <run/step>', '仅限某次发送的收件人，如 12/notice / only who got that');

/** The audience they describe, as it would stand in a file; undefined where none of them is given. */
export const audienceOf = (flags: AudienceFlags): Record<string, unknown> | undefined =>
  anyGiven({
    committees: flags.committee,
    teams: flags.team,
    roles: flags.role,
    skills: flags.skill,
    qualifications: flags.qualification,
    age: anyGiven({ from: flags.ageFrom, to: flags.ageTo }),
    recipients_of: recipientsOf(flags.recipientsOf),
  });

/** `12/notice` as a file would say it; anything else is judged by the schema as it is. */
function recipientsOf(written: string | undefined): unknown {
  const [, run, step] = /^(\d+)\/(.+)$/.exec(written ?? '') ?? [];
  return run === undefined ? written : { run: Number(run), step };
}

import { Command, Option } from 'commander';
import { activityCommands } from './commands/activity.js';
import { alertCommands } from './commands/alert.js';
import { addressCommands } from './commands/address.js';
import { auditCommands } from './commands/audit.js';
import { budgetCommands } from './commands/budget.js';
import { calendarCommands } from './commands/calendar.js';
import { callOutCommands } from './commands/call-out.js';
import { consentCommands } from './commands/consent.js';
import { doctorCommand } from './commands/doctor.js';
import { dutyCommands } from './commands/duty.js';
import { failedCommands } from './commands/failed.js';
import { inboxCommands } from './commands/inbox.js';
import { linkCommand } from './commands/link.js';
import { meetingCommands } from './commands/meeting.js';
import { noticeCommands } from './commands/notice.js';
import { officeCommands } from './commands/office.js';
import { operatorCommands } from './commands/operator.js';
import { optOutCommands } from './commands/opt-out.js';
import { overdueCommand } from './commands/overdue.js';
import { personCommands } from './commands/person.js';
import { deadlineCommands } from './commands/deadline.js';
import { projectCommands } from './commands/project.js';
import { questionCommands } from './commands/question.js';
import { rehearseCommand } from './commands/rehearse.js';
import { providerCommands } from './commands/provider.js';
import { rosterCommands } from './commands/roster.js';
import { runCommands } from './commands/run.js';
import { scheduleCommands } from './commands/schedule.js';
import { safeguardCommands } from './commands/safeguard.js';
import { teamCommands } from './commands/team.js';
import { templateCommands } from './commands/template.js';
import { tenCommands } from './commands/ten.js';
import { themeCommands } from './commands/theme.js';
import { termCommands } from './commands/term.js';
import { unknownCommands } from './commands/unknown.js';
import { whyCommand } from './commands/why.js';
import type { Act, Handler } from './command.js';
import { EXIT, EXIT_CODES } from './exit-codes.js';
import { failureOf, usageExit } from './failure.js';
import { Session, type GlobalOptions } from './session.js';
import { LANGUAGES, wordsOf } from './words.js';
import type { World } from './world.js';

/**
 * Carries out one command line.
 * @param words what stands after the program's name
 * @returns the exit code
 */
export async function runCommandLine(world: World, words: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const act: Act =
    (handler) =>
    async (...parsed) => {
      code = await carryOut(world, handler, parsed);
    };
  const program = createProgram(world, act);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    const exit = usageExit(error);
    if (exit === undefined) throw error;
    return exit;
  }
}

/** The parser hands over the arguments, the command's own options and the command, in this order. */
async function carryOut<Args, Options>(
  world: World,
  handler: Handler<Args, Options>,
  parsed: unknown[],
): Promise<number> {
  const options = (parsed.at(-1) as Command).optsWithGlobals<GlobalOptions & Options>();
  const session = new Session(world, options);
  try {
    return (await handler(session, parsed.slice(0, -2) as Args, options)) ?? EXIT.ok;
  } catch (error) {
    const { code, text, value } = failureOf(error, session.words);
    world.err(session.json ? JSON.stringify(value, null, 2) : text);
    return code;
  } finally {
    await session.close();
  }
}

function createProgram(world: World, act: Act): Command {
  const program = new Command('muster')
    .description('集结号：志愿者活动与通知 / campaigns and notices for a volunteer office')
    .option('--as <operator>', '以谁的名义（默认 MUSTER_OPERATOR，否则 office） / who asks')
    .option('--json', '输出 JSON，供程序读取 / answer in JSON')
    .addOption(new Option('--lang <language>', '语言 / language').choices(LANGUAGES).default('both'))
    .addHelpText('after', `\n${EXIT_CODES}`)
    .helpOption('-h, --help', '帮助 / help')
    .helpCommand(false);
  configure(program, world);
  for (const add of GROUPS) add(program, act);
  return program;
}

/** In the order in which they are listed. */
const GROUPS = [
  noticeCommands,
  callOutCommands,
  questionCommands,
  deadlineCommands,
  meetingCommands,
  tenCommands,
  dutyCommands,
  rehearseCommand,
  inboxCommands,
  runCommands,
  budgetCommands,
  whyCommand,
  personCommands,
  teamCommands,
  projectCommands,
  activityCommands,
  termCommands,
  failedCommands,
  unknownCommands,
  overdueCommand,
  templateCommands,
  optOutCommands,
  addressCommands,
  consentCommands,
  linkCommand,
  rosterCommands,
  calendarCommands,
  themeCommands,
  safeguardCommands,
  scheduleCommands,
  providerCommands,
  officeCommands,
  operatorCommands,
  auditCommands,
  alertCommands,
  doctorCommand,
];

/** Before any command is added: each inherits it. */
function configure(program: Command, world: World): void {
  const { say } = wordsOf('both');
  program
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: world.columns, showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.out(text.trimEnd()),
      writeErr: (text) => world.err(text.trimEnd()),
      outputError: (text, write) =>
        write(`${say('用法有误，请看 --help', text.replace(/^error: /, 'wrong usage: ').trimEnd())}\n`),
    });
}

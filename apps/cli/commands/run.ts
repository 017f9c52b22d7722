import type { Command } from 'commander';
import type { Run } from '../../../ledger/runs.js';
import { statement, visibleRun } from '../../../office/look-up.js';
import { refuse } from '../../../office/refusal.js';
import { runs, showRun } from '../../../office/runs.js';
import { statementCsv, writeStatement } from '../../../office/statement-csv.js';
import { steer, type SteeringAction } from '../../../office/steer.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { approvalCommands } from './approval.js';
import { replanCommand } from './replan.js';
import { follow } from '../follow.js';
import { stageOf, runsView, runView } from '../views/run.js';
import { statementView } from '../views/statement.js';
import { runStateLabel } from '../words.js';

/** `muster run …` */
export function runCommands(program: Command, act: Act): void {
  const run = program.command('run').description('查看和控制活动 / look at runs and steer them');
  limited(run.command('list').description('列出活动，最新的在前 / runs, the newest first')).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await runs(session.office, await session.actor(), limit);
      session.answer(found, () => runsView(found, session.words));
    }),
  );
  addShow(run, act);
  addStatement(run, act);
  approvalCommands(run, act);
  replanCommand(run, act);
  for (const [action, description] of STEERINGS) addSteering(run, act, action, description);
}

const addShow = (run: Command, act: Act) =>
  run
    .command('show')
    .description('一次活动的现状 / how a run stands')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--follow', '一直看到结束 / watch until it is over')
    .action(
      act(async (session, [runId]: [number], options: { follow?: boolean }) => {
        const actor = await session.actor();
        const view = options.follow
          ? await follow(session, actor, runId)
          : await showRun(session.office, actor, runId);
        session.answer(view, () => runView(view, session.words));
      }),
    );

/** Options of `run statement`; `csv` true: to standard output. */
interface StatementOptions {
  committees?: boolean;
  occurrences?: boolean;
  csv?: string | true;
}

const addStatement = (run: Command, act: Act) =>
  run
    .command('statement')
    .description('对账单：受众等于各状态之和 / the account: audience equals the sum of the states')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--committees', '另列各委员会 / each committee too')
    .option('--occurrences', '分列每一次，不合计 / each firing by itself, not added up')
    .option(
      '--csv [file]',
      '输出 CSV，可用 Excel 打开；给出文件名则写入文件 / as CSV, into a file if one is named',
    )
    .action(
      act(async (session, [runId]: [number], options: StatementOptions) => {
        const { committees = false, occurrences = false, csv } = options;
        const found = await statement(session.office, await session.actor(), runId);
        if (typeof csv === 'string') await writeStatement(csv, found);
        session.answer(found, () =>
          csv === true
            ? statementCsv(found).trimEnd()
            : typeof csv === 'string'
              ? session.words.say('对账单已写入文件', 'the statement has been written')
              : statementView(found, session.words, { committees, occurrences }),
        );
      }),
    );

const STEERINGS: readonly [SteeringAction, string][] = [
  ['pause', '暂停：不再发新的 / pause: nothing new goes out'],
  ['resume', '恢复 / go on'],
  ['cancel', '取消：未发的不再发 / cancel: what has not gone out stays'],
];

const addSteering = (run: Command, act: Act, action: SteeringAction, description: string) =>
  run
    .command(action)
    .description(description)
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [runId]: [number], { reason }: { reason: string }) => {
        const { words, office } = session;
        const actor = await session.actor();
        if (action === 'cancel') refuseOtherDoor(await visibleRun(office, actor, runId));
        const progress = await steer(office, actor, { runId, action, reason });
        session.answer(
          { run: runId, ...progress },
          () =>
            `${words.label(`活动 ${runId}`, `run ${runId}`)}: ${runStateLabel(words, progress.state)} · ${stageOf({ progress }, words)}`,
        );
      }),
    );

/** Whose end others must be told of has a command of its own, which tells them or asks before it does not. */
function refuseOtherDoor({ id, kind }: Run): void {
  if (kind === 'call-out')
    throw refuse(
      'invalid',
      'other-command',
      `活动 ${id} 是集结：要通知大家不必来请用 muster callout stand-down ${id}，不通知任何人请用 muster callout cancel ${id}`,
      `run ${id} is a call-out: \`muster callout stand-down ${id}\` tells people not to come, \`muster callout cancel ${id}\` tells nobody`,
    );
  if (kind === 'question')
    throw refuse(
      'invalid',
      'other-command',
      `活动 ${id} 是上下问答：撤回并通知对方请用 muster question close ${id}`,
      `run ${id} is a question: \`muster question close ${id}\` withdraws it and tells the other side`,
    );
}

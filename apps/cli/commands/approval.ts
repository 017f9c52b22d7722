import type { Command } from 'commander';
import { previewRun } from '../../../office/preview-run.js';
import { answerRun, waitingReplan } from '../../../office/replan-answer.js';
import { wholeNumber, type Act } from '../command.js';
import { agreed, requirePerson } from '../confirm.js';
import type { Session } from '../session.js';
import { decidedView } from '../views/approval.js';
import { previewView } from '../views/preview.js';
import { waitingReplanView } from '../views/replan.js';

/** What is said of a run that waits for somebody else's agreement. */
export function approvalCommands(run: Command, act: Act): void {
  addPreview(run, act);
  addApprove(run, act);
  addNo(run, act, 'refuse', '审批不同意：这次活动作废 / say no: the run is cancelled');
  addNo(run, act, 'withdraw', '发起人撤回待审批的活动 / its author takes it back');
}

const addPreview = (run: Command, act: Act) =>
  run
    .command('preview')
    .description('按已定方案预览：受众、每小时发送、费用、示例 / what the stored plan will do')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .action(
      act(async (session, [runId]: [number]) => {
        const ahead = await previewRun(session.office, await session.actor(), runId);
        session.answer(ahead, () => previewView(ahead, session.words));
      }),
    );

const addApprove = (run: Command, act: Act) =>
  run
    .command('approve')
    .description('审批同意；不给 --hash 时先看预览再确认 / agree, having seen its preview or naming its hash')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--hash <digits>', '所同意方案的校验码，至少 8 位 / hash of the plan, at least 8 digits')
    .option('--yes', '看过预览，不再询问 / shows the preview and does not ask')
    .action(
      act(async (session, [runId]: [number], options: { hash?: string; yes?: boolean }) => {
        const hash = options.hash ?? (await seenHash(session, runId, options.yes ?? false));
        if (hash === undefined) {
          session.remark('没有审批，什么都没有改变', 'not approved: nothing has changed');
          return;
        }
        const actor = await session.actor();
        const decided = await answerRun(session.office, actor, { runId, answer: 'approve', hash });
        session.answer(decided, () => decidedView(decided, session.words));
      }),
    );

/** The hash of the plan as it was shown; undefined: it was not agreed to. */
async function seenHash(session: Session, runId: number, yes: boolean): Promise<string | undefined> {
  if (!yes)
    requirePerson(session, { zh: '，或用 --hash 写明方案校验码', en: ', or --hash to name the plan' });
  const anew = await waitingReplan(session.office, await session.actor(), runId);
  if (anew) {
    if (!session.json) session.world.out(waitingReplanView(anew, session.words));
    const sure = yes || (await agreed(session, '同意这样改期吗？', 'do you agree to the new days?'));
    return sure ? anew.planHash : undefined;
  }
  const ahead = await previewRun(session.office, await session.actor(), runId);
  if (!session.json) session.world.out(previewView(ahead, session.words));
  if (yes || (await agreed(session, '同意这次活动吗？', 'do you agree to it?'))) return ahead.planHash;
  return undefined;
}

const addNo = (run: Command, act: Act, answer: 'refuse' | 'withdraw', description: string) =>
  run
    .command(answer)
    .description(description)
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [runId]: [number], { reason }: { reason: string }) => {
        const actor = await session.actor();
        const decided = await answerRun(session.office, actor, { runId, answer, reason });
        session.answer(decided, () => decidedView(decided, session.words));
      }),
    );

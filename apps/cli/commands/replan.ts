import type { Command } from 'commander';
import { previewReplan, replanRun } from '../../../office/replan.js';
import { wholeNumber, type Act } from '../command.js';
import { replannedView, replanPreviewView } from '../views/replan.js';

/** `muster run replan` */
export function replanCommand(run: Command, act: Act): void {
  run
    .command('replan')
    .description(
      '按现在的日历给活动改期，已做的不变；该审批的先审批 / plan a run anew by the calendar as it is now',
    )
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .option('--preview', '只看会改什么 / only look at what would change')
    .action(
      act(async (session, [runId]: [number], options: { reason?: string; preview?: boolean }) => {
        const { office, words } = session;
        const actor = await session.actor();
        if (options.preview) {
          const ahead = await previewReplan(office, actor, runId);
          return session.answer(ahead, () => replanPreviewView(ahead, words));
        }
        const done = await replanRun(office, actor, { runId, reason: options.reason ?? '' });
        session.answer(done, () => replannedView(done, words));
      }),
    );
}

import type { Command } from 'commander';
import { why } from '../../../office/why.js';
import { wholeNumber, type Act } from '../command.js';
import { whyView } from '../views/why.js';

/** `muster why RUN PERSON` */
export function whyCommand(program: Command, act: Act): void {
  program
    .command('why')
    .description('某人为什么收到或没有收到 / why somebody did or did not get it')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .argument('<person>', '编号、手机号、邮箱或全名 / id, phone, mail address or full name')
    .action(
      act(async (session, [runId, person]: [number, string]) => {
        const found = await why(session.office, await session.actor(), { runId, person });
        session.answer(found, () => whyView(found, session.words));
      }),
    );
}

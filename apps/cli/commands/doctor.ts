import type { Command } from 'commander';
import { examine } from '../../../office/doctor.js';
import type { Act } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { doctorView } from '../views/doctor.js';

/** `muster doctor` */
export function doctorCommand(program: Command, act: Act): void {
  program
    .command('doctor')
    .description(
      '检查各引擎和积压，说明如何处理 / look at every engine and at what waits, and say how to mend it',
    )
    .action(
      act(async (session) => {
        const report = await examine(session.office, session.world.redisUrl());
        session.answer(report, () => doctorView(report, session.words));
        return report.ok ? EXIT.ok : EXIT['engine-down'];
      }),
    );
}

import type { OnProgress, RosterProgress } from '../../office/roster/plan.js';
import type { Session } from './session.js';

const STAGES: Record<RosterProgress['stage'], [string, string]> = {
  reading: ['读取文件（KB）', 'reading (KB)'],
  matching: ['与台账比对', 'matching'],
  writing: ['写入台账', 'writing'],
};

/** Shows how far a roster is for as long as `work` takes: on a terminal, to people. */
export async function withRosterBar<Result>(
  session: Session,
  work: (show: OnProgress) => Promise<Result>,
): Promise<Result> {
  const bar = session.json ? undefined : session.world.bar();
  try {
    return await work(({ stage, done, total }) => {
      const unit = stage === 'reading' ? 1024 : 1;
      bar?.show(Math.round(done / unit), Math.round(total / unit), session.words.say(...STAGES[stage]));
    });
  } finally {
    bar?.stop();
  }
}

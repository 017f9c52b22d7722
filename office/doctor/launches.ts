import { refusedLaunches, type RefusedLaunch } from '../../ledger/skips.js';
import type { Office } from '../office.js';
import { fine, trouble, watched, type Finding } from './finding.js';
import { SKIPPED } from './schedules.js';

const LAUNCHES = 'planned launches';

/** Whether every notice and call-out of a theme was launched at its time: what was refused is launched by hand, or goes with its theme. */
export async function examineLaunches({ database }: Pick<Office, 'database'>): Promise<Finding[]> {
  const refused = await refusedLaunches(database);
  const open = refused.filter((launch) => launch.open);
  const findings =
    open.length === 0
      ? [fine(LAUNCHES, ['主题活动中的通知和集结均已发起', 'every launch of a theme was made'])]
      : open.map(refusedFinding);
  const [first, ...others] = findings as [Finding, ...Finding[]];
  const watch = {
    subjects: refused.map(subjectOf),
    alerts: open.map((launch) => ({
      subject: subjectOf(launch),
      detail: { day: launch.day, skipped: launch.skipped, run: launch.runId },
    })),
  };
  return [watched(first, { cause: 'schedule missed', ...watch }), ...others];
}

const subjectOf = ({ runId, key }: RefusedLaunch): string => `run ${runId} ${key}`;

const refusedFinding = ({ runId, key, launchKey, day, skipped, reasons }: RefusedLaunch): Finding =>
  trouble(
    'warning',
    LAUNCHES,
    [
      `主题活动 ${runId} 的“${key}”在 ${day} 没有发起：${SKIPPED[skipped].zh}（${reasons.join('、')}）`,
      `“${key}” of run ${runId} was not launched on ${day}: ${SKIPPED[skipped].en} (${reasons.join(', ')})`,
    ],
    [
      `排除原因后把它写成一份定义，注明 key: ${launchKey}，再发起`,
      `mend that, write it as a definition with key: ${launchKey}, and launch it`,
    ],
    { run: runId, launch: key, day, skipped },
  );

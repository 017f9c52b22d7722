import type { Run } from '../../ledger/runs.js';
import type { SkippedTime } from '../../rehearsal/place.js';
import { until } from '../support/until.js';
import type { Muster } from './muster.js';

/** What is asked. */
export const SECRET = '各场所还差多少人？张蔷说不清楚。';

/** 唐山市 asks 滦南县, at nine in the morning, due at five on the third day after. */
export async function ask(muster: Muster<SkippedTime>, key: string): Promise<Run> {
  await muster.place.skipToHour(9);
  const { run } = await muster.launch({
    ...{ kind: 'question', key, from: 'tangshan', to: 'luannan', subject: `避难场所 ${key}` },
    ...{ question: SECRET, due: '+3d 17:00' },
  });
  await said(muster, run, 'asked');
  return run;
}

/** Waits until a step's words have been handed over. */
export const said = ({ database }: Muster<SkippedTime>, run: Run, step: string): Promise<void> =>
  until(async () => {
    const [row] = await database<[{ written: number; open: number }]>`
      SELECT count(*) AS written, count(*) FILTER (WHERE m.state IN ('queued', 'sending')) AS open
      FROM occurrence o JOIN message m ON m.occurrence_id = o.id WHERE o.run_id = ${run.id} AND o.step = ${step}`;
    return row.written > 0 && row.open === 0;
  }, 30_000);

import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { writeFile } from 'node:fs/promises';
import type { Run } from '../../ledger/runs.js';
import { asset } from '../../runtime/root.js';
import { workflowId } from '../../workflows/contract.js';
import type { Muster } from '../journeys/muster.js';

/**
 * Writes a run's history down, one event per line, without the machine it was recorded on.
 * @param page the Temporal run whose history it is, where the workflow went on in several; absent: the last
 */
export async function keep({ office }: Muster, run: Run, name: string, page?: string): Promise<void> {
  const workflow = office.temporal.client.workflow.getHandle(workflowId(run.kind, run.id), page);
  const { events } = JSON.parse(historyToJSON(await workflow.fetchHistory()), anonymous) as {
    events: unknown[];
  };
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  await writeFile(asset('test', 'histories', `${name}.json`), `{"events":[\n${lines}\n]}\n`);
}

/** Who worked on it, and where its sources lay. */
const anonymous = (key: string, value: unknown): unknown =>
  key === 'identity' || key === 'stackTrace' ? 'recorded' : value;

import { sleep } from '@temporalio/workflow';
import type { RunInput } from '../../workflows/contract.js';
import { notice as unchanged } from '../../workflows/notice.js';

/** The notice with a sleep added in front: what a careless change does to campaigns that are under way. */
export async function notice(input: RunInput): Promise<void> {
  await sleep('1 minute');
  return unchanged(input);
}

import type { WorkflowHandle } from '@temporalio/client';

/** Clocks of two processes differ by so much at most: what a workflow waits for less is no wait of the campaign's. */
const SHORTEST_MILLISECONDS = 1000;

/** How long each timer of a workflow was set for, in milliseconds, the first first. */
export async function timersOf(workflow: Pick<WorkflowHandle, 'fetchHistory'>): Promise<number[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? [])
    .flatMap(({ timerStartedEventAttributes: timer }) => timer?.startToFireTimeout ?? [])
    .map(({ seconds, nanos }) => Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6)
    .filter((milliseconds) => milliseconds >= SHORTEST_MILLISECONDS);
}

import type { WorkflowHandle } from '@temporalio/client';

/** How long each timer of a workflow was set for, in milliseconds, the first first. */
export async function timersOf(workflow: Pick<WorkflowHandle, 'fetchHistory'>): Promise<number[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer ? [Number(timer.startToFireTimeout?.seconds ?? 0) * 1000 + (timer.startToFireTimeout?.nanos ?? 0) / 1e6] : [],
  );
}

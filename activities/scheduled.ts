/** What became of a schedule's firing; `waits`: until somebody decides. */
export type ScheduledOutcome =
  { runId: number } | { skipped: 'late' | 'nobody' | 'refused' } | { waits: true };

/** Handed in by the worker: launching is the office's affair. */
export interface LaunchScheduled {
  /** @param firedFor the instant the schedule meant, however late it is now */
  launchScheduled: (scheduleId: string, firedFor: Date) => Promise<ScheduledOutcome>;
  /** @param step what a run launches beside itself */
  launchPlanned: (runId: number, step: string) => Promise<ScheduledOutcome>;
}

/** What the firing of a schedule asks for. */
export function scheduledActivities({ launchScheduled, launchPlanned }: LaunchScheduled) {
  return {
    /** Launches what a run launches beside itself; the launch key makes it once. */
    launchPlanned: ({ runId, step }: { runId: number; step: string }): Promise<ScheduledOutcome> =>
      launchPlanned(runId, step),

    /** Launches what a schedule stands for; the launch key makes a repeated firing find the first run. */
    openScheduled: ({
      scheduleId,
      firedFor,
    }: {
      scheduleId: string;
      firedFor: string;
    }): Promise<ScheduledOutcome> => launchScheduled(scheduleId, new Date(firedFor)),
  };
}

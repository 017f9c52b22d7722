/** Resolves when the process is asked to stop (SIGTERM, SIGINT). */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });

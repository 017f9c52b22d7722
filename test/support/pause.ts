import { setTimeout as delay } from 'node:timers/promises';

/**
 * Lets real time pass, in milliseconds. Only for rhythm that is itself the subject (how long the fault run leaves
 * an engine down); what has to happen first is waited for by `until`.
 * @param signal ends the pause early
 */
export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, signal && { signal }).catch(() => undefined);

import type { LogLevel, RuntimeOptions } from '@temporalio/worker';
import { createLogger } from '../runtime/log.js';

const LEVELS: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Temporal's own words in our log; of their attributes only what cannot hold personal data. */
export function quietRuntime(processName: string, level: string): RuntimeOptions {
  const log = createLogger(processName, level === 'info' ? 'warn' : level);
  const entry = (at: LogLevel, message: string, attributes?: Record<string, unknown>): void =>
    log[LEVELS[at]](
      { workflow: attributes?.['workflowId'], activity: attributes?.['activityType'] },
      message,
    );
  return {
    logger: {
      log: entry,
      trace: (message, attributes) => entry('TRACE', message, attributes),
      debug: (message, attributes) => entry('DEBUG', message, attributes),
      info: (message, attributes) => entry('INFO', message, attributes),
      warn: (message, attributes) => entry('WARN', message, attributes),
      error: (message, attributes) => entry('ERROR', message, attributes),
    },
    // Else the SDK's native part writes lines of its own to the console.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  };
}

import { pino, type Logger } from 'pino';

export type { Logger };

/** Fields that could carry what a person may read; a second net, the first is never to log them at all. */
const PERSONAL = ['name', 'phone', 'email', 'address', 'idNumber', 'text', 'content', 'variables'];

/**
 * One JSON line per event on stderr, so that stdout stays free for what a command prints.
 * @param processName name of the process, the `process` field of every line
 * @param level pino level: fatal, error, warn, info, debug, trace or silent
 */
export function createLogger(processName: string, level = 'info'): Logger {
  return pino(
    {
      level,
      base: { process: processName, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...PERSONAL, ...PERSONAL.map((field) => `*.${field}`)], censor: '[personal]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

import { pino, type Logger } from 'pino';

/** Everything a journey logs, at every level and without the redaction that is only the second net. */
export interface Logbook {
  log: Logger;
  lines: string[];
}

/** An empty logbook. */
export function openLogbook(): Logbook {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}

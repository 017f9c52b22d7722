import {
  clearAlert,
  openSubjects,
  raiseAlert,
  type Alert,
  type AlertCause,
  type AlertKey,
} from '../ledger/alerts.js';
import type { Logger } from '../runtime/log.js';
import { examineCalendar } from './doctor/calendar.js';
import { examineLapses, examineReceipts, examineStatements } from './doctor/checks.js';
import type { Finding, Watched } from './doctor/finding.js';
import { examineLag } from './doctor/lag.js';
import { examineLaunches } from './doctor/launches.js';
import { examineQueue } from './doctor/queue.js';
import { examineFirings } from './doctor/schedules.js';
import { examineTemporal } from './doctor/temporal.js';
import { codeOf } from './error-code.js';
import type { Office } from './office.js';

/** What the watch looks at and writes to. */
export interface Watching {
  office: Pick<Office, 'database' | 'clock' | 'temporal'> & {
    config: Pick<Office['config'], 'inboxBacklogLimit' | 'digestTime'>;
  };
  redisUrl: string;
  log: Logger;
}

/** An engine that is restarted, or a dispatcher that is replaced, is no news. */
const PATIENCE_MILLISECONDS: Partial<Record<AlertCause, number>> = {
  'engine down': 30_000,
  'lane stopped': 30_000,
};

/** Statements are counted over whole campaigns, and a calendar changes by the day: seldom. */
const SELDOM_MILLISECONDS = 600_000;

/**
 * Looks at what the doctor looks at, without being asked, and opens and closes alerts by what it finds: the doctor shows,
 * the watch sees to it that somebody is told. Several may watch at once.
 */
export class Watch {
  /** When something that is not told at once was first seen, by cause and subject. */
  private seen = new Map<string, Date>();
  private seldomAt: Date | undefined;

  constructor(private readonly watching: Watching) {}

  /** One look. With the ledger away nobody can be told, nor is anything sent: the log and `muster doctor` say so. */
  async look(): Promise<void> {
    try {
      await this.settle(await this.findings());
    } catch (error) {
      this.watching.log.error(
        { code: codeOf(error) },
        'the watch cannot look or write: no operator is told of anything until the ledger is back',
      );
    }
  }

  private async findings(): Promise<Finding[]> {
    const { office, redisUrl } = this.watching;
    const now = office.clock.now();
    const due = !this.seldomAt || now.getTime() - this.seldomAt.getTime() >= SELDOM_MILLISECONDS;
    if (due) this.seldomAt = now;
    const parts = await Promise.all([
      examineQueue(redisUrl),
      examineTemporal(office),
      examineLag(office),
      examineFirings(office),
      examineLaunches(office),
      examineReceipts(office),
      examineLapses(office),
      ...(due ? [examineStatements(office), examineCalendar(office)] : []),
    ]);
    return parts.flat();
  }

  /** All in one transaction: what is open is what was found. */
  private async settle(findings: readonly Finding[]): Promise<void> {
    const watched = findings.flatMap(({ watch }) => (watch ? [watch] : []));
    const { database, clock } = this.watching.office;
    const now = clock.now();
    const open = await openSubjects(
      database,
      watched.map(({ cause }) => cause),
    );
    const found = watched.flatMap(({ cause, alerts }) => alerts.map((alert) => ({ ...alert, cause })));
    const ripe = this.ripe(found, open, now);
    const over = open.filter((alert) => watched.some((one) => isOver(alert, one)));
    if (ripe.length + over.length === 0) return;
    await database.begin(async (sql) => {
      for (const alert of ripe) await raiseAlert(sql, alert, now);
      for (const alert of over) await clearAlert(sql, alert, now);
    });
  }

  /** What has lasted long enough to be told, or is told already. */
  private ripe(found: readonly Alert[], open: readonly AlertKey[], now: Date): Alert[] {
    const known = new Set(open.map(keyOf));
    this.seen = new Map(found.map((alert) => [keyOf(alert), this.seen.get(keyOf(alert)) ?? now]));
    return found.filter((alert) => {
      const lasted = now.getTime() - this.seen.get(keyOf(alert))!.getTime();
      return known.has(keyOf(alert)) || lasted >= (PATIENCE_MILLISECONDS[alert.cause] ?? 0);
    });
  }
}

const keyOf = ({ cause, subject }: AlertKey): string => `${cause} ${subject}`;

/** It was looked for and not found. */
const isOver = (open: AlertKey, { cause, subjects, alerts }: Watched): boolean =>
  open.cause === cause &&
  (subjects?.includes(open.subject) ?? true) &&
  !alerts.some(({ subject }) => subject === open.subject);

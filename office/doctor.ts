import { examineLapses, examineReaders, examineReceipts, examineStatements } from './doctor/checks.js';
import { examineCalendar } from './doctor/calendar.js';
import { examineDatabase } from './doctor/database.js';
import { trouble, type Finding } from './doctor/finding.js';
import { examineLag } from './doctor/lag.js';
import { examineLaunches } from './doctor/launches.js';
import { examineQueue } from './doctor/queue.js';
import { examineObstacles } from './doctor/obstacles.js';
import { examineFirings } from './doctor/schedules.js';
import { examineTemporal } from './doctor/temporal.js';
import { codeOf } from './error-code.js';
import type { Office } from './office.js';

export type { Finding };

/** How the whole system is. */
export interface DoctorReport {
  /** Nothing is wrong; there may be warnings. */
  ok: boolean;
  findings: Finding[];
}

/** Looks at every engine and at what waits. Asks no operator's name: it must work when the ledger is away. */
export async function examine(office: Office, redisUrl: string): Promise<DoctorReport> {
  const [database, queue, temporal] = await Promise.all([
    examineDatabase(office),
    examineQueue(redisUrl),
    examineTemporal(office),
  ]);
  const ledgerWorks = database.every(({ check, verdict }) => verdict !== 'wrong' || !NEEDED.has(check));
  const inside = ledgerWorks
    ? await Promise.all([
        examineLag(office),
        examineFirings(office),
        examineLaunches(office),
        examineObstacles(office),
        examineReceipts(office),
        examineLapses(office),
        examineCalendar(office),
        examineStatements(office),
        examineReaders(office).then((finding) => [finding]),
      ]).catch((error: unknown) => [lost(codeOf(error))])
    : [];
  const findings = [...database, ...queue, ...temporal, ...inside.flat()];
  return { ok: findings.every(({ verdict }) => verdict !== 'wrong'), findings };
}

/** Without these nothing in the ledger can be looked at. */
const NEEDED = new Set(['postgresql', 'migrations']);

const lost = (code: string): Finding =>
  trouble(
    'wrong',
    'postgresql',
    [`PostgreSQL 中途断开（${code}）`, `PostgreSQL went away (${code})`],
    ['再运行一次', 'run again'],
  );

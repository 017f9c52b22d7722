import { officeTime } from '../domain/calendar/office-day.js';
import { DEFAULT_VARIABLE_LENGTH } from '../domain/messages/template.js';
import type { StandingStep } from '../domain/plan/standing.js';
import type { Sentence } from '../domain/problem.js';
import { alertReaders } from '../ledger/alert-readers.js';
import { alertsToTell, listAlerts, markTold, type StoredAlert } from '../ledger/alerts.js';
import type { Actor } from '../ledger/operators.js';
import { tellFromOffice, type OfficeMessage } from '../ledger/standing.js';
import type { Clock } from '../runtime/clock.js';
import type { Database, Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { ALERT_WORDS, detailText, subjectText } from './alert-words.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';

/** An alert with what it means and what to do. */
export interface AlertView extends StoredAlert {
  name: Sentence;
  meaning: Sentence;
  mend: Sentence;
}

/** Alerts for an operator of the whole office: those that are open, or all of them, the newest first. */
export async function alerts(
  { database }: Office,
  actor: Actor,
  { openOnly, limit }: { openOnly: boolean; limit: number },
): Promise<AlertView[]> {
  requireRight(actor, 'look');
  requireWholeOffice(actor, '查看告警', 'looking at alerts');
  const found = await listAlerts(database, { openOnly, limit });
  return found.map((alert) => {
    const { name, meaning, mend } = ALERT_WORDS[alert.cause];
    return { ...alert, name, meaning, mend };
  });
}

/**
 * Tells the operators what has opened, changed or is over. Each telling and the note of it are one transaction: killed
 * between, a sweeper has neither told nor noted. What nobody could be told stays to be told.
 * @returns how many alerts somebody was told of
 */
export async function tellAlerts({ database, clock }: { database: Database; clock: Clock }): Promise<number> {
  return database.begin(async (sql) => {
    const now = clock.now();
    let told = 0;
    for (const alert of await alertsToTell(sql, now)) {
      const silent = alert.clearedAt !== null && ALERT_WORDS[alert.cause].happened === true;
      const people = silent ? 0 : await tell(sql, alert, now);
      if (people > 0 || silent) await markTold(sql, alert, now);
      if (people > 0) told += 1;
    }
    return told;
  });
}

async function tell(sql: Statement, alert: StoredAlert, now: Date): Promise<number> {
  const { name, readers } = ALERT_WORDS[alert.cause];
  const about = { cause: name.zh, subject: subjectText(alert) };
  const since = officeTime(alert.since);
  const people = await alertReaders(sql, readers);
  if (alert.clearedAt) {
    const mail = { ...about, since, until: officeTime(alert.clearedAt) };
    return tellFromOffice(sql, {
      step: 'alert-over',
      people,
      messages: onBoth('alert-over', about, mail),
      now,
    });
  }
  const { meaning, mend } = ALERT_WORDS[alert.cause];
  const short = { ...about, detail: detailText(alert) };
  const mail = { ...short, since, meaning: meaning.zh, mend: mend.zh };
  return tellFromOffice(sql, { step: 'alert', people, messages: onBoth('alert', short, mail), now });
}

type Values = Record<string, string>;

const onBoth = (step: StandingStep, sms: Values, mail: Values): OfficeMessage[] => [
  { channel: 'sms', template: `office-${step}`, variables: fitForSms(sms) },
  { channel: 'email', template: `office-${step}-mail`, variables: mail },
];

/** A carrier refuses the whole call for a value that is long, holds a symbol of its own, or has a dot like a link's. */
const fitForSms = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value
        .replace(/[.:/【】¥￥★※]+/gu, ' ')
        .slice(0, DEFAULT_VARIABLE_LENGTH)
        .trim(),
    ]),
  );

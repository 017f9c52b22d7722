import { officeObligations, type OfficeObligation } from '../campaigns/deadline/wanted.js';
import type { Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import {
  dayIn,
  nextPeriod,
  periodAt,
  previousPeriod,
  writePeriod,
  type PeriodOfYear,
} from '../domain/calendar/period.js';
import type { Almanac } from '../domain/calendar/resolve.js';
import { parseDateRule, writeDateRule } from '../domain/calendar/written-rule.js';
import { nearest } from '../domain/definition/nearest.js';
import type { Field } from '../domain/duties/form.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { chasedRuns, dutiesOfRun, type ChasedRun, type DutyOnBoard } from '../ledger/duties/board.js';
import {
  figuresOf,
  leagueOf,
  rankingOf,
  type CommitteeFigures,
  type ReportFigures,
} from '../ledger/duties/summary.js';
import { lockObligations, obligationSettings, putObligationSetting } from '../ledger/obligation-settings.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { requireWholeOffice } from './actor.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';
import { syncAfterChange, type MovedSchedules } from './schedules/sync.js';
import { noTheme, officeAlmanac } from './theme-book.js';

/** An obligation with its next period. */
export interface ObligationView extends Pick<
  OfficeObligation,
  'code' | 'name' | 'english' | 'every' | 'owedBy' | 'due' | 'graceWorkdays' | 'source' | 'asked'
> {
  /** Of those that have not opened yet. */
  next: { period: string; opens: Day; due: Day | null; provisional: boolean };
}

/** What the office asks for, or might, with the period that opens next. */
export async function obligations({ database, clock }: Office, actor: Actor): Promise<ObligationView[]> {
  requireRight(actor, 'look');
  const almanac = await officeAlmanac(database, clock.now());
  const today = officeDay(clock.now());
  return officeObligations(await obligationSettings(database)).map((obligation) => {
    const { code, name, english, every, owedBy, due, graceWorkdays, source, asked } = obligation;
    return {
      ...{ code, name, english, every, owedBy, due, graceWorkdays, source, asked },
      next: nextOpening(obligation, today, almanac),
    };
  });
}

/** The first period that opens on or after a day. */
export function nextOpening(
  { every, opens, due }: Pick<OfficeObligation, 'every' | 'opens' | 'due'>,
  from: Day,
  almanac: Almanac,
): ObligationView['next'] {
  const rule = parseDateRule(opens)!;
  // A period may open when it is over: the office's part of a month's ten does.
  let period: PeriodOfYear = previousPeriod(periodAt(from, every));
  for (;;) {
    const opening = dayIn(rule, period, almanac);
    if (opening && opening.day >= from) {
      const last = typeof due === 'string' ? dayIn(parseDateRule(due)!, period, almanac) : undefined;
      return {
        ...{ period: writePeriod(period), opens: opening.day, due: last?.day ?? null },
        provisional: opening.provisional || (last?.provisional ?? false),
      };
    }
    period = nextPeriod(period);
  }
}

/** What an office changes about an obligation; absent: as it is; null: as shipped again. */
export interface ObligationChange {
  code: string;
  asked?: boolean;
  due?: string | null;
  graceWorkdays?: number | null;
}

/** An obligation as it is now, and the schedules that have followed. */
export interface ChangedObligation extends ObligationView {
  schedules: MovedSchedules;
}

/**
 * Says whether the office asks for something, until when, and with how much grace; what has been launched stays as it is,
 * what opens by itself follows.
 */
export async function changeObligation(
  office: Office,
  actor: Actor,
  { code, asked, due, graceWorkdays }: ObligationChange,
): Promise<ChangedObligation> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '更改报送事项', 'changing what is asked for');
  const { database, clock } = office;
  const now = clock.now();
  await database.begin(async (sql) => {
    await lockObligations(sql);
    const said = await obligationSettings(sql);
    const before = said.find((one) => one.code === code);
    const current = officeObligations(said).find((one) => one.code === code);
    if (!current)
      throw unknownObligation(
        code,
        officeObligations(said).map((one) => one.code),
      );
    const rule =
      due === undefined || due === null
        ? due
        : checkedDue(current, due, { now, almanac: await officeAlmanac(sql, now) });
    const detail = {
      wanted: asked ?? current.asked,
      due: rule === undefined ? (before?.due ?? null) : rule,
      graceWorkdays: graceWorkdays === undefined ? (before?.graceWorkdays ?? null) : graceWorkdays,
    };
    await putObligationSetting(sql, { code, ...detail, changedBy: actor.name, changedAt: now });
    await writeAudit(
      sql,
      { actor: actor.name, action: 'obligation change', subject: `obligation ${code}`, detail },
      now,
    );
  });
  const changed = (await obligations(office, actor)).find((one) => one.code === code)!;
  return { ...changed, schedules: await syncAfterChange(office, actor.name) };
}

const unknownObligation = (code: string, known: readonly string[]) => {
  const meant = nearest(code, known);
  return refuse(
    'not-found',
    'unknown-obligation',
    `没有报送事项 “${code}”${meant ? `，是否指 ${meant}？` : ''}：请用 muster deadline kinds 查看`,
    `there is no obligation “${code}”${meant ? `, did you mean ${meant}?` : ''}: see \`muster deadline kinds\``,
  );
};

/** The rule in its own spelling; it must have a day in the next period. */
function checkedDue(
  { every, due: shipped }: OfficeObligation,
  written: string,
  { now, almanac }: { now: Date; almanac: Almanac },
): string {
  const rule = parseDateRule(written);
  if (typeof shipped !== 'string')
    throw refuse(
      'invalid',
      'own-day',
      '这项报送的期限从各自的日期（活动结束、到期）算起，不能改为固定日期',
      'this is due so many days from each one’s own day; it has no common day to change',
    );
  if (!rule)
    throw refuse(
      'invalid',
      'not-a-rule',
      `“${written}” 不是日期规则：写作 2-5、1-31 遇休顺延、季度末 +10个工作日`,
      `“${written}” is no date rule: write 2-5, 1-31 遇休顺延 or 季度末 +10个工作日`,
    );
  if (rule.base.on === 'theme' && !almanac.themes.has(rule.base.code))
    throw noTheme(rule.base.code, [...almanac.themes.keys()]);
  const period = nextPeriod(periodAt(officeDay(now), every));
  if (!dayIn(rule, period, almanac))
    throw refuse(
      'invalid',
      'no-date',
      `“${written}” 在 ${writePeriod(period)} 没有日期：请换一条规则`,
      `“${written}” has no day in ${writePeriod(period)}: choose another rule`,
    );
  return writeDateRule(rule);
}

/** Runs whose reports are chased. */
export async function deadlines(
  { database }: Office,
  actor: Actor,
  { openOnly, limit }: { openOnly: boolean; limit: number },
): Promise<ChasedRun[]> {
  requireRight(actor, 'look');
  return chasedRuns(database, { scopePath: actor.scopePath, openOnly, limit });
}

/** A run with every report that is owed in it. */
export interface DeadlineView {
  run: number;
  title: string;
  state: Run['state'];
  figures: ReportFigures;
  duties: DutyOnBoard[];
  endsAt: Date;
}

/** Who owes what in a run, who was reminded last and who will be next; cut to the actor's part of the tree. */
export async function showDeadline(office: Office, actor: Actor, runId: number): Promise<DeadlineView> {
  requireRight(actor, 'look');
  const run = await chasedRun(office, actor, runId);
  const part = { runId, scopePath: actor.scopePath };
  return {
    ...{ run: runId, title: run.title, state: run.state },
    figures: await figuresOf(office.database, part),
    duties: await dutiesOfRun(office.database, part),
    endsAt: new Date((run.plan as { endsAt: string }).endsAt),
  };
}

/** The summary of a run: figures, every committee's place, and the league of what is counted. */
export interface DeadlineSummary extends ReportFigures {
  run: number;
  title: string;
  committees: CommitteeFigures[];
  leagues: {
    field: string;
    name: Sentence;
    committees: { code: string; name: string; place: number; value: number }[];
  }[];
}

/** How a run's reports have come in, committee by committee, best first. */
export async function summariseDeadline(
  office: Office,
  actor: Actor,
  runId: number,
): Promise<DeadlineSummary> {
  requireRight(actor, 'look');
  const run = await chasedRun(office, actor, runId);
  const part = { runId, scopePath: actor.scopePath };
  const leagues: DeadlineSummary['leagues'] = [];
  for (const { key, zh, en } of leagueFields(run)) {
    const committees = await leagueOf(office.database, { ...part, field: key });
    leagues.push({ field: key, name: { zh, en }, committees });
  }
  return {
    ...{ run: runId, title: run.title },
    ...(await figuresOf(office.database, part)),
    ...{ committees: await rankingOf(office.database, part), leagues },
  };
}

/** What committees are ranked by, each once: a report that comes again adds up over all its days. */
function leagueFields({ plan }: Run): Field[] {
  const fields = 'duties' in plan ? plan.duties.flatMap(({ form }) => form.fields) : [];
  return [...new Map(fields.filter(({ league }) => league).map((field) => [field.key, field])).values()];
}

async function chasedRun(office: Office, actor: Actor, runId: number): Promise<Run> {
  const run = await visibleRun(office, actor, runId);
  if ('duties' in run.plan) return run;
  throw refuse(
    'not-found',
    'no-deadline',
    `活动 ${runId} 没有要报送的内容：请用 muster deadline list 查看`,
    `nothing is owed in run ${runId}: see \`muster deadline list\``,
  );
}

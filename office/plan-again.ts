import type { PlanContext } from '../campaigns/context.js';
import type { DeadlineDefinition } from '../campaigns/deadline/definition.js';
import { dutyTimesFrom } from '../campaigns/deadline/due.js';
import { officeObligations } from '../campaigns/deadline/wanted.js';
import { planDefinition, type Definition } from '../campaigns/registry.js';
import type { ThemeDefinition } from '../campaigns/theme/definition.js';
import { officeDay, officeTime } from '../domain/calendar/office-day.js';
import type { RungName } from '../domain/duties/duty.js';
import { APPROVED } from '../domain/messages/template-review.js';
import { templateVersion } from '../domain/messages/template.js';
import { planHash } from '../domain/plan/hash.js';
import {
  movedBetween,
  planAnew,
  planMoves,
  sorted,
  type ChasedPlan,
  type Move,
  type PlanMoves,
} from '../domain/plan/replan.js';
import type { Checked } from '../domain/problem.js';
import { owedFromDays, type OwedFromDay } from '../ledger/duties/replan.js';
import { obligationSettings } from '../ledger/obligation-settings.js';
import type { Actor } from '../ledger/operators.js';
import { doneSteps } from '../ledger/plan-versions.js';
import type { Run } from '../ledger/runs.js';
import { templateByCode } from '../ledger/templates.js';
import type { Statement } from '../runtime/database.js';
import { planContext } from './context.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';
import type { OfficeCalendar } from './theme-book.js';

/** A run that rests on the calendar, with its plan. */
export type ChasedRun = Run & { kind: ChasedPlan['kind']; plan: ChasedPlan };

/** Whether a run is of a kind that rests on the calendar. */
export const isChased = (run: Run): run is ChasedRun => run.kind === 'deadline' || run.kind === 'theme';

/** The new version of a run's plan, and what it changes. */
export interface PlannedAgain extends PlanMoves {
  plan: ChasedPlan;
  planHash: string;
  /** False: the run stands as it would be planned now. */
  differs: boolean;
}

/** By what runs are planned again: a calendar, and everything else as it was when each was launched. */
export type Replanner = (run: ChasedRun) => Promise<Checked<PlannedAgain>>;

/**
 * Plans runs again as of their own launch: at its instant, by the template versions, the minute and the grace they were
 * launched with, so that nothing differs but the calendar and what the office has since said of their themes and days.
 */
export function replanner(
  office: Office,
  actor: Actor,
  { sql, calendar }: { sql: Statement; calendar: Pick<OfficeCalendar, 'workdays' | 'book'> },
): Replanner {
  requireRight(actor, 'look');
  const contexts = new Map<string, Promise<PlanContext>>();
  const contextOf = (scopePath: string): Promise<PlanContext> => {
    const context = contexts.get(scopePath) ?? everythingAsked(office, { ...actor, scopePath });
    contexts.set(scopePath, context);
    return context;
  };
  return async (run) => {
    const context = asLaunched(await contextOf(run.scopePath), run, calendar);
    const planned = planDefinition(definitionAsLaunched(run), await withVersions(sql, context, run.plan));
    if (!planned.ok) return planned;
    const now = office.clock.now();
    const launches = 'launches' in run.plan ? run.plan.launches.map(({ key }) => key) : [];
    const done = await doneSteps(sql, { id: run.id, key: run.key, launches });
    const plan = planAnew(run.plan, planned.value as ChasedPlan, { now, done });
    const own = await ownDayMoves(sql, run.id, plan, { now, context });
    const moves = planMoves(run.plan, plan);
    const hash = planHash(plan);
    return {
      ok: true,
      value: {
        ...{ plan, planHash: hash, words: moves.words, settled: moves.settled + own.settled },
        moves: sorted([...moves.moves, ...own.moves]),
        differs: hash !== run.planHash || own.moves.length > 0 || own.settled > 0,
      },
    };
  };
}

/** An obligation the office has switched off since goes on where it is asked for already. */
async function everythingAsked(office: Office, actor: Actor): Promise<PlanContext> {
  const obligations = officeObligations(await obligationSettings(office.database));
  return {
    ...(await planContext(office, actor)),
    obligations: new Map(obligations.map((obligation) => [obligation.code, obligation])),
  };
}

const asLaunched = (
  context: PlanContext,
  { launchedAt, plan }: ChasedRun,
  { workdays, book }: Pick<OfficeCalendar, 'workdays' | 'book'>,
): PlanContext => ({
  ...context,
  ...{ now: launchedAt, workdays, themes: { ...book, today: officeDay(launchedAt) } },
  office: { ...context.office, digestTime: plan.steps[0].time },
});

/** The versions its texts are bound to, whatever has been written since. */
async function withVersions(
  sql: Statement,
  context: PlanContext,
  { steps }: ChasedPlan,
): Promise<PlanContext> {
  const templates = new Map(context.templates);
  for (const { template, version } of steps.flatMap(({ channels }) => channels)) {
    if (templates.get(template)?.version === version) continue;
    const stored = await templateByCode(sql, template, version);
    if (stored) templates.set(template, { ...templateVersion(stored), standing: APPROVED });
  }
  return { ...context, templates };
}

/** A day that was written as so many days ahead was found at launch; grace is that of then. */
function definitionAsLaunched({ definition, plan }: ChasedRun): Definition {
  if (plan.kind === 'theme') return definition as ThemeDefinition;
  const written = definition as DeadlineDefinition;
  const [{ dueAt, graceWorkdays: grace }] = plan.duties;
  return {
    ...{ ...written, grace },
    ...(written.due !== undefined && dueAt !== null ? { due: officeTime(new Date(dueAt)) } : {}),
  };
}

/** What moves of what is owed each from its own day on: the ledger has their instants, not the plan. */
async function ownDayMoves(
  sql: Statement,
  runId: number,
  plan: ChasedPlan,
  { now, context }: { now: Date; context: PlanContext },
): Promise<Pick<PlanMoves, 'moves' | 'settled'>> {
  const duties = new Map(plan.duties.filter(({ dueAt }) => dueAt === null).map((duty) => [duty.key, duty]));
  if (duties.size === 0) return { moves: [], settled: 0 };
  const ground = { workdays: context.workdays, time: context.office.digestTime };
  const owed = await owedFromDays(sql, { runId, keys: [...duties.keys()], now });
  const planned = owed.map((one) => {
    const { dueWorkdays = 0, ladder, graceWorkdays, title } = duties.get(one.key)!;
    const times = dutyTimesFrom(one.day, dueWorkdays, { opens: now, ladder, graceWorkdays }, ground);
    return { one, times, title: `${title} ${one.day}` };
  });
  return {
    moves: planned.flatMap(({ one, times, title }) => movesFromDay(one, times, { title, now })),
    settled: planned.filter(({ one, times }) => one.provisional && !times.provisional).length,
  };
}

function movesFromDay(
  { key, dueAt, lockAt, ahead }: OwedFromDay,
  times: ReturnType<typeof dutyTimesFrom>,
  { title, now }: { title: string; now: Date },
): Move[] {
  // What would lie in the past stays.
  if (times.dueAt <= now && times.dueAt.getTime() !== dueAt.getTime()) return [];
  const of = (what: Move['what'], rung: RungName | null = null) => ({ what, key, title, rung });
  const anew = new Map<string, string>(times.rungs.map(({ rung, at }) => [rung, at]));
  return [
    ...movedBetween(of('due'), dueAt.toISOString(), times.dueAt.toISOString()),
    ...movedBetween(of('lock'), lockAt.toISOString(), times.lockAt.toISOString()),
    ...Object.entries(ahead)
      .filter(([rung]) => rung !== 'moved' && new Date(anew.get(rung) ?? 0) > now)
      .flatMap(([rung, at]) => movedBetween(of('reminder', rung as RungName), at, anew.get(rung) ?? null)),
  ];
}

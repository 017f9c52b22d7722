import type { Lane, Plan, SendStep } from '../domain/plan/plan.js';
import type { AudienceBounds } from '../ledger/audience.js';
import type { Actor } from '../ledger/operators.js';
import { monthOf } from '../domain/plan/budget.js';
import { planHash } from '../domain/plan/hash.js';
import { forecastStep } from '../ledger/preview.js';
import { approvalNeeded, type ApprovalNeeded } from './approval.js';
import { forecastBudget, type BudgetForecast } from './budget.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';
import { asIfSent, boundChannel, previewChannel, type PreviewedChannel } from './preview/channel.js';
import { previewCallOut, type CallOutPreview } from './preview/call-out.js';
import { previewDeadline, type DeadlinePreview } from './preview/deadline.js';
import { renderFor, type PreviewedRender } from './preview/render.js';
import type { Prepared } from './prepare.js';

export type { CallOutPreview, DeadlinePreview, PreviewedChannel, PreviewedRender };

/** Renders shown in all. */
const RENDERS = 10;

/** What a step will do. */
export interface PreviewedStep {
  step: string;
  at: Date;
  lane: Lane;
  window: SendStep['window'];
  emergency: string | null;
  expiresAt: Date | null;
  /** In a second way the figures are the most there may be: everybody of that step, as if it reached nobody. */
  secondWayOf: string | null;
  audience: number;
  channels: PreviewedChannel[];
  endsAt: Date;
}

/** What a launch would do, as things stand now; nothing is written. */
export type Preview = (NoticePreview | CallOutPreview | DeadlinePreview) & Outlook;

/** What stands between a launch and its sending. */
export interface Outlook {
  /** What an approval is bound to. */
  planHash: string;
  budget: BudgetForecast;
  /** Null: nobody else needs to agree. */
  approval: ApprovalNeeded | null;
}

/** What a notice would do, or a question that nobody answers. */
export interface NoticePreview {
  kind: 'notice' | 'question';
  title: string;
  steps: PreviewedStep[];
  renders: PreviewedRender[];
  /** Names in the renders are masked: the actor may not see personal data. */
  namesMasked: boolean;
}

/** Looks ahead: the plan that would be launched, judged and rendered by the code that will send it. */
export async function preview(
  office: Office,
  actor: Actor,
  { plan, bounds, audience }: Previewed,
): Promise<Preview> {
  requireRight(actor, 'see people');
  const ahead = await lookAhead(office, actor, { plan, bounds });
  const costFen = costOf(ahead);
  return {
    ...ahead,
    planHash: planHash(plan),
    budget: await forecastBudget(office, monthOf(plan, office.clock.now()), costFen),
    approval: await approvalNeeded(office, actor, { plan, audience, costFen }),
  };
}

async function lookAhead(
  office: Office,
  actor: Actor,
  { plan, bounds }: Pick<Previewed, 'plan' | 'bounds'>,
): Promise<NoticePreview | CallOutPreview | DeadlinePreview> {
  switch (plan.kind) {
    case 'call-out':
      return previewCallOut(office, actor, { plan, bounds });
    case 'deadline':
    case 'theme':
    case 'meeting':
      return previewDeadline(office, actor, { plan, bounds });
    case 'notice':
    case 'question':
      return previewNotice(office, actor, { plan, bounds });
  }
}

/** A plan with those it means. */
export type Previewed = Pick<Prepared, 'plan' | 'bounds' | 'audience'>;

const costOf = (ahead: NoticePreview | CallOutPreview | DeadlinePreview): number =>
  'costFen' in ahead
    ? ahead.costFen
    : ahead.steps.flatMap(({ channels }) => channels).reduce((sum, { sms }) => sum + (sms?.costFen ?? 0), 0);

async function previewNotice(
  office: Office,
  actor: Actor,
  { plan, bounds }: { plan: Extract<Plan, { kind: 'notice' | 'question' }>; bounds: AudienceBounds },
): Promise<NoticePreview> {
  const steps: PreviewedStep[] = [];
  const renders: PreviewedRender[][] = [];
  for (const planned of plan.steps) {
    const step = asIfSent(planned, plan.steps[0]);
    const bound = await Promise.all(step.channels.map((channel) => boundChannel(office, channel)));
    const forecast = await forecastStep(
      office.database,
      { ...step, channels: bound.map(({ source }) => source) },
      { bounds, now: office.clock.now(), samples: RENDERS },
    );
    const channels: PreviewedChannel[] = [];
    for (const [at, found] of forecast.channels.entries()) {
      channels.push(previewChannel(office, step, { ...bound[at]!, found }));
      renders.push(
        found.samples.map((recipient) => renderFor(office, actor, bound[at]!.template, recipient)),
      );
    }
    steps.push({
      ...describe(step),
      secondWayOf: planned.kind === 'second way' ? planned.of : null,
      audience: forecast.audience,
      channels,
      endsAt: latest(channels),
    });
  }
  const namesMasked = !actor.maySeePersonalData;
  return { kind: plan.kind, title: plan.title, steps, renders: shared(renders, RENDERS), namesMasked };
}

const describe = ({ key, at, lane, window, emergency, expiresAt }: SendStep) => ({
  step: key,
  at: new Date(at),
  lane,
  window,
  emergency,
  expiresAt: expiresAt === null ? null : new Date(expiresAt),
});

const latest = (channels: readonly PreviewedChannel[]): Date =>
  new Date(Math.max(...channels.map(({ endsAt }) => endsAt.getTime())));

/** So many items in all, taken from the lists in equal parts as far as they go, and evenly from each. */
function shared<Item>(lists: readonly Item[][], wanted: number): Item[] {
  const shares = lists.map(() => 0);
  const hasMore = (at: number): boolean => shares[at]! < lists[at]!.length;
  for (let left = wanted; left > 0 && lists.some((_, at) => hasMore(at));) {
    for (let at = 0; at < lists.length && left > 0; at++) {
      if (!hasMore(at)) continue;
      shares[at]! += 1;
      left -= 1;
    }
  }
  return lists.flatMap((list, at) => spread(list, shares[at]!));
}

const spread = <Item>(list: readonly Item[], count: number): Item[] =>
  Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]!);

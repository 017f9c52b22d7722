import type { Plan, SendStep } from '../../domain/plan/plan.js';
import type { AudienceBounds } from '../../ledger/audience.js';
import type { Actor } from '../../ledger/operators.js';
import { forecastStep } from '../../ledger/preview.js';
import type { Office } from '../office.js';
import { requireRight } from '../rights.js';
import { billOf } from './bill.js';
import { previewCallOut } from './call-out.js';
import { asIfSent, boundChannel } from './channel.js';

/** What a plan is expected to cost as things stand now, in 分: its texts, judged and counted as the preview does. */
export async function expectedCostFen(
  office: Office,
  actor: Actor,
  { plan, bounds }: { plan: Plan; bounds: AudienceBounds },
): Promise<number> {
  requireRight(actor, 'look');
  if (plan.kind === 'call-out') return (await previewCallOut(office, actor, { plan, bounds })).costFen;
  let fen = 0;
  for (const step of plan.steps) fen += await stepCostFen(office, asIfSent(step, plan.steps[0]), bounds);
  return fen;
}

/** Mails cost nothing. */
async function stepCostFen(office: Office, step: SendStep, bounds: AudienceBounds): Promise<number> {
  const plan = step.channels.find(({ channel }) => channel === 'sms');
  if (!plan) return 0;
  const { source, template } = await boundChannel(office, plan);
  const { channels } = await forecastStep(
    office.database,
    { ...step, channels: [source] },
    { bounds, now: office.clock.now(), samples: 0 },
  );
  return billOf(office, template, plan, channels[0]!).costFen;
}

import type { Plan } from '../../domain/plan/plan.js';
import type { AudienceBounds } from '../../ledger/audience.js';
import type { Actor } from '../../ledger/operators.js';
import type { Office } from '../office.js';
import { requireRight } from '../rights.js';
import { previewCallOut } from './call-out.js';
import { previewDeadline } from './deadline.js';
import { asIfSent } from './channel.js';
import { stepCost } from './step-cost.js';

/** What a plan is expected to cost as things stand now, in 分: its texts, judged and counted as the preview does. */
export async function expectedCostFen(
  office: Office,
  actor: Actor,
  { plan, bounds }: { plan: Plan; bounds: AudienceBounds },
): Promise<number> {
  requireRight(actor, 'look');
  if (plan.kind === 'call-out') return (await previewCallOut(office, actor, { plan, bounds })).costFen;
  if (plan.kind === 'deadline' || plan.kind === 'theme' || plan.kind === 'meeting')
    return (await previewDeadline(office, actor, { plan, bounds })).costFen;
  let fen = 0;
  for (const step of plan.steps) fen += (await stepCost(office, asIfSent(step, plan.steps[0]), bounds)).fen;
  return fen;
}

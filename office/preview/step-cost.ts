import type { SendStep } from '../../domain/plan/plan.js';
import type { AudienceBounds } from '../../ledger/audience.js';
import { forecastStep } from '../../ledger/preview.js';
import type { Office } from '../office.js';
import { billOf } from './bill.js';
import { boundChannel } from './channel.js';

/** What the texts of a step are expected to cost, in 分, and how many people it means. Mails cost nothing. */
export async function stepCost(
  office: Office,
  step: SendStep,
  bounds: AudienceBounds,
): Promise<{ audience: number; fen: number }> {
  const plan = step.channels.find(({ channel }) => channel === 'sms');
  const bound = plan && (await boundChannel(office, plan));
  const { audience, channels } = await forecastStep(
    office.database,
    { ...step, channels: bound ? [bound.source] : [] },
    { bounds, now: office.clock.now(), samples: 0 },
  );
  return { audience, fen: bound ? billOf(office, bound.template, plan, channels[0]!).costFen : 0 };
}

import { attendanceTotals } from '../../campaigns/meeting/attendance.js';
import type { Day } from '../../domain/calendar/day.js';
import { officeName } from '../../domain/messages/mail-layout.js';
import { smsCostFen, smsLength, smsParts } from '../../domain/messages/parts.js';
import { renderMessage } from '../../domain/messages/rendering.js';
import { isListVariable, isRecipientVariable } from '../../domain/messages/template.js';
import type { ChasedKind, PlannedDuty, PlannedRung } from '../../domain/duties/duty.js';
import type { Channel, ChannelPlan, Plan } from '../../domain/plan/plan.js';
import type { AudienceBounds } from '../../ledger/audience.js';
import { countDebtors, type DebtorCount } from '../../ledger/duties/open.js';
import type { Actor } from '../../ledger/operators.js';
import type { Office } from '../office.js';
import { requireRight } from '../rights.js';
import { boundChannel } from './channel.js';
import { stepCost } from './step-cost.js';

/** One report that is owed, and the ladder on which it is chased. */
export interface PreviewedDuty extends Pick<
  PlannedDuty,
  'key' | 'title' | 'owedBy' | 'form' | 'ladder' | 'provisional'
> {
  /** Null: each so many workdays after its own day. */
  dueAt: Date | null;
  dueWorkdays: number | null;
  lockAt: Date | null;
  graceWorkdays: number;
  rungs: readonly PlannedRung[];
}

/** Something that happens at its time: a message to everyone meant, a summary, a run of its own. */
export interface PreviewedMoment {
  step: string;
  kind: 'send' | 'summary' | 'launch';
  at: Date;
  /** People it means; null: nobody knows yet. */
  people: number | null;
}

/** What a deadline or a theme would do. */
export interface DeadlinePreview {
  kind: ChasedKind;
  title: string;
  /** Of a theme: its days. */
  days: { first: Day; last: Day; provisional: boolean } | null;
  duties: PreviewedDuty[];
  debtors: DebtorCount;
  /** In the order in which they come. */
  moments: PreviewedMoment[];
  endsAt: Date;
  /** Its texts with what recipients get put in as in an example. */
  texts: { step: string; channel: Channel; text: string }[];
  /** What it costs if nobody hands anything in until the last rung, in 分: the most it can cost. */
  costFen: number;
}

/** A digest as it might be. */
const EXAMPLE: Readonly<Record<string, string>> = {
  ...{
    duty_count: '2',
    duty_late: '1',
    duty_until: '1月31日',
    duty_code: '7KQ4WM2H',
    page: '（收件人本人的链接）',
  },
  ...{ report_expected: '84', report_in: '80', report_in_time: '78', report_late: '2' },
  ...{ report_returned: '1', report_missing: '4', report_before: '应报84，已报84，按时70，迟报14' },
  report_totals: '活动30场，参与1300人次，咨询100人次，资料1000份',
  report_ranking: '未报（4）：…\n迟报（2）：…\n按时（78）：…',
};

/** Who comes to a meeting, as it might be. */
const ATTENDANCE_EXAMPLE: typeof EXAMPLE = {
  report_totals: attendanceTotals(['是', '是', '委托', '否', null]),
  report_ranking: '未回执（1）：…\n参会（2）：…',
};

/** A plan by which reports are chased. */
type ChasingPlan = Extract<Plan, { kind: ChasedKind }>;

/** Looks ahead: who owes what, when each is reminded, what happens when, and in which words. */
export async function previewDeadline(
  office: Office,
  actor: Actor,
  { plan, bounds }: { plan: ChasingPlan; bounds: AudienceBounds },
): Promise<DeadlinePreview> {
  requireRight(actor, 'look');
  const debtors = await debtorsOf(office, plan, bounds);
  const { moments, fen } = await momentsOf(office, plan, bounds);
  const texts = await textsOf(office, plan);
  const partsEach = Math.max(
    0,
    ...texts.map(({ channel, text }) => (channel === 'sms' ? smsParts(smsLength('', text)) : 0)),
  );
  const rungs = Math.max(0, ...plan.duties.map(({ ladder }) => ladder.length));
  const most = debtors.people * rungs * partsEach;
  return {
    ...{ kind: plan.kind, title: plan.title, duties: plan.duties.map(previewed), debtors, moments, texts },
    days:
      plan.kind === 'theme' ? { first: plan.first, last: plan.last, provisional: plan.provisional } : null,
    ...{ endsAt: new Date(plan.endsAt), costFen: fen + smsCostFen(most, office.config.smsPartPriceFen) },
  };
}

const NOBODY: DebtorCount = { duties: 0, committees: 0, people: 0, unspoken: [] };

const debtorsOf = (
  { database }: Office,
  { duties }: ChasingPlan,
  { officeDay }: AudienceBounds,
): Promise<DebtorCount> =>
  duties.length === 0 ? Promise.resolve(NOBODY) : countDebtors(database, duties, officeDay);

/** What happens at its time, and what its texts cost in 分. */
async function momentsOf(
  office: Office,
  plan: ChasingPlan,
  bounds: AudienceBounds,
): Promise<{ moments: PreviewedMoment[]; fen: number }> {
  const moments: PreviewedMoment[] = [];
  let total = 0;
  for (const step of plan.steps) {
    if (step.kind === 'digest') continue;
    const { key, kind, at } = step;
    const cost = kind === 'send' ? await stepCost(office, step, bounds) : null;
    total += cost?.fen ?? 0;
    moments.push({ step: key, kind, at: new Date(at), people: cost?.audience ?? null });
  }
  if (plan.kind === 'theme')
    for (const { key, at } of plan.launches)
      moments.push({ step: key, kind: 'launch', at: new Date(at), people: null });
  return { moments: moments.sort((one, other) => +one.at - +other.at), fen: total };
}

/** Each text once, in the order of the steps. */
async function textsOf(office: Office, { steps, title }: ChasingPlan): Promise<DeadlinePreview['texts']> {
  const texts: DeadlinePreview['texts'] = [];
  const seen = new Set<string>();
  for (const { key, channels, ...step } of steps) {
    const examples = 'byAnswer' in step ? ATTENDANCE_EXAMPLE : EXAMPLE;
    for (const channel of channels) {
      if (seen.has(channel.template)) continue;
      seen.add(channel.template);
      texts.push({
        step: key,
        channel: channel.channel,
        text: await exampleOf(office, channel, { title, examples }),
      });
    }
  }
  return texts;
}

const previewed = (duty: PlannedDuty): PreviewedDuty => {
  const {
    key,
    title,
    owedBy,
    form,
    ladder,
    provisional,
    graceWorkdays,
    rungs,
    dueAt,
    lockAt,
    dueWorkdays = null,
  } = duty;
  return {
    ...{ key, title, owedBy, form, ladder, provisional, graceWorkdays, rungs, dueWorkdays },
    dueAt: dueAt === null ? null : new Date(dueAt),
    lockAt: lockAt === null ? null : new Date(lockAt),
  };
};

/** A text by the renderer that will send it, with an example's values. */
async function exampleOf(
  office: Office,
  channel: ChannelPlan,
  { title, examples }: { title: string; examples: typeof EXAMPLE },
): Promise<string> {
  const { template } = await boundChannel(office, channel);
  const wanted = template.variables.map(({ name }) => name).filter(isRecipientVariable);
  const list = `1. ${title}，期限1月31日，即将到期`;
  const values = Object.fromEntries(
    wanted.map((name) => [name, examples[name] ?? (isListVariable(name) ? list : title.slice(0, 30))]),
  );
  const letterhead = { office: officeName(office.config.mailFrom, office.config.smsSignName) };
  const rendered = renderMessage(template, { ...channel.variables, ...values }, letterhead);
  if (!rendered.ok) throw new Error(rendered.faults[0]!.en);
  const { text } = rendered.value;
  return channel.channel === 'sms' ? `【${office.config.smsSignName}】${text}` : text;
}

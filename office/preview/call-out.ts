import { expectedWaves } from '../../domain/call-out/waves.js';
import { smsCostFen, smsLength, smsParts } from '../../domain/messages/parts.js';
import { officeName } from '../../domain/messages/mail-layout.js';
import { renderMessage } from '../../domain/messages/rendering.js';
import { nextOpen } from '../../domain/messages/window.js';
import type { AskStep, Plan, SendWindow, TellEvent } from '../../domain/plan/plan.js';
import type { AudienceBounds } from '../../ledger/audience.js';
import type { Actor } from '../../ledger/operators.js';
import { forecastRanking, type RankForecast } from '../../ledger/call-outs/forecast.js';
import type { Office } from '../office.js';
import { shownName } from '../person.js';
import { boundChannel } from './channel.js';
import { requireRight } from '../rights.js';

/** People shown with the reason why they come first. */
const FIRST_SHOWN = 10;
/** A code as it might stand in a text. */
const SAMPLE_CODE = 'B1';

/** A wave as it is expected. */
export interface ExpectedWave {
  /** When it is asked, if those before it answer as expected. */
  at: Date;
  people: number;
}

/** What a call-out would do. */
export interface CallOutPreview extends RankForecast {
  kind: 'call-out';
  title: string;
  event: AskStep['event'];
  needed: number;
  window: SendWindow | null;
  emergency: string | null;
  waveSeconds: number;
  waves: ExpectedWave[];
  /** When the places are expected to be filled; null: they are not, with all who may be asked. */
  filledAt: Date | null;
  reminderAt: Date | null;
  /** The texts of its steps, word for word but for the code. */
  texts: { step: string; after: TellEvent | null; text: string; parts: number }[];
  /** What asking and confirming is expected to cost, in 分. */
  costFen: number;
  /** Names are masked: the actor may not see personal data. */
  namesMasked: boolean;
}

/** Looks ahead: who would be asked first and why, in which waves, with which words. */
export async function previewCallOut(
  office: Office,
  actor: Actor,
  { plan, bounds: { scopePath } }: { plan: Extract<Plan, { kind: 'call-out' }>; bounds: AudienceBounds },
): Promise<CallOutPreview> {
  requireRight(actor, 'see people');
  const [ask, ...tells] = plan.steps;
  const now = office.clock.now();
  const forecast = await forecastRanking(
    office.database,
    { step: ask, scopePath, now },
    { first: FIRST_SHOWN },
  );
  const sizes = expectedWaves({ needed: ask.needed, left: forecast.askable, expected: forecast.expected });
  const waves = schedule(ask, sizes);
  const texts: CallOutPreview['texts'] = [];
  for (const step of [ask, ...tells]) {
    texts.push({
      step: step.key,
      after: step.kind === 'tell' ? step.after : null,
      ...(await textOf(office, step)),
    });
  }
  const asked = sizes.reduce((sum, size) => sum + size, 0);
  const partsOf = (key: string): number => texts.find(({ step }) => step === key)?.parts ?? 0;
  const reminder = tells.find(({ at }) => at !== null);
  return {
    kind: plan.kind,
    title: plan.title,
    event: ask.event,
    needed: ask.needed,
    window: ask.window,
    emergency: ask.emergency,
    waveSeconds: ask.waveSeconds,
    ...forecast,
    first: forecast.first.map((person) => ({ ...person, name: shownName(actor, person.name) })),
    namesMasked: !actor.maySeePersonalData,
    waves,
    filledAt: asked * forecast.expected >= ask.needed - 0.5 ? endOf(ask, waves.at(-1)) : null,
    reminderAt: reminder?.at ? new Date(reminder.at) : null,
    texts,
    costFen: smsCostFen(
      asked * partsOf('ask') + ask.needed * partsOf('confirmation'),
      office.config.smsPartPriceFen,
    ),
  };
}

/** Each wave begins when the time of the one before is over, within the hours in which sending is allowed. */
function schedule(ask: AskStep, sizes: readonly number[]): ExpectedWave[] {
  let at = nextOpen(ask.window, new Date(ask.at));
  return sizes.map((people) => {
    const wave = { at, people };
    at = nextOpen(ask.window, new Date(at.getTime() + ask.waveSeconds * 1000));
    return wave;
  });
}

/** The last wave's people answer within its time, and never later than the event begins. */
function endOf(ask: AskStep, last: ExpectedWave | undefined): Date | null {
  if (!last) return null;
  return new Date(Math.min(last.at.getTime() + ask.waveSeconds * 1000, Date.parse(ask.event.from)));
}

async function textOf(
  office: Office,
  { channels }: Pick<AskStep, 'channels'>,
): Promise<{ text: string; parts: number }> {
  const { plan, template } = await boundChannel(office, channels[0]!);
  const personal = Object.fromEntries(template.variables.map(({ name }) => [name, SAMPLE_CODE]));
  const rendered = renderMessage(
    template,
    { ...personal, ...plan.variables },
    { office: officeName(office.config.mailFrom, office.config.smsSignName) },
  );
  const text = rendered.ok ? rendered.value.text : template.text;
  const { smsSignName } = office.config;
  return { text: `【${smsSignName}】${text}`, parts: smsParts(smsLength(smsSignName, text)) };
}

/**
 * A plan: what a run will do, step by step, computed once at launch and stored. Preview, approval and
 * workflow read the same row. No library is imported here: workflows may take these types.
 */
import type { Day } from '../calendar/day.js';
import type { Instant, TimeOfDay } from '../calendar/instant.js';
import type { PlannedDuty } from '../duties/duty.js';
import type { Topic } from '../messages/topics.js';
import type { ContactRole } from '../people/contact-role.js';

/** What a message travels by. */
export type Channel = 'sms' | 'email';
/** Both channels, in the order they are listed to people. */
export const CHANNELS: readonly Channel[] = ['sms', 'email'];

/** Urgent and bulk are separate queues per channel: a campaign of 114,000 never delays an urgent message. */
export type Lane = 'urgent' | 'bulk';

/** Words of the office's own go out beside the queue, from the ledger itself: they must also when an engine is away. */
export type AnyLane = Lane | 'alert';

/** What carriers and the law tell apart: 验证码, 通知, 推广. */
export type MessageClass = 'verification' | 'notice' | 'promotion';

/**
 * Why a message may not be refused: it warns of danger to life, or it tells a contact person what their committee
 * owes. There is no third reason.
 */
export type Irrefusable = 'emergency' | 'contact duty';

/** When sending is allowed, in office time: `from` inclusive, `to` exclusive. */
export interface SendWindow {
  from: TimeOfDay;
  to: TimeOfDay;
}

/** At most so many messages of one class to one person in a rolling day and week, over all runs. */
export interface PersonCap {
  perDay: number | null;
  perWeek: number | null;
}

/** Who is meant, as data; compiled to SQL in ledger/ alone. Absent conditions do not restrict. */
export interface AudienceRule {
  /** Committee codes; each stands for its whole subtree. Empty: all of the scope. */
  committees: string[];
  /**
   * Those committees alone, without what lies below, and also beyond the scope: no definition can say it, planners do, of
   * committees that the office has checked.
   */
  itself?: true;
  /** Those right below them, without what lies further down; as little for definitions to say. */
  below?: true;
  /** Team codes; a current member of one of them. */
  teams?: string[];
  /** Contact persons with one of these roles, instead of the volunteers. */
  roles?: ContactRole[];
  /** Of each committee only who holds the first of `roles` that anybody there holds on the day. */
  firstRole?: true;
  /** Has every one of these skills. */
  skills?: string[];
  /** Holds every one of these qualifications on the day. */
  qualifications?: string[];
  /** Full years of age on the office day; inclusive. */
  age?: { from?: number; to?: number };
  /** These people and nobody else, by ledger id: a test. */
  people?: number[];
  /** Recipients of an earlier step of a run. */
  recipientsOf?: { run: number; step: string };
}

/** A template bound to a channel: its exact version, and the values common to all recipients. */
export interface ChannelPlan {
  channel: Channel;
  /** Template code and version; a version never changes. */
  template: string;
  version: number;
  /** Values of the template's variables that the definition fixes; `name` and `committee` come from the recipient. */
  variables: Record<string, string>;
  /** Mail only: what its recipients find in their calendars. */
  invitation?: PlannedInvitation;
}

/** An invitation to an event, a change of one, or its cancellation. */
export interface PlannedInvitation {
  /** Of the invitation it changes; `null`: a new one, named after the run. */
  uid: string | null;
  /** 0 for a new one; a calendar takes the highest. */
  sequence: number;
  cancelled: boolean;
  event: InvitedEvent;
}

/** What people are invited to. */
export interface InvitedEvent {
  title: string;
  place: string;
  description?: string;
  from: Instant;
  to: Instant;
}

/** How the messages of a step go out. */
interface Sending {
  /** Stable name of the step inside its run; survives a replan. */
  key: string;
  channels: ChannelPlan[];
  lane: Lane;
  class: MessageClass;
  /** `null`: any hour. */
  window: SendWindow | null;
  /** Why the window is overridden, for an emergency; logged. */
  emergency: string | null;
  /** Too old to send after this instant; `null`: never. */
  expiresAt: Instant | null;
  cap: PersonCap;
  /** The carrier takes no more of one template to one number in 24 hours; absent: it is not known to. */
  carrierCap?: number | null;
  /** What it is about, which people may refuse; absent in older plans: see `topicOf`. */
  topic?: Topic;
  /** Opt-outs and caps do not count; absent: they do. */
  irrefusable?: Irrefusable | null;
}

/** How a question ends: 已答复, 已撤回, 未答复. */
export type QuestionOutcome = 'answered' | 'withdrawn' | 'unanswered';

/** An answer to a question that a duty asks: the value of one of its fields. */
export interface PlannedAnswer {
  duty: string;
  field: string;
  value: string;
}

/** One message to an audience. */
export interface SendStep extends Sending {
  kind: 'send';
  at: Instant;
  /** Sent when a question ends so, at the earliest at its time; absent: at its time. */
  after?: QuestionOutcome;
  audience: AudienceRule;
  /** Of `audience` only committees that owe this in the same run and have not answered so; absent: everybody. */
  unlessAnswered?: PlannedAnswer;
  /** How long receipts are awaited after the last message went out, in seconds, before the run closes. */
  settleSeconds: number;
}

/**
 * Writes on another channel to the people of an earlier step whom that step did not reach: those it failed for good
 * for, and, where its channel has receipts, those who brought none in time. As many firings as there are looks.
 */
export interface SecondWayStep extends Sending {
  kind: 'second way';
  /** Key of the step whose people it turns to. */
  of: string;
  /** How long a text may go without a receipt before its person is written to this way, in seconds. */
  afterSeconds: number;
}

/** What somebody must be before they are asked to an event. */
export type Requirement = 'adult' | 'insured' | 'trained';
/** All of them, in the order in which they are looked at. */
export const REQUIREMENTS: readonly Requirement[] = ['adult', 'insured', 'trained'];

/** Asks people, best first, in waves, until the places of an event are taken. Its firings are the waves. */
export interface AskStep extends Sending {
  kind: 'ask';
  at: Instant;
  audience: AudienceRule;
  requires: Requirement[];
  event: {
    /** In the words of its texts. */
    title: string;
    place: string;
    /** Code of the committee in whose area the place lies; who lives near is asked first. `null`: nobody is nearer. */
    near: string | null;
    from: Instant;
    to: Instant;
  };
  /** Places to fill at launch. */
  needed: number;
  /** How long a wave has to answer before silence counts as no, in seconds. */
  waveSeconds: number;
  /** Share of the asked who may be expected to come, 0–1, where nothing is known of them yet. */
  acceptance: number;
  /** How long after its end who came may still sign in, in seconds. */
  signInSeconds: number;
  settleSeconds: number;
}

/** After what a call-out tells somebody something. */
export type TellEvent =
  'place taken' | 'place waited for' | 'call unclear' | 'question' | 'day before' | 'stand-down';

/** Tells people what they are owed after something has happened to them; as many firings as there are occasions. */
export interface TellStep extends Sending {
  kind: 'tell';
  after: TellEvent;
  /** When, if its event is a moment; `null`: whenever it happens. */
  at: Instant | null;
}

/**
 * Reminds contact persons of what their committees owe: one message to each on a workday on which the ladder of anything
 * they owe has a rung, listing just those. As many firings as there are such days.
 */
export interface DigestStep extends Sending {
  kind: 'digest';
  /** The first of them. */
  at: Instant;
  /** The minute of the workday. */
  time: TimeOfDay;
  /** Each firing is too old to send so many hours after it. */
  expiresHours: number;
  settleSeconds: number;
}

/** Tells those above what has come in, with figures that are only known then. */
export interface SummaryStep extends Sending {
  kind: 'summary';
  at: Instant;
  /** Keys of the duties it is about; absent: all. */
  duties?: readonly string[];
  /** Lists committees by what they have answered in this field, not by how punctual they were; absent: the latter. */
  byAnswer?: Omit<PlannedAnswer, 'value'>;
  settleSeconds: number;
}

/** A step of any kind. */
export type Step = SendStep | SecondWayStep | AskStep | TellStep | DigestStep | SummaryStep;

/** What a run will do; frozen at launch. */
export type Plan =
  | { kind: 'notice'; title: string; steps: [SendStep, ...(SendStep | SecondWayStep)[]] }
  | { kind: 'call-out'; title: string; steps: [AskStep, ...TellStep[]] }
  | {
      kind: 'question';
      title: string;
      /** The rungs of its ladder, then what is said when it ends. */
      steps: [SendStep, ...SendStep[]];
      /** Nobody waits for an answer any longer. */
      endsAt: Instant;
      /** Path of the lower of its two committees: whoever works neither there nor above it sees nothing of it. */
      lower: string;
    }
  | {
      kind: 'deadline';
      title: string;
      steps: [DigestStep, ...SummaryStep[]];
      duties: [PlannedDuty, ...PlannedDuty[]];
      /** Nothing more is waited for, whatever is still owed. */
      endsAt: Instant;
    }
  | {
      kind: 'theme';
      title: string;
      /** The theme's code and its year. */
      theme: string;
      year: number;
      /** Its days, as the office holds it. */
      first: Day;
      last: Day;
      steps: [DigestStep, ...(SendStep | SummaryStep)[]];
      duties: PlannedDuty[];
      launches: PlannedLaunch[];
      /** A day it rests on may still move. */
      provisional: boolean;
      endsAt: Instant;
    }
  | {
      kind: 'meeting';
      title: string;
      place: string;
      from: Instant;
      to: Instant;
      /** The run that called it first, where this one changes it or calls it off. */
      of?: number;
      /** A meeting that is called off has only its word. */
      steps: [SendStep] | [DigestStep, ...(SendStep | SummaryStep)[]];
      duties: PlannedDuty[];
      endsAt: Instant;
    };

/** A notice or call-out that a theme launches: a run of its own, under its own rules. */
export interface PlannedLaunch {
  key: string;
  at: Instant;
  /** As its file says it, without a key. */
  definition: Readonly<Record<string, unknown>>;
}

/** What a workflow knows of a step: nothing a person could read. */
export type ItineraryItem =
  | { step: string; kind: 'send'; at: Instant; settleSeconds: number; after?: QuestionOutcome }
  | { step: 'end'; kind: 'end'; at: Instant }
  | { step: string; kind: 'digest'; settleSeconds: number }
  | { step: string; kind: 'summary'; at: Instant }
  | { step: string; kind: 'launch'; at: Instant }
  | { step: string; kind: 'second way' }
  | {
      step: string;
      kind: 'ask';
      at: Instant;
      waveSeconds: number;
      eventFrom: Instant;
      /** Until when who came may sign in. */
      signInUntil: Instant;
      settleSeconds: number;
    }
  | {
      step: string;
      kind: 'tell';
      after: TellEvent;
      at: Instant | null;
      /** Its words are true until then. */
      until: Instant | null;
    };

/** The text-free list of a plan's steps that its workflow follows. */
export const itinerary = (plan: Plan): ItineraryItem[] => [
  ...plan.steps.map(itineraryItem),
  ...('launches' in plan
    ? plan.launches.map(({ key, at }) => ({ step: key, kind: 'launch', at }) as const)
    : []),
  ...('endsAt' in plan ? [{ step: 'end', kind: 'end', at: plan.endsAt } as const] : []),
];

function itineraryItem(step: Step): ItineraryItem {
  switch (step.kind) {
    case 'send':
      return {
        ...{ step: step.key, kind: step.kind, at: step.at, settleSeconds: step.settleSeconds },
        ...(step.after ? { after: step.after } : {}),
      };
    case 'second way':
      return { step: step.key, kind: step.kind };
    case 'digest':
      return { step: step.key, kind: step.kind, settleSeconds: step.settleSeconds };
    case 'summary':
      return { step: step.key, kind: step.kind, at: step.at };
    case 'ask':
      return {
        step: step.key,
        kind: step.kind,
        at: step.at,
        waveSeconds: step.waveSeconds,
        eventFrom: step.event.from,
        signInUntil: new Date(Date.parse(step.event.to) + step.signInSeconds * 1000).toISOString(),
        settleSeconds: step.settleSeconds,
      };
    case 'tell':
      return { step: step.key, kind: step.kind, after: step.after, at: step.at, until: step.expiresAt };
  }
}

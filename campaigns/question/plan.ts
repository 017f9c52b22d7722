import { DAY_MILLISECONDS, officeTime, parsePlannedTime } from '../../domain/calendar/office-day.js';
import { spokenTime } from '../../domain/calendar/spoken.js';
import { variablesOf } from '../../domain/messages/placeholders.js';
import { DEFAULT_VARIABLE_LENGTH, isRecipientVariable } from '../../domain/messages/template.js';
import { nextOpen } from '../../domain/messages/window.js';
import {
  CHANNELS,
  type AudienceRule,
  type Plan,
  type QuestionOutcome,
  type SendStep,
} from '../../domain/plan/plan.js';
import type { ContactRole } from '../../domain/people/contact-role.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { bindChannels, type BoundChannels } from '../channels.js';
import type { PlanContext, PlannedCommittee } from '../context.js';
import type { QuestionDefinition } from './definition.js';

/** How long after its last rung an answer is still waited for, in days. */
const PATIENCE_DAYS = 30;

/** Who is written to first; where a committee has nobody of that role, the next. */
const LIAISON: readonly ContactRole[] = ['liaison', 'deputy', 'head'];
const DEPUTY: readonly ContactRole[] = ['deputy', 'head', 'liaison'];
const HEAD: readonly ContactRole[] = ['head', 'deputy', 'liaison'];

/** A rung of the ladder: so many days after the due time, `text` to whom; null: at once. */
interface Rung {
  key: string;
  text: string;
  days: number | null;
  to: 'debtor' | 'superior';
  roles: readonly ContactRole[];
}

const RUNGS: readonly Rung[] = [
  { key: 'asked', text: 'asked', days: null, to: 'debtor', roles: LIAISON },
  { key: 'before-due', text: 'before-due', days: -1, to: 'debtor', roles: LIAISON },
  { key: 'due', text: 'due', days: 0, to: 'debtor', roles: LIAISON },
  { key: 'late', text: 'late', days: 1, to: 'debtor', roles: DEPUTY },
  { key: 'head', text: 'late', days: 3, to: 'debtor', roles: HEAD },
  { key: 'superior', text: 'superior', days: 5, to: 'superior', roles: LIAISON },
];

/** What is said at its end, and to which side. */
const ENDINGS: readonly { after: QuestionOutcome; to: 'asker' | 'debtor' }[] = [
  { after: 'answered', to: 'asker' },
  { after: 'unanswered', to: 'asker' },
  { after: 'withdrawn', to: 'debtor' },
];

/** Both sides, and who is above the one that owes the answer (null: nobody). */
interface Sides {
  asker: PlannedCommittee;
  debtor: PlannedCommittee;
  superior: string | null;
}

/** When things happen. */
interface Times {
  now: Date;
  due: Date;
}

/** The plan of a question: the rungs of its ladder, and what is said when it ends. Every problem at once. */
export function planQuestion(definition: QuestionDefinition, context: PlanContext): Checked<Plan> {
  const sides = sidesOf(definition, context);
  if (!sides.ok) return sides;
  const times = { now: context.now, due: parsePlannedTime(definition.due, context.now)! };
  const texts = bindTexts(definition, sides.value, times.due, context);
  const problems = [
    ...relationProblems(sides.value),
    ...dueProblems(times, context),
    ...[...texts.values()].flatMap((bound) => (bound.ok ? [] : bound.problems)),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const bound = new Map([...texts].flatMap(([code, text]) => (text.ok ? [[code, text.value] as const] : [])));
  return { ok: true, value: planOf(definition, sides.value, times, { context, bound }) };
}

function sidesOf({ from, to }: QuestionDefinition, { committees }: PlanContext): Checked<Sides> {
  const [asker, debtor] = [committees.get(from), committees.get(to)];
  if (!asker || !debtor) {
    const problems = (['from', 'to'] as const).flatMap((field) => {
      const code = { from, to }[field];
      return committees.has(code) ? [] : [{ path: [field], ...unknown(code) }];
    });
    return { ok: false, problems };
  }
  return { ok: true, value: { asker, debtor, superior: debtor.path.split('/').at(-3) ?? null } };
}

const unknown = (code: string): Omit<Problem, 'path'> => ({
  reason: 'unknown-committee',
  zh: `没有组织 “${code}”`,
  en: `there is no committee “${code}”`,
});

/** A question goes up or down the tree, not across and not to oneself. */
function relationProblems({ asker, debtor }: Sides): Problem[] {
  if (asker.code === debtor.code) {
    return [
      {
        path: ['to'],
        reason: 'to-itself',
        zh: '提问和答复的是同一个组织：请改为其上级或下级',
        en: 'a committee cannot ask itself: name one above it or below',
      },
    ];
  }
  if (asker.path.startsWith(debtor.path) || debtor.path.startsWith(asker.path)) return [];
  return [
    {
      path: ['to'],
      reason: 'not-above-or-below',
      zh: `${debtor.name}不是${asker.name}的上级或下级：问题只能向上或向下提，平级之间请由共同的上级提出`,
      en: `${debtor.code} is neither above nor below ${asker.code}: ask up or down the tree, or let the committee above both ask`,
    },
  ];
}

/** There must be time to answer after the first message can have gone out. */
function dueProblems({ now, due }: Times, { office }: PlanContext): Problem[] {
  if (due <= now) {
    return [
      {
        path: ['due'],
        reason: 'past',
        zh: `答复期限 ${officeTime(due)} 已过，现在是 ${officeTime(now)}：请改期`,
        en: `the answer was due at ${officeTime(due)}, and it is ${officeTime(now)} now: choose a later time`,
      },
    ];
  }
  const first = nextOpen(office.windows.notice, now);
  if (first < due) return [];
  return [
    {
      path: ['due'],
      reason: 'due-before-window',
      zh: `发送时段 ${officeTime(first)} 才开始，而答复期限是 ${officeTime(due)}：请改期`,
      en: `nobody may be written to before ${officeTime(first)}, and the answer is due at ${officeTime(due)}: choose a later time`,
    },
  ];
}

type Texts = ReadonlyMap<string, BoundChannels>;

/** Binds the texts of all steps; a text that cannot be used is told at the field it depends on. */
function bindTexts(
  { channels = [...CHANNELS], subject }: QuestionDefinition,
  { asker, debtor }: Sides,
  due: Date,
  context: PlanContext,
): Map<string, Checked<BoundChannels>> {
  const values = {
    subject,
    due: spokenTime(due),
    asker: shortened(asker.name),
    debtor: shortened(debtor.name),
  };
  const codes = new Set([...RUNGS.map(({ text }) => text), ...ENDINGS.map(({ after }) => after)]);
  return new Map(
    [...codes].map((code) => {
      const written = channels.map((channel) => {
        const template = `question-${code}${channel === 'email' ? '-mail' : ''}`;
        const content = context.templates.get(template);
        const wanted = variablesOf(content?.subject, content?.text, content?.html).filter(
          (name) => !isRecipientVariable(name),
        );
        const variables = Object.fromEntries(
          Object.entries(values).filter(([name]) => wanted.includes(name)),
        );
        return { channel, template, variables };
      });
      return [code, placed(bindChannels(written, context, { kind: 'question' }))];
    }),
  );
}

/** Where in the definition stands what a variable is made of. */
const FIELDS: Readonly<Record<string, string>> = {
  asker: 'from',
  debtor: 'to',
  due: 'due',
  subject: 'subject',
};

/** Problems of a text stand where the definition has what is wrong with it; of the template itself, at the channels. */
const placed = (bound: Checked<BoundChannels>): Checked<BoundChannels> =>
  bound.ok
    ? bound
    : {
        ok: false,
        problems: bound.problems.map((problem) => ({
          ...problem,
          path: [FIELDS[String(problem.path.at(-1))] ?? 'channels'],
        })),
      };

/** As long as an SMS may hold; who reads it knows the committee by its first words. */
const shortened = (name: string): string =>
  name.length <= DEFAULT_VARIABLE_LENGTH ? name : `${name.slice(0, DEFAULT_VARIABLE_LENGTH - 1)}…`;

interface Ground {
  context: PlanContext;
  bound: Texts;
}

function planOf({ subject }: QuestionDefinition, sides: Sides, times: Times, ground: Ground): Plan {
  const climbed = RUNGS.flatMap((rung) => {
    const at = timeOf(rung, times);
    const committee = rung.to === 'debtor' ? sides.debtor.code : sides.superior;
    return at === null || committee === null ? [] : [{ ...rung, at, committee }];
  });
  const endsAt = later(climbed.at(-1)!.at, PATIENCE_DAYS);
  const rungs = climbed.map(({ key, text, at, committee, roles }, index) => ({
    ...sending(text, ground),
    ...{ key, at: at.toISOString(), audience: contactsOf(committee, roles) },
    // The next one says more.
    expiresAt: (climbed[index + 1]?.at ?? endsAt).toISOString(),
  }));
  const endings = ENDINGS.map(({ after, to }) => ({
    ...sending(after, ground),
    ...{ key: after, after, at: (after === 'unanswered' ? endsAt : times.now).toISOString() },
    audience: contactsOf(sides[to].code, LIAISON),
    expiresAt: later(endsAt, PATIENCE_DAYS).toISOString(),
  }));
  const [first, ...others] = [...rungs, ...endings];
  const { asker, debtor } = sides;
  return {
    kind: 'question',
    title: subject,
    steps: [first!, ...others],
    endsAt: endsAt.toISOString(),
    lower: asker.path.length > debtor.path.length ? asker.path : debtor.path,
  };
}

const later = (instant: Date, days: number): Date => new Date(instant.getTime() + days * DAY_MILLISECONDS);

/** Null: a reminder before the due time that would come before the question itself. */
function timeOf({ days }: Rung, { now, due }: Times): Date | null {
  if (days === null) return now;
  const at = later(due, days);
  return at > now ? at : null;
}

/** Whoever speaks for a committee on the day the rung is reached: a contact that has changed gets what is pending. */
const contactsOf = (committee: string, roles: readonly ContactRole[]): AudienceRule => ({
  committees: [committee],
  itself: true,
  roles: [...roles],
  firstRole: true,
});

/**
 * What all steps have in common. To hear what one's committee owes is a contact's duty: nobody may refuse it, and caps do
 * not count.
 */
function sending(
  text: string,
  { context: { office }, bound }: Ground,
): Omit<SendStep, 'key' | 'at' | 'audience' | 'expiresAt'> {
  const { channels, class: messageClass } = bound.get(text)!;
  return {
    ...{ kind: 'send', lane: 'bulk', channels, class: messageClass, emergency: null },
    window: office.windows[messageClass],
    cap: { perDay: null, perWeek: null },
    carrierCap: office.smsCarrierCapPerDay,
    ...{ topic: 'reports', irrefusable: 'contact duty' },
    settleSeconds: office.settleSeconds,
  };
}

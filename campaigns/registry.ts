import { z } from 'zod';
import { read } from '../domain/definition/problems.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Checked } from '../domain/problem.js';
import type { PlanContext } from './context.js';
import { callOutDefinition } from './call-out/definition.js';
import { planCallOut } from './call-out/plan.js';
import { deadlineDefinition } from './deadline/definition.js';
import { planDeadline } from './deadline/plan.js';
import { meetingDefinition } from './meeting/definition.js';
import { planMeeting } from './meeting/plan.js';
import { noticeDefinition } from './notice/definition.js';
import { planNotice } from './notice/plan.js';
import { themeDefinition } from './theme/definition.js';
import { planTheme } from './theme/plan.js';
import { questionDefinition } from './question/definition.js';
import { planQuestion } from './question/plan.js';

/** What a kind of campaign is made of. */
interface Kind<Written> {
  schema: z.ZodType<Written>;
  plan(definition: Written, context: PlanContext): Checked<Plan>;
}

const kind = <Written>(schema: z.ZodType<Written>, plan: Kind<Written>['plan']): Kind<Written> => ({
  schema,
  plan,
});

/** Every kind, one line each. */
const KINDS = {
  notice: kind(noticeDefinition, planNotice),
  'call-out': kind(callOutDefinition, planCallOut),
  question: kind(questionDefinition, planQuestion),
  deadline: kind(deadlineDefinition, planDeadline),
  theme: kind(themeDefinition, planTheme),
  meeting: kind(meetingDefinition, planMeeting),
};

/** Name of a kind of campaign. */
export type KindName = keyof typeof KINDS;

/** A definition of any kind. */
export type Definition = z.infer<(typeof KINDS)[KindName]['schema']>;

/** The kinds, in the order in which they are listed to people. */
export const KIND_NAMES = Object.keys(KINDS) as KindName[];

const anyKind = z.looseObject({ kind: z.enum(KIND_NAMES as [KindName, ...KindName[]]) });

/** Reads what a person wrote, already parsed from YAML or JSON. */
export function readDefinition(written: unknown): Checked<Definition> {
  const named = read(anyKind, written);
  return named.ok ? read(schemaOf(named.value.kind), written) : named;
}

/** Computes the plan of a definition. Pure: the same definition and context give the same plan. */
export const planDefinition = (definition: Definition, context: PlanContext): Checked<Plan> =>
  (KINDS[definition.kind].plan as (written: Definition, context: PlanContext) => Checked<Plan>)(
    definition,
    context,
  );

/** Each kind's schema reads, and each planner plans, what its own `kind` names. */
const schemaOf = (name: KindName): z.ZodType<Definition> => KINDS[name].schema as z.ZodType<Definition>;

/** The JSON schema that is published for a kind: what its definitions may say, described in both languages. */
export const jsonSchemaOf = (name: KindName): Record<string, unknown> =>
  z.toJSONSchema(KINDS[name].schema, { io: 'input' });

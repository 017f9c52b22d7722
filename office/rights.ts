import type { Sentence } from '../domain/problem.js';
import type { Actor, Role } from '../ledger/operators.js';
import { refuse } from './refusal.js';

/**
 * Who may what: every right with the roles that have it. How far a right reaches is said by the operator's part of the
 * tree, and whether names are shown by `maySeePersonalData`; neither gives a right.
 */
export const RIGHTS = {
  /** Runs, statements, templates, schedules, what failed: counts and codes, nothing of a person but the id. */
  look: ['clerk', 'head', 'county clerk', 'auditor', 'operator'],
  /** The audit log and whether it holds; it is free of personal data. */
  'read the log': ['clerk', 'head', 'county clerk', 'auditor', 'operator'],
  /** People, their answers and why they got something: names as the operator may see them, numbers masked. */
  'see people': ['clerk', 'head', 'county clerk', 'auditor'],
  /** A whole phone, mail address or ID, for a reason that goes into the log. */
  unmask: ['clerk', 'head', 'county clerk'],
  /** Launch, steer, send again, settle replies. */
  'run campaigns': ['clerk', 'head', 'county clerk'],
  /** Say yes or no to what somebody else wants to send; of a clerk only to what is wanted below (`mayApprove`). */
  approve: ['clerk', 'head'],
  /** What a month's texts may cost; it bounds what everybody else may launch. */
  'set budgets': ['head'],
  /** Roster, teams, the tree, absences, opt-outs. */
  'keep people': ['clerk', 'head', 'county clerk'],
  'keep templates': ['clerk', 'head'],
  /** Schedules, pushes nobody could read, alerts. */
  'keep running': ['clerk', 'head', 'operator'],
  /** Who may use Muster. Not for clerks: one that could admit a head would approve its own campaigns. */
  'admit operators': ['head'],
} as const satisfies Record<string, readonly Role[]>;

/** One thing an operator may or may not do. */
export type Right = keyof typeof RIGHTS;

/** What roles are called when a person reads them. */
export const ROLE_NAMES: Record<Role, Sentence> = {
  clerk: { zh: '经办', en: 'clerk' },
  head: { zh: '负责人', en: 'head' },
  'county clerk': { zh: '县区经办', en: 'county clerk' },
  auditor: { zh: '审计', en: 'auditor' },
  operator: { zh: '运维', en: 'operator' },
};

const RIGHT_NAMES: Record<Right, Sentence> = {
  look: { zh: '查看活动', en: 'looking at runs' },
  'read the log': { zh: '查看操作日志', en: 'reading the audit log' },
  'see people': { zh: '查看人员', en: 'seeing people' },
  unmask: { zh: '查看完整的号码和证件', en: 'seeing whole numbers and IDs' },
  'run campaigns': { zh: '发起和控制活动', en: 'running campaigns' },
  approve: { zh: '审批', en: 'approving' },
  'set budgets': { zh: '设定预算', en: 'setting budgets' },
  'keep people': { zh: '维护人员和组织', en: 'keeping people and committees' },
  'keep templates': { zh: '维护模板', en: 'keeping templates' },
  'keep running': { zh: '系统运维', en: 'keeping Muster running' },
  'admit operators': { zh: '管理操作员', en: 'admitting operators' },
};

/** A role that another version of Muster has written down may have no name here. */
const nameOf = (role: Role): string => (ROLE_NAMES as Partial<Record<string, Sentence>>)[role]?.zh ?? role;

/** Whether the actor's role has a right. */
export const hasRight = ({ role }: Pick<Actor, 'role'>, right: Right): boolean =>
  (RIGHTS[right] as readonly Role[]).includes(role);

/**
 * Begins every function of the office that shows or changes something; a test finds those that do not.
 * @throws {Refusal} naming the right, the actor's role and the roles that have it
 */
export function requireRight(actor: Pick<Actor, 'name' | 'role'>, right: Right): void {
  if (hasRight(actor, right)) return;
  const roles: readonly Role[] = RIGHTS[right];
  const wanted = RIGHT_NAMES[right];
  throw refuse(
    'not-allowed',
    'no-right',
    `${wanted.zh}须由${roles.map((one) => ROLE_NAMES[one].zh).join('、')}来做；您是 ${actor.name}（${nameOf(actor.role)}）`,
    `${wanted.en} is for ${roles.join(', ')}; you are ${actor.name} (${actor.role})`,
  );
}

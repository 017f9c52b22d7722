import { officeTime } from '../domain/calendar/office-day.js';
import { operatorByName, operatorEnd, operatorNames, type Actor } from '../ledger/operators.js';
import { checkSchema } from '../ledger/schema.js';
import type { ReplyScope } from '../ledger/waiting-replies.js';
import type { Office } from './office.js';
import { refuse, type Refusal } from './refusal.js';

/** Ledgers that have been found to fit this program; a process asks once. */
const fitting = new WeakSet<Office['database']>();

/**
 * The operator who asks; everything they see and do is cut to their part of the tree. Every request begins here, so
 * that none is carried out on a ledger of another version.
 * @throws {MigrationError} when ledger and program do not fit
 */
export async function actorNamed({ database }: Pick<Office, 'database'>, name: string): Promise<Actor> {
  if (!fitting.has(database)) await checkSchema(database);
  fitting.add(database);
  const actor = await operatorByName(database, name);
  if (actor) return actor;
  const endedAt = await operatorEnd(database, name);
  if (endedAt) throw ended(name, endedAt);
  const names = await operatorNames(database);
  if (names.length === 0) throw noOffice();
  const known = names.join(', ');
  throw refuse(
    'not-allowed',
    'unknown-operator',
    `没有操作员 “${name}”。现有：${known}。请用 --as 指定`,
    `there is no operator “${name}”. Known: ${known}. Name one with --as`,
  );
}

/** Their name stays theirs: what they did stands in the log. */
export const ended = (name: string, at: Date): Refusal =>
  refuse(
    'not-allowed',
    'operator-ended',
    `操作员 ${name} 已于 ${officeTime(at)} 停用，不能再使用；如需继续，请由负责人用 muster operator add 另行增加`,
    `operator ${name} was ended at ${officeTime(at)} and may use Muster no more; a head admits another by \`muster operator add\``,
  );

/** Nobody works for the whole of it yet. */
export const noOffice = (): Refusal =>
  refuse(
    'not-allowed',
    'no-office',
    '还没有负责全市的操作员：请先用 muster office open 开通',
    'no operator works for the whole office yet: `muster office open` makes the first',
  );

/** Whether an operator works for the whole office: their part of the tree is the root, a path of one code. */
export const worksForAll = ({ scopePath }: Actor): boolean => scopePath.indexOf('/') === scopePath.length - 1;

/** Whose replies an operator may settle: those of unknown phones are for the whole office. */
export const replyScope = (actor: Actor): ReplyScope => ({
  scopePath: actor.scopePath,
  wholeOffice: worksForAll(actor),
});

/**
 * What concerns everybody (templates, schedules) is not for those who work for a part.
 * @throws {Refusal} naming what was asked
 */
export function requireWholeOffice(actor: Actor, zh: string, en: string): void {
  if (worksForAll(actor)) return;
  throw refuse(
    'not-allowed',
    'whole-office-only',
    `${zh}影响全市，只有市级操作员可以做；您是 ${actor.name}`,
    `${en} concerns the whole office: only its operators may do that, and you are ${actor.name}`,
  );
}

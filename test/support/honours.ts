import { NOMINATING } from '../../campaigns/deadline/monthly-ten.js';
import { SHIPPED_OBLIGATIONS } from '../../campaigns/deadline/shipped.js';
import { KEYS, NOW, type City } from './cast.js';

const { form } = SHIPPED_OBLIGATIONS.find(({ code }) => code === NOMINATING)!.duties[0];

/** What a nomination differs in. */
export interface NominationWish {
  title?: string;
  kind?: string;
  /** Absent: consented; null: nothing is said. */
  consent?: string | null;
  state?: 'owed' | 'submitted' | 'accepted' | 'returned';
}

let runs = 0;

/**
 * Puts nominations of a month into a test's ledger, as committees have handed them in: more of them than its city has
 * committees, each for another activity. Kinds alternate.
 */
export async function nominate(
  { database, committee }: City,
  month: string,
  wishes: readonly NominationWish[],
): Promise<number[]> {
  const plan = { kind: 'deadline', title: '月评十佳推荐', steps: [], duties: [{ key: 'nomination', form }] };
  const definition = { kind: 'deadline', obligation: NOMINATING, period: month };
  const duties: number[] = [];
  for (const [at, wish] of wishes.entries()) {
    const [run] = await database<[{ id: number }]>`
      INSERT INTO run (key, kind, title, definition, plan, plan_hash, scope_path, launched_by, launched_at, audience_at_launch, state, changed_at)
      VALUES (${`nominations-${++runs}`}, 'deadline', '月评十佳推荐', ${database.json(definition)}, ${database.json(plan as never)}, 'hash', 'tangshan/',
        'office', ${NOW}, 0, 'running', ${NOW}) RETURNING id`;
    const code = ['luannan', 'qianxi', 'health'][at % 3]!;
    const [duty] = await database<[{ id: number }]>`
      INSERT INTO duty (run_id, key, committee_id, title, due_at, state, since, first_submitted_at, in_time)
      VALUES (${run.id}, 'nomination', ${committee(code)}, '月评十佳推荐', ${NOW}, ${wish.state ?? 'submitted'}, ${NOW}, ${NOW}, true) RETURNING id`;
    duties.push(duty.id);
    if (wish.state !== 'owed') await handInNomination(database, duty.id, { at, ...wish });
  }
  return duties;
}

/** Hands in another version of a nomination. */
export async function handInNomination(
  database: City['database'],
  duty: number,
  { at = 0, title, kind, consent = '同意' }: NominationWish & { at?: number },
): Promise<void> {
  const values = {
    title: title ?? `典型${at + 1}`,
    kind: kind ?? ['个人', '组织', '项目'][at % 3],
    story: '事迹',
    ...(consent === null ? {} : { consent }),
  };
  await database`
    INSERT INTO submission (duty_id, version, values_cipher, written_by, written_at, submitted_at)
    SELECT ${duty}, 1 + coalesce(max(version), 0), ${KEYS.encrypt(JSON.stringify(values))}, 'office', ${NOW}, ${NOW} FROM submission WHERE duty_id = ${duty}`;
}

/** So many nominations like each other. */
export const many = (count: number, wish: NominationWish = {}): NominationWish[] =>
  Array.from({ length: count }, () => wish);

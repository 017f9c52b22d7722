import { MESSAGE_STATES, type MessageState } from '../domain/messages/states.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement as Sql } from '../runtime/database.js';
import { withinSight } from './scope.js';

/** One line of a statement: audience against states, and whether they balance. */
export type StatementLine = { audience: number; balanced: boolean } & Record<MessageState, number>;

/** A line per step, occurrence and channel. */
export type StatementStep = { step: string; occurrence: number; channel: Channel } & StatementLine;
/** The same for one second-level committee. */
export type StatementCommittee = {
  step: string;
  occurrence: number;
  channel: Channel;
  committee: string;
  name: string;
} & StatementLine;

/** 对账单 of a run. */
export interface RunStatement {
  run: number;
  balanced: boolean;
  steps: StatementStep[];
  /** The same, by second-level committee (the city itself for those who belong to it directly). */
  committees: StatementCommittee[];
}

/** The statement of a run, as far as the scope reaches: all of it where the run was launched within. */
export async function statementOf(sql: Sql, runId: number, scopePath: string): Promise<RunStatement> {
  const sums = MESSAGE_STATES.map((state) => sql`, sum(s.${sql(state)})::bigint AS ${sql(state)}`);
  const rows = await sql<Omit<StatementCommittee, 'balanced'>[]>`
    SELECT s.step, s.occurrence, s.channel, top.code AS committee, top.name, sum(s.audience)::bigint AS audience ${sums}
    FROM statement s JOIN run r ON r.id = s.run_id JOIN committee c ON c.id = s.committee_id
    JOIN committee top ON starts_with(c.path, top.path) AND top.level = least(c.level, 2)
    WHERE s.run_id = ${runId} AND ${withinSight(sql, scopePath)}
    GROUP BY s.step, s.occurrence, s.channel, top.code, top.name, top.level
    ORDER BY s.step, s.occurrence, s.channel, top.level, top.code`;
  const committees = rows.map((row) => ({ ...row, balanced: balances(row) }));
  const steps = addUp(committees);
  return {
    run: runId,
    balanced: [...steps, ...committees].every((line) => line.balanced),
    steps,
    committees,
  };
}

const balances = (line: Omit<StatementLine, 'balanced'>): boolean =>
  line.audience === MESSAGE_STATES.reduce((sum, state) => sum + line[state], 0);

function addUp(committees: readonly StatementCommittee[]): StatementStep[] {
  const steps = new Map<string, StatementStep>();
  for (const { committee: _committee, name: _name, ...line } of committees) {
    const key = `${line.step} ${line.occurrence} ${line.channel}`;
    const sum = steps.get(key);
    if (!sum) steps.set(key, { ...line });
    else {
      sum.audience += line.audience;
      for (const state of MESSAGE_STATES) sum[state] += line[state];
      sum.balanced &&= line.balanced;
    }
  }
  return [...steps.values()];
}

/**
 * Counts by state of a run, for a progress display.
 * @param scopePath counts only recipients of this part of the tree; absent: the whole run, without a join
 */
export async function stateCounts(
  sql: Sql,
  runId: number,
  scopePath?: string,
): Promise<Partial<Record<MessageState, number>>> {
  const within = sql`
    JOIN recipient r ON r.occurrence_id = o.id AND r.person_id = m.person_id
    JOIN committee c ON c.id = r.committee_id AND starts_with(c.path, ${scopePath ?? ''})`;
  const rows = await sql<{ state: MessageState; count: number }[]>`
    SELECT m.state, count(*) FROM occurrence o JOIN message m ON m.occurrence_id = o.id
    ${scopePath === undefined ? sql`` : within}
    WHERE o.run_id = ${runId} GROUP BY m.state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

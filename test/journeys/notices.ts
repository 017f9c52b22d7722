import { expect } from '@jest/globals';
import type { StatementStep } from '../../ledger/statement.js';
import { statement } from '../../office/look-up.js';
import type { Run } from '../../ledger/runs.js';
import { PROGRESS_QUERY, workflowId, type RunProgress } from '../../workflows/contract.js';
import type { Muster } from './muster.js';

/** A notice to the whole city by both channels, each person by name. */
export const floodNotice = (key: string, more: object = {}): object => ({
  ...{ kind: 'notice', key, title: '汛情通知', audience: { committees: ['tangshan'] } },
  channels: [
    { channel: 'sms', template: 'named', variables: { river: '滦河' } },
    { channel: 'email', template: 'flood-mail', variables: { river: '滦河' } },
  ],
  ...more,
});

type Office = Pick<Muster, 'office'>;

/** The workflow of a run. */
export const workflowOf = ({ office }: Office, { id, kind }: Pick<Run, 'id' | 'kind'>) =>
  office.temporal.client.workflow.getHandle<() => Promise<void>>(workflowId(kind, id));

/** Resolves when a run's workflow has ended. */
export const ended = (muster: Office, run: Run): Promise<void> => workflowOf(muster, run).result();

/**
 * Awaits the end of a run and looks at it: closed, balanced, and nothing in its history that a person could read.
 * @returns how many events its history has
 */
export async function closed(
  muster: Pick<Muster, 'office' | 'operator' | 'database'>,
  run: Run,
): Promise<number> {
  await ended(muster, run);
  expect(await stateOf(muster, run)).toBe('closed');
  expect((await statement(muster.office, muster.operator, run.id)).balanced).toBe(true);
  const { events } = await workflowOf(muster, run).fetchHistory();
  expect(JSON.stringify(events)).not.toMatch(/\p{Script=Han}/u);
  return events!.length;
}

/** Where a run stands, as its workflow says. */
export const progressOf = (muster: Office, run: Run): Promise<RunProgress> =>
  workflowOf(muster, run).query<RunProgress>(PROGRESS_QUERY);

/** The statement of a run: by channel, what is not 0. */
export async function balanceOf(
  { office, operator }: Pick<Muster, 'office' | 'operator'>,
  { id }: Run,
): Promise<{ balanced: boolean; sms?: Counts; email?: Counts }> {
  const { balanced, steps } = await statement(office, operator, id);
  return { balanced, ...Object.fromEntries(steps.map((step) => [step.channel, countsOf(step)])) };
}

type Counts = Partial<Record<'audience' | keyof StatementStep, number>>;

const countsOf = (step: StatementStep): Counts =>
  Object.fromEntries(
    Object.entries(step).filter(
      ([key, value]) => typeof value === 'number' && value > 0 && key !== 'occurrence',
    ),
  );

/** What the audit says was done to a run, the first entry first. */
export async function auditOf({ database }: Pick<Muster, 'database'>, { id }: Run) {
  return database<{ actor: string; action: string; detail: Record<string, unknown> }[]>`
    SELECT actor, action, detail FROM audit WHERE subject = ${`run ${id}`} ORDER BY id`;
}

/** A run's row as it stands. */
export async function stateOf(
  { database }: Pick<Muster, 'database'>,
  { id }: Pick<Run, 'id'>,
): Promise<string> {
  const [row] = await database<[{ state: string }]>`SELECT state FROM run WHERE id = ${id}`;
  return row.state;
}

/** Messages of a run in a state. */
export async function countOf(
  { database }: Pick<Muster, 'database'>,
  { id }: Run,
  state: string,
): Promise<number> {
  const [row] = await database<[{ count: number }]>`
    SELECT count(*) FROM message m JOIN occurrence o ON o.id = m.occurrence_id WHERE o.run_id = ${id} AND m.state = ${state}`;
  return row.count;
}

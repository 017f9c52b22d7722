import { systemClock } from '../runtime/clock.js';
import { loadConfig } from '../runtime/config.js';
import { actorNamed } from '../office/actor.js';
import { launch } from '../office/launch.js';
import { openOffice, type Office } from '../office/office.js';
import { prepare } from '../office/prepare.js';
import { OFFICE_SETTINGS } from '../office/settings.js';
import { connectTemporal } from '../office/temporal.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { until } from './until.js';

/** The office of a stack under measurement. */
export interface BenchOffice {
  office: Office;
  actor: Actor;
}

/** Opens the office of a running stack, by its settings. */
export async function openBenchOffice(settings: Readonly<Record<string, string>>): Promise<BenchOffice> {
  const config = loadConfig(settings, [...OFFICE_SETTINGS, 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']);
  const office = openOffice({ config, temporal: connectTemporal(config), clock: systemClock });
  return { office, actor: await actorNamed(office, 'office') };
}

/** What a measured notice says: an emergency, so that no cap keeps the second round from being sent. */
export interface BenchNotice {
  channel: 'sms' | 'email';
  lane?: 'urgent' | 'bulk';
  audience?: object;
}

let launches = 0;

/** Launches a notice as a clerk would; each is a run of its own. */
export async function launchNotice(
  { office, actor }: BenchOffice,
  { channel, lane = 'bulk', audience = { committees: ['tangshan'] } }: BenchNotice,
): Promise<Run> {
  const template = channel === 'sms' ? 'flood-warning' : 'flood-warning-mail';
  const definition = {
    kind: 'notice',
    key: `bench-${process.pid}-${++launches}`,
    title: 'bench',
    emergency: 'bench',
    lane,
    audience,
    channels: [{ channel, template, variables: { river: '滦河' } }],
  };
  const { run, started } = await launch(office, actor, await prepare(office, actor, definition));
  if (!started) throw new Error('Temporal did not start the run');
  return run;
}

const DRAIN_PATIENCE_MILLISECONDS = 600_000;

/** Waits until every batch of a run is settled. */
export const untilDrained = ({ office: { database } }: BenchOffice, run: Run): Promise<void> =>
  until(DRAIN_PATIENCE_MILLISECONDS, async () => {
    const [row] = await database<[{ drained: boolean }]>`
      SELECT coalesce(bool_and(o.materialised_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM batch b WHERE b.occurrence_id = o.id AND b.state <> 'done')), false) AS drained
      FROM occurrence o WHERE o.run_id = ${run.id}`;
    return row.drained;
  });

/** Waits until a run has let its receipts in and closed. */
export const untilClosed = ({ office: { database } }: BenchOffice, run: Run): Promise<void> =>
  until(DRAIN_PATIENCE_MILLISECONDS, async () => {
    const [row] = await database<[{ state: string }]>`SELECT state FROM run WHERE id = ${run.id}`;
    return row.state === 'closed';
  });

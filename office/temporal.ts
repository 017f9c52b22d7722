import { Client, Connection, NamespaceNotFoundError } from '@temporalio/client';
import { systemClock } from '../runtime/clock.js';
import type { Config } from '../runtime/config.js';

/** A client of Temporal that connects when it is first used: much of what the office does needs none. */
export interface Temporal {
  client: Client;
  address: string;
  close(): Promise<void>;
}

/** Patience with an engine that may be down: a clerk waits for the answer. */
export const TEMPORAL_PATIENCE_MILLISECONDS = 10_000;

/**
 * Asks Temporal something within a time limit, in real time: whoever waits does so by their own watch, whatever
 * the office's clock shows.
 */
export const patiently = <Answer>(
  { client }: Temporal,
  ask: () => Promise<Answer>,
  milliseconds = TEMPORAL_PATIENCE_MILLISECONDS,
): Promise<Answer> => client.connection.withDeadline(systemClock.now().getTime() + milliseconds, ask);

/** Whether an error says that Temporal is away: unavailable (gRPC 14), or no answer within the limit (4). */
export function isTemporalAway(error: unknown): boolean {
  const code = (error as { code?: unknown }).code ?? (error as { cause?: { code?: unknown } }).cause?.code;
  return code === 14 || code === 4;
}

/** The same, or that it answers and has no place for us: nothing can be known of what it does. */
export const isTemporalSilent = (error: unknown): boolean =>
  isTemporalAway(error) || error instanceof NamespaceNotFoundError;

/** A client for the settings' server and namespace; nothing is connected yet. */
export function connectTemporal(config: Config<'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>): Temporal {
  const connection = Connection.lazy({ address: config.temporalAddress, connectTimeout: '5 seconds' });
  return {
    client: new Client({ connection, namespace: config.temporalNamespace }),
    address: config.temporalAddress,
    close: () => connection.close(),
  };
}

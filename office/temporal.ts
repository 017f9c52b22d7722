import { Client, Connection } from '@temporalio/client';
import type { Config } from '../runtime/config.js';

/** A client of Temporal that connects when it is first used: much of what the office does needs none. */
export interface Temporal {
  client: Client;
  address: string;
  close(): Promise<void>;
}

/** Patience with an engine that may be down: a clerk waits for the answer. */
export const TEMPORAL_PATIENCE_MILLISECONDS = 10_000;

export function connectTemporal(config: Config<'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>): Temporal {
  const connection = Connection.lazy({ address: config.temporalAddress, connectTimeout: '5 seconds' });
  return {
    client: new Client({ connection, namespace: config.temporalNamespace }),
    address: config.temporalAddress,
    close: () => connection.close(),
  };
}

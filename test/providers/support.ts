import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboundMessage, ProviderCall } from '../../providers/contract.js';

/** A folder of this test's own, and the way to be rid of it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'muster-provider-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** An address where nobody listens: a port that was free a moment ago. */
export async function closedAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

/** Starts `server` on a free port; answers host:port. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A call with an OutId nobody used before. */
export const callOf = (
  messages: OutboundMessage[],
  more: Partial<Omit<ProviderCall, 'messages'>> = {},
): ProviderCall => ({
  outId: randomBytes(16).toString('hex'),
  epoch: 0,
  intentAt: new Date(),
  template: { code: 'flood-warning', carrierCode: 'SMS_154000001', class: 'notice' },
  ...more,
  messages,
});

/** Makes these faults happen to a simulator's next calls; to those of one account, where it has several. */
export async function putFaults(
  controlAddress: string,
  next: readonly (string | null)[],
  account = '',
): Promise<void> {
  const response = await fetch(
    `http://${controlAddress}/control/faults${account ? `?account=${account}` : ''}`,
    {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seed: 1, next, delayMilliseconds: 60, throttleMilliseconds: 2500 }),
    },
  );
  if (!response.ok) throw new Error(await response.text());
}

/** The simulator's own record of what it took. */
export async function recordOf<Line>(controlAddress: string): Promise<Line[]> {
  const response = await fetch(`http://${controlAddress}/control/record`);
  const lines = (await response.text()).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}

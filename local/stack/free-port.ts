import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS):
 * there, a client that keeps asking a killed engine's port could be given that very port as its own, connect to
 * itself, and keep the engine from coming back.
 */
const FIRST = 20_000;
const LAST = 32_000;

const TRIES = 100;

/** Ports given out by this process and perhaps not yet listened on. */
const given = new Set<number>();

/** A TCP port on 127.0.0.1 that nobody listens on; chosen at random, so that stacks started together do not meet. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(
    `127.0.0.1 上 ${FIRST}–${LAST} 之间没有空闲端口 / no free port between ${FIRST} and ${LAST} on 127.0.0.1`,
  );
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { RequestWatch } from '../../../providers/aliyun/client.js';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import type { AliyunSettings } from '../../../providers/aliyun/settings.js';
import type { Outcome } from '../../../providers/contract.js';
import { systemClock } from '../../../runtime/clock.js';
import { IMPATIENT_MILLISECONDS } from '../conformance.js';
import { callOf, closedAddress, listening } from '../support.js';
import { messageTo, settingsFor } from './carrier.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A TCP server that does only what `treat` does with each connection. */
async function serverOf(treat: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    treat(socket);
  });
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server);
}

/** Sends one call of `messages` texts, all different, so that it has a body when there are many. */
async function send(endpoint: string, given: Partial<AliyunSettings> = {}, messages = 1): Promise<Outcome> {
  const provider = createAliyun({ ...settingsFor(endpoint, IMPATIENT_MILLISECONDS), ...given }, systemClock);
  undo.push(() => provider.close());
  return provider.send(
    callOf(Array.from({ length: messages }, (_, index) => messageTo({ river: `河${index}` }))),
  );
}

const NOT_SENT = { kind: 'throttled', code: 'link.not-sent' };

test('a refused connection: not sent', async () => {
  expect(await send(await closedAddress())).toMatchObject(NOT_SENT);
});

test('a host nobody knows: not sent', async () => {
  expect(await send('carrier.invalid')).toMatchObject(NOT_SENT);
});

test('a TLS handshake that hangs: not sent', async () => {
  const address = await serverOf((socket) => socket.resume());
  expect(await send(address, { protocol: 'HTTPS' })).toMatchObject(NOT_SENT);
});

test('a connection nobody accepts: not sent', async () => {
  // The listener's thread sleeps, so the kernel's queue fills up and further SYNs stay unanswered.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  undo.push(() => worker.terminate());
  const [port] = (await once(worker, 'message')) as [number];
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  undo.push(() => fillers.forEach((filler) => filler.destroy()));
  await once(fillers[0]!, 'connect');
  const began = performance.now();
  expect(await send(`127.0.0.1:${port}`)).toMatchObject(NOT_SENT);
  // Not refused, that is, but waited for.
  expect(performance.now() - began).toBeGreaterThan(IMPATIENT_MILLISECONDS - 20);
});

test.each([1, 3])('delivered whole (%i texts), no answer in time: unknown', async (messages) => {
  let received = '';
  const address = await serverOf((socket) => socket.on('data', (chunk) => (received += chunk.toString())));
  expect(await send(address, {}, messages)).toEqual({ kind: 'unknown', code: 'link.no-answer' });
  expect(received).toContain(messages === 1 ? 'x-acs-action: SendSms' : 'x-acs-action: SendBatchSms');
});

test.each([1, 3])('delivered whole (%i texts), then reset: unknown', async (messages) => {
  const address = await serverOf((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await send(address, {}, messages)).toEqual({ kind: 'unknown', code: 'link.broken' });
});

test('an answer that stalls in the middle: unknown', async () => {
  const address = await serverOf((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n{"Code":')),
  );
  // Two timers of the SDK run out at once; which one it reports is chance.
  expect(await send(address)).toMatchObject({
    kind: 'unknown',
    code: expect.stringMatching(/^link\.(no-answer|broken)$/),
  });
});

test.each([
  ['a captive portal', 200, '<html>log in</html>'],
  ['a proxy without a code', 403, '{"error":"forbidden"}'],
  ['an answer of the wrong type', 200, '{"Code":7}'],
  ['null', 400, 'null'],
  ['no code', 200, '{"Message":"OK"}'],
])('%s: unknown', async (_name, status, body) => {
  const address = await serverOf((socket) =>
    socket.once('data', () =>
      socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    ),
  );
  expect(await send(address)).toEqual({ kind: 'unknown', code: 'link.nonsense' });
});

test('the same try twice at once: the second is not sent, and not known', async () => {
  let requests = 0;
  const address = await serverOf((socket) => socket.on('data', () => requests++));
  const provider = createAliyun(settingsFor(address, IMPATIENT_MILLISECONDS), systemClock);
  undo.push(() => provider.close());
  const call = callOf([messageTo()]);
  const outcomes = await Promise.all([provider.send(call), provider.send(call)]);
  expect(outcomes.map((outcome) => 'code' in outcome && outcome.code)).toEqual([
    'link.no-answer',
    'nonce-under-way',
  ]);
  expect(requests).toBe(1);
});

test('what another HTTP client of the process does is not mistaken for a call', async () => {
  const other = await serverOf((socket) => socket.once('data', () => socket.end('HTTP/1.1 204 No\r\n\r\n')));
  const sending = send(await closedAddress());
  await fetch(`http://${other}`);
  expect(await sending).toMatchObject(NOT_SENT);
});

test('a request torn down with bytes unsent has not left, although Node calls it finished', async () => {
  const address = await serverOf((socket) => socket.pause());
  const watch = new RequestWatch();
  undo.push(() => watch.close());
  const call = watch.begin('nonce')!;
  const headers = { 'x-acs-signature-nonce': 'nonce' };
  const sending = request(`http://${address}`, { method: 'POST', headers }).on('error', () => undefined);
  sending.end(Buffer.alloc(30_000_000));
  const [socket] = (await once(sending, 'socket')) as [Socket];
  await once(socket, 'connect');
  const finished = new Promise((resolve) => sending.once('finish', resolve));
  sending.destroy();
  await finished;
  expect(call.left).toBe(false);
});

test('a closed watch follows no request any more', async () => {
  const address = await serverOf((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 204 No\r\n\r\n')),
  );
  const left = async (nonce: string, watch: RequestWatch) => {
    const call = watch.begin(nonce)!;
    const sending = request(`http://${address}`, { headers: { 'x-acs-signature-nonce': nonce } }).end();
    await once(sending, 'response');
    return call.left;
  };
  const watch = new RequestWatch();
  expect(await left('open', watch)).toBe(true);
  watch.close();
  expect(await left('closed', watch)).toBe(false);
});

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../../runtime/clock.js';
import { createLogger } from '../../../runtime/log.js';
import { Api } from './api.js';
import { Carrier } from './carrier.js';
import { control } from './control.js';
import { pages } from './pages.js';
import type { CarrierSettings } from './settings.js';

const log = createLogger('carrier');

/** SendSms puts up to 1,000 numbers into the query string: 14 KB and more. */
const LARGEST_HEADER_BYTES = 64 * 1024;
const LARGEST_BODY_BYTES = 8 * 1024 * 1024;
/** Longer than callers pause, so that an idle connection is no fault nobody asked for. */
const KEEP_ALIVE_MILLISECONDS = 75_000;

/** A carrier simulator that is listening. */
export interface RunningCarrier {
  /** host:port, as the SDK's `endpoint` wants it. */
  address: string;
  /** Whether nothing happens by itself any more: every receipt and reply is pushed. */
  idle(): boolean;
  /** Stops listening, drops every connection and closes the record. */
  close(): Promise<void>;
}

/** Starts a carrier on `settings.address`; port 0 takes a free one. */
export async function startCarrier(
  settings: CarrierSettings,
  clock: Clock = systemClock,
): Promise<RunningCarrier> {
  const carrier = new Carrier(settings, clock);
  const api = new Api(carrier);
  const server = createListener(settings, (request, response) => {
    answer(carrier, api, request, response).catch((error: Error) => fail(error, request, response));
  });
  const [host, port] = settings.address.split(':') as [string, string];
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(Number(port), host, resolve),
  );
  const bound = server.address() as AddressInfo;
  return {
    address: `${bound.address}:${bound.port}`,
    idle: () => carrier.idle,
    close: async () => {
      api.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      carrier.close();
    },
  };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

function createListener({ tlsKey, tlsCertificate }: CarrierSettings, listener: Listener): Server {
  const options = { maxHeaderSize: LARGEST_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MILLISECONDS };
  if (!tlsKey || !tlsCertificate) return createServer(options, listener);
  const secrets = { key: readFileSync(tlsKey), cert: readFileSync(tlsCertificate) };
  return createSecureServer({ ...options, ...secrets }, listener);
}

async function answer(
  carrier: Carrier,
  api: Api,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://carrier');
  const body = await readBody(request);
  if (!body) response.writeHead(413).end();
  else if (request.headers['x-acs-action']) await api.handle(request, url, body, response);
  else if (url.pathname.startsWith('/control/')) control(carrier, request, url, body, response);
  else pages(carrier, request, url, body, response);
}

/**
 * A caller that died in mid-request, or a stop, is nothing to speak of; anything else is a mistake of the simulator's
 * own and must not look like a fault.
 */
function fail(error: Error, request: IncomingMessage, response: ServerResponse): void {
  if (request.destroyed || error.name === 'AbortError') return void response.destroy();
  log.error({ stack: error.stack }, '模拟器自身出错 the simulator itself failed');
  response.writeHead(500).end();
}

/** The whole body, chunked or not; undefined when it is too large. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LARGEST_BODY_BYTES) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

import { timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { storePush, type PushKind } from '../../ledger/inbox.js';
import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';
import type { Logger } from '../../runtime/log.js';
import { inTime } from './in-time.js';

/** Largest push taken; carriers send some hundred items of 200 bytes. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** How long a push may wait for the ledger: the carrier gives up after 700. */
const PATIENCE_MILLISECONDS = 500;

/** What the inbound door works with. */
export interface InboundDependencies {
  database: Database;
  /** A push names phones and repeats what people wrote: it is kept sealed. */
  keys: Keys;
  clock: Clock;
  log: Logger;
  /** The unguessable part of the path: carriers sign nothing. */
  pushToken: string;
  /** Called after a push was stored: there is something to read. */
  onPush: () => void;
}

/**
 * The door for what carriers push: keep the body word for word, answer, and read it later. A carrier gives up after
 * 700 ms and tries again only three times.
 */
export function createInbound({
  database,
  keys,
  clock,
  log,
  pushToken,
  onPush,
}: InboundDependencies): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // An address that cannot be decoded is a wrong path like any other.
    frameworkErrors: (_error, _request, reply) => void unknown(reply),
  });
  // The body is kept as it came; any content type will do.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.get('/health', async () => {
    await database`SELECT 1`;
    return { ok: true };
  });
  for (const [path, kind] of [
    ['receipts', 'receipt'],
    ['replies', 'reply'],
  ] as [string, PushKind][]) {
    const url = `/push/sms/:token/${path}`;
    app.get(url, async (request, reply) => (known(request) ? answer(reply, 200, '成功') : unknown(reply)));
    app.post(url, { handler: (request, reply) => take(kind, request, reply) });
  }
  app.setNotFoundHandler((_request, reply) => unknown(reply));
  app.setErrorHandler((error: { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ code: error.code }, 'push not stored: the carrier will try again');
    return answer(reply, status, refusalOf(status));
  });

  async function take(kind: PushKind, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!known(request)) return unknown(reply);
    const body = request.body as string | undefined;
    if (!isArray(body)) return answer(reply, 400, '应为 JSON 数组 / a JSON array is expected');
    const push = {
      kind,
      provider: 'aliyun',
      bodyCipher: keys.encrypt(body),
      receivedAt: clock.now(),
    } as const;
    const stored = storePush(database, push);
    await inTime(stored.then(onPush), PATIENCE_MILLISECONDS);
    return answer(reply, 200, '接收成功');
  }

  const expected = Buffer.from(pushToken);
  function known(request: FastifyRequest): boolean {
    const given = Buffer.from((request.params as { token: string }).token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
  return app;
}

function isArray(body: string | undefined): body is string {
  try {
    return Array.isArray(JSON.parse(body ?? ''));
  } catch {
    return false;
  }
}

function refusalOf(status: number): string {
  if (status === 413) return '内容过大 / too large';
  return status < 500 ? '无法读取 / unreadable' : '暂时无法接收 / try again later';
}

/** A wrong token and a wrong path look the same. */
const unknown = (reply: FastifyReply): FastifyReply => answer(reply, 404, '没有此地址 / not found');

/** What the carrier's console expects: only that `code` is a number is checked; 0 means taken. */
const answer = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ code: status === 200 ? 0 : status, msg: message });

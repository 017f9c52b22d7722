import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { SubmissionDesk } from '../../office/hand-in.js';
import { carryOutWish, readWish, unsubscribeAtOnce, wishesOf } from '../../office/wishes.js';
import type { Logger } from '../../runtime/log.js';
import { Limiter } from './limiter.js';
import { messagePage } from './page.js';
import { questionRoutes } from './question-routes.js';
import { reportRoutes } from './report-routes.js';
import { fieldOf, lost, show, tired, tokenOf } from './replies.js';
import { saidOf, wishesPage } from './wishes-page.js';
import * as words from './words.js';

/** Largest form taken; those of wishes have one field. */
const BODY_LIMIT_BYTES = 16 * 1024;
/** Requests a minute with one good link; a person presses a few times. */
const PER_LINK = 60;
/** Links of nobody a minute from one address: somebody guesses, or a mail program broke a link. */
const WRONG_LINKS = 30;

/** What the pages work with. */
export interface PortalDependencies extends SubmissionDesk {
  log: Logger;
}

/**
 * Pages for people with a link: no login, no cookie, no script. A link is the right to see and change one person's
 * wishes, and nothing else; others to answer for the committees they speak for, or to hand in for one of them. Looking
 * never changes anything: mail programs open links by themselves.
 */
export function createPortal(desk: PortalDependencies): FastifyInstance {
  const app = bareServer();
  const links = new Limiter(PER_LINK);
  const strangers = new Limiter(WRONG_LINKS);

  app.get('/health', async () => {
    await desk.database`SELECT 1`;
    return { ok: true };
  });
  app.get('/', (_request, reply) => show(reply, 200, messagePage(words.START.title, words.START.text)));
  app.get('/u/:token', look);
  app.post('/u/:token', act);
  questionRoutes(app, { desk, links, unknownLink });
  reportRoutes(app, { desk, links, unknownLink, mayGuess });
  app.setNotFoundHandler((_request, reply) => lost(reply));
  app.setErrorHandler((error: Failure, request, reply) => {
    if (statusOf(error) >= 500) desk.log.error({ code: error.code }, 'page not served');
    return failed(statusOf(error), request, reply);
  });

  async function look(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const token = tokenOf(request);
    if (!links.allows(token, desk.clock.now())) return tired(reply);
    const wishes = await wishesOf(desk, token);
    return wishes ? show(reply, 200, wishesPage(wishes)) : unknownLink(request, reply);
  }

  async function act(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const token = tokenOf(request);
    if (!links.allows(token, desk.clock.now())) return tired(reply);
    if (isOneClick(request.body)) {
      if (!(await unsubscribeAtOnce(desk, token))) return unknownLink(request, reply);
      return show(reply, 200, messagePage(words.UNSUBSCRIBED.title, words.UNSUBSCRIBED.text));
    }
    const before = await wishesOf(desk, token);
    if (!before) return unknownLink(request, reply);
    const wish = readWish(fieldOf(request.body, 'wish'));
    if (!wish) return show(reply, 400, wishesPage(before, words.NOTHING_ASKED));
    const outcome = await carryOutWish(desk, token, wish);
    const said = outcome === 'done' ? saidOf(wish) : words.NOT_YOURS;
    return show(reply, outcome === 'done' ? 200 : 403, wishesPage((await wishesOf(desk, token))!, said));
  }

  function unknownLink(request: FastifyRequest, reply: FastifyReply, said?: words.Message): FastifyReply {
    return mayGuess(request) ? lost(reply, said) : tired(reply);
  }

  function mayGuess(request: FastifyRequest): boolean {
    return strangers.allows(request.ip, desk.clock.now());
  }

  return app;
}

function bareServer(): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // The HTTPS proxy in front stands on this machine or in its private network, and says who asks.
    trustProxy: ['loopback', 'uniquelocal'],
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (_error, _request, reply) => void lost(reply),
  });
  void app.register(formbody, { bodyLimit: BODY_LIMIT_BYTES });
  // RFC 8058 allows multipart too, and some senders name no type: those bodies are read as text.
  app.removeContentTypeParser(['text/plain', 'application/json']);
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return app;
}

/** What went wrong, in Fastify's words or PostgreSQL's. */
interface Failure {
  statusCode?: number;
  code?: string;
}

const statusOf = ({ statusCode = 500 }: Failure): number => statusCode;

function failed(status: number, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { broken = words.BROKEN } = request.routeOptions.config;
  const { title, text } = status >= 500 ? broken : words.UNREADABLE;
  return show(reply, status, messagePage(title, text));
}

/** Whether a body is that of RFC 8058, as a form, as multipart, or bare. */
function isOneClick(body: unknown): boolean {
  if (typeof body !== 'string') return fieldOf(body, 'List-Unsubscribe') === 'One-Click';
  return (
    new URLSearchParams(body).get('List-Unsubscribe') === 'One-Click' ||
    /name="?List-Unsubscribe"?[^\n]*\r?\n(?:[^\n]+\r?\n)*\r?\nOne-Click\r?\n/i.test(body)
  );
}

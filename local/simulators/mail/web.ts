import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { faultPlanSchema, type FaultDice } from '../faults.js';
import { html, label, page, PAGE_HEADERS } from '../page.js';
import { MAIL_FAULTS, type MailFault } from './faults.js';
import type { Inbox, Mail } from './inbox.js';
import { listPage, mailPage } from './pages.js';
import type { Post } from './post.js';
import type { Relay } from './relay.js';
import { returnPlan } from './returns.js';

const faultPlan = faultPlanSchema(MAIL_FAULTS);
const whole = z.coerce.number().int().nonnegative();
const listQuery = z.object({ address: z.string().default(''), before: whole.optional() });
const recordQuery = z.object({ afterLine: whole.default(0) });
const mailNumber = z.object({ number: whole });
const answerForm = z.object({ text: z.string().trim().min(1).max(10_000) });

/** What the pages and the control routes work on. */
interface WebParts {
  inbox: Inbox;
  relay: Relay;
  dice: FaultDice<MailFault>;
  post: Post;
}

/** The inbox for people, and `/control/…` for tests, bench and fault run. */
export function createWeb(parts: WebParts): FastifyInstance {
  const web = fastify({ forceCloseConnections: true });
  web.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  web.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map((issue) => `${issue.path.join('.') || '(body)'}: ${issue.message}`);
    return reply.code(400).send({ error: '请求不合要求 · The request is not as it must be', fields });
  });
  pageRoutes(web, parts);
  controlRoutes(web, parts);
  return web;
}

function pageRoutes(web: FastifyInstance, { inbox, post }: WebParts): void {
  web.get('/', async (request, reply) =>
    reply.headers(PAGE_HEADERS).send(await listPage(inbox, listQuery.parse(request.query))),
  );
  web.get('/mails/:number', async (request, reply) => {
    const mail = find(inbox, request.params);
    return mail ? reply.headers(PAGE_HEADERS).send(await mailPage(inbox, mail)) : notKept(reply);
  });
  web.get('/mails/:number/source', (request, reply) => {
    const mail = find(inbox, request.params);
    if (!mail) return notKept(reply);
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
    return reply.headers(headers).send(mail.raw);
  });
  web.post('/mails/:number/answer', (request, reply) => {
    const mail = find(inbox, request.params);
    if (!mail) return notKept(reply);
    const { text } = answerForm.parse(request.body);
    inbox.answer(mail, text);
    post.answer(mail, text);
    return reply.redirect(`/mails/${mail.number}`, 303);
  });
}

function controlRoutes(web: FastifyInstance, { inbox, relay, dice, post }: WebParts): void {
  web.get('/control/health', () => ({ healthy: true }));
  web.get('/control/counts', () => ({
    messages: relay.messages,
    taken: inbox.record.lines,
    kept: inbox.size,
    faults: relay.struck,
    returned: post.returned,
    returning: post.open,
  }));
  web.get('/control/returns', () => post.plan);
  web.put('/control/returns', (request) => {
    post.plan = returnPlan.parse(request.body);
    return post.plan;
  });
  web.get('/control/record', (request, reply) => {
    const { afterLine } = recordQuery.parse(request.query);
    return reply.type('application/x-ndjson').send(inbox.record.readAfter(afterLine));
  });
  web.get('/control/faults', () => dice.plan);
  web.put('/control/faults', (request) => {
    dice.replace(faultPlan.parse(request.body));
    return dice.plan;
  });
  web.get('/control/answers', () => inbox.answers);
}

const find = (inbox: Inbox, params: unknown): Mail | undefined => inbox.find(mailNumber.parse(params).number);

function notKept(reply: FastifyReply): FastifyReply {
  const content = html`<p>
    ${label('没有这封邮件，或已太久。', 'There is no such mail, or it is too old.')}
  </p>`;
  return reply
    .code(404)
    .headers(PAGE_HEADERS)
    .send(page({ chinese: '收件箱', english: 'Inbox' }, content));
}

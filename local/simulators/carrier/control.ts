import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AppendOnlyRecord } from '../record.js';
import type { Account } from './accounts.js';
import type { Carrier } from './carrier.js';
import { replyFaultPlan, type Draft } from './replies.js';
import { toMobile } from './send.js';
import { carrierFaultPlan, mannersChange, type Manners } from './settings.js';
import { templateList } from './templates.js';

const reply = z.strictObject({ phone: z.string(), content: z.string().min(1) });
const manyReplies = z.strictObject({
  /** From the first push to the last; 0: all at once. */
  withinMilliseconds: z.int().nonnegative().default(0),
  replies: z.array(reply).min(1),
});

/** A reviewer changes their mind: an approval is taken back, or given again. */
const decision = z.strictObject({
  code: z.string().min(1),
  state: z.enum(['approved', 'rejected']),
  reason: z.string().min(1).optional(),
});

interface Exchange {
  carrier: Carrier;
  url: URL;
  body: Buffer;
  response: ServerResponse;
}

/** What tests and the fault run may ask and tell. The product never calls these: a real carrier has none of them. */
const ROUTES: Record<string, (exchange: Exchange) => unknown> = {
  'GET /control/health': () => ({ healthy: true }),
  'GET /control/counts': ({ carrier }) => counts(carrier),
  // Of the account whose key is named, else of the first.
  'GET /control/faults': ({ carrier, url }) => accountOf(carrier, url).faults.plan,
  'PUT /control/faults': ({ carrier, url, body }) => {
    const { faults } = accountOf(carrier, url);
    faults.replace(parse(carrierFaultPlan, body));
    return faults.plan;
  },
  'GET /control/templates': ({ carrier }) => carrier.templates.list(),
  'PUT /control/templates': ({ carrier, body }) => {
    carrier.templates.register(parse(templateList, body));
    return carrier.templates.list();
  },
  'POST /control/template-review': ({ carrier, body }) => {
    const { code, state, reason } = parse(decision, body);
    const now = carrier.clock.now().getTime();
    return carrier.templates.decide(code, { state, reason }, now);
  },
  'POST /control/reply': ({ carrier, body }) => {
    const { phone, content } = parse(reply, body);
    carrier.people.write([draft({ phone, content })]);
    return { phone, content };
  },
  'POST /control/replies': ({ carrier, body }) => answerMany(carrier, body),
  'GET /control/reply-faults': ({ carrier }) => carrier.people.faults.plan,
  'PUT /control/reply-faults': ({ carrier, body }) => {
    carrier.people.faults.replace(parse(replyFaultPlan, body));
    return carrier.people.faults.plan;
  },
  'GET /control/people': ({ carrier }) => carrier.people.manners,
  'PATCH /control/people': ({ carrier, body }) => {
    carrier.people.change(mannersGiven(body));
    return carrier.people.manners;
  },
};

const draft = ({ phone, content }: z.output<typeof reply>): Draft => ({
  phone: toMobile(phone),
  content,
  by: 'control',
});

/** Has many people answer; how it went is in the replies' record after the line that is answered. */
function answerMany({ people, replyRecord }: Carrier, body: Buffer): object {
  const { withinMilliseconds, replies } = parse(manyReplies, body);
  const drafts = replies.map(draft);
  const afterLine = replyRecord.lines;
  people.writeWithin(withinMilliseconds, drafts);
  return { replies: drafts.length, afterLine };
}

/** Only what was given: the schema puts a default for what was left out, which is to stay as it is. */
function mannersGiven(body: Buffer): Partial<Manners> {
  const read = parse(mannersChange, body);
  const given = Object.keys(JSON.parse(body.toString()) as object);
  return Object.fromEntries(Object.entries(read).filter(([name]) => given.includes(name)));
}

/** Answers a request below /control/. */
export function control(
  carrier: Carrier,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): void {
  const name = `${request.method} ${url.pathname}`;
  if (name === 'GET /control/record') return sendRecord(carrier.record, url, response);
  if (name === 'GET /control/replies') return sendRecord(carrier.replyRecord, url, response);
  const route = ROUTES[name];
  if (!route) return json(response, 404, { error: `没有此接口 no such route: ${name}` });
  try {
    json(response, 200, route({ carrier, url, body, response }));
  } catch (error) {
    json(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** A record after its first `afterLine` lines, as JSON lines. */
function sendRecord<Line extends object>(
  record: AppendOnlyRecord<Line>,
  url: URL,
  response: ServerResponse,
): void {
  const afterLine = Number(url.searchParams.get('afterLine') ?? 0);
  if (!Number.isInteger(afterLine) || afterLine < 0) {
    return json(response, 400, { error: 'afterLine: 应为不小于0的整数 must be a whole number from 0' });
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  record.readAfter(afterLine).pipe(response);
}

const accountOf = ({ accounts }: Carrier, url: URL): Account =>
  accounts.named(url.searchParams.get('account'));

/** Of all accounts together, and of each under its key. */
const counts = ({ accounts, record, replyRecord, phones, receipts, people }: Carrier): object => ({
  ...accounts.counts,
  accounts: Object.fromEntries(accounts.all.map(({ id, counts: own }) => [id, own])),
  recordLines: record.lines,
  replyRecordLines: replyRecord.lines,
  phones: phones.size,
  receipts: { ...receipts.counts, ...receipts.pusher.counts },
  replies: { ...people.pusher.counts, written: people.counts.written },
  acts: people.counts.acts,
  replyFaults: people.counts.faults,
});

function parse<Output>(schema: z.ZodType<Output>, body: Buffer): Output {
  const read = schema.safeParse(JSON.parse(body.toString()));
  if (!read.success) throw new Error(z.prettifyError(read.error));
  return read.data;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MEGABYTE_BYTES, receiveFile } from '../../office/files.js';
import type { SubmissionDesk } from '../../office/hand-in.js';
import { openPageCode, openReportLink, type Reporter } from '../../office/report-link.js';
import {
  bringByLink,
  fileByLink,
  reportOf,
  reportsOf,
  type FormResult,
  type ReportOnPage,
} from '../../office/report-page.js';
import type { Limiter } from './limiter.js';
import { messagePage } from './page.js';
import { readParts, type FormParts } from './report-parts.js';
import { reportPage } from './report-page.js';
import { choicePage, codePage, reportsPage } from './reports-page.js';
import * as words from './report-words.js';
import { fieldOf, show, tired, tokenOf } from './replies.js';
import type { Message } from './words.js';

/** A text of 8,000 characters, four bytes each at most. */
const FIELD_BYTES = 64 * 1024;
/** Files and fields of one form. */
const [MOST_FILES, MOST_FIELDS] = [20, 200];

interface Parts {
  desk: SubmissionDesk;
  /** Counts what is asked with each link. */
  links: Limiter;
  /** Answers somebody who has no good link, or counts as guessing. */
  unknownLink: (request: FastifyRequest, reply: FastifyReply, said?: Message) => FastifyReply;
  /** Counts a typed code as a wrong link is counted. */
  mayGuess: (request: FastifyRequest) => boolean;
}

const OPTIONS = { config: { broken: words.REPORT_BROKEN } };

/** The pages on which contact persons hand in for their committee, in a scope of their own: only they take files. */
export function reportRoutes(app: FastifyInstance, parts: Parts): void {
  void app.register((scope, _options, done) => {
    const largest = Math.max(...Object.values(parts.desk.mostMegabytes)) * MEGABYTE_BYTES;
    void scope.register(multipart, {
      // One byte more than is ever taken, so that ours is the answer to what is too large.
      limits: {
        fileSize: largest + 1,
        files: MOST_FILES,
        fields: MOST_FIELDS,
        fieldSize: FIELD_BYTES,
        parts: MOST_FILES + MOST_FIELDS,
      },
      throwFileSizeLimit: false,
    });
    codeRoutes(scope, parts);
    linkRoutes(scope, parts);
    done();
  });
}

function codeRoutes(app: FastifyInstance, { desk, mayGuess }: Parts): void {
  app.get('/r', (_request, reply) => show(reply, 200, codePage()));
  app.post('/r', async (request, reply) => {
    // Right ones count too: whoever guesses must not learn beyond the limit that one was right.
    if (!mayGuess(request)) return tired(reply);
    const typed = fieldOf(request.body, 'code');
    const opened = await openPageCode(desk, typed);
    if (opened.kind !== 'open') {
      const said = opened.kind === 'expired' ? words.CODE_EXPIRED : words.CODE_WRONG;
      return show(reply, opened.kind === 'expired' ? 410 : 404, codePage(said, typed.slice(0, 32)));
    }
    const [first, ...others] = opened.links;
    // Relative, so that the portal may stand below a path of another site.
    return others.length === 0 ? go(reply, `r/${first!.token}`) : show(reply, 200, choicePage(opened.links));
  });
}

const go = (reply: FastifyReply, to: string): FastifyReply =>
  reply.code(303).header('location', to).header('cache-control', 'no-store').send();

/** What a page does for whoever its link opens it to. */
type Opened = (request: FastifyRequest, reply: FastifyReply, reporter: Reporter) => Promise<FastifyReply>;

function linkRoutes(app: FastifyInstance, { desk, links, unknownLink }: Parts): void {
  const opened =
    (answer: Opened) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const token = tokenOf(request);
      if (!links.allows(token, desk.clock.now())) return tired(reply);
      const link = await openReportLink(desk, token);
      if (link.kind === 'open') return answer(request, reply, link);
      if (link.kind === 'lost') return unknownLink(request, reply, words.LOST_REPORTS);
      const { title, text } = words.expiredLink(link.lastDay);
      return show(reply, 410, messagePage(title, text));
    };
  const noReport = (reply: FastifyReply): FastifyReply =>
    show(reply, 404, messagePage(words.LOST_REPORTS.title, words.LOST_REPORTS.text));

  app.get(
    '/r/:token',
    opened(async (request, reply, reporter) =>
      show(reply, 200, reportsPage(await reportsOf(desk, reporter), tokenOf(request))),
    ),
  );
  app.get(
    '/r/:token/:duty',
    opened(async (request, reply, reporter) => {
      const report = await reportOf(desk, reporter, numberOf(request, 'duty'));
      return report ? show(reply, 200, reportPage(report, tokenOf(request))) : noReport(reply);
    }),
  );
  app.post(
    '/r/:token/:duty',
    OPTIONS,
    opened(async (request, reply, reporter) => {
      const before = await reportOf(desk, reporter, numberOf(request, 'duty'));
      return before ? bring(desk, request, reply, { reporter, before }) : noReport(reply);
    }),
  );
  app.get(
    '/r/:token/:duty/file/:file',
    opened(async (request, reply, reporter) => {
      const asked = { duty: numberOf(request, 'duty'), file: numberOf(request, 'file') };
      const file = await fileByLink(desk, reporter, asked);
      return file ? sendFile(reply, file) : noReport(reply);
    }),
  );
}

const numberOf = (request: FastifyRequest, name: string): number => {
  const written = (request.params as Record<string, string>)[name] ?? '';
  return /^[1-9]\d{0,14}$/.test(written) ? Number(written) : 0;
};

/** What an outcome is, as HTTP says it. */
const STATUS: Record<FormResult['outcome'], number> = {
  ...{ submitted: 200, saved: 200, flawed: 422, overtaken: 409, closed: 409 },
};

async function bring(
  desk: SubmissionDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  { reporter, before: { duty } }: { reporter: Reporter; before: ReportOnPage },
): Promise<FastifyReply> {
  const parts = await readParts(request.parts(), async (key, file) => {
    const slot = duty.form.attachments.find((one) => one.key === key);
    return slot && receiveFile(desk, slot, file);
  });
  const { written, seen, press, received, refused } = parts;
  const submitting = press === 'submit';
  const result = await bringByLink(desk, reporter, duty, {
    ...{ written, seen, files: received, remove: removed(parts) },
    // What was chosen and not taken is to be seen before anything is handed in without it.
    submit: submitting && refused.length === 0,
  });
  const report = (await reportOf(desk, reporter, duty.id))!;
  const status = result.outcome === 'saved' && refused.length > 0 ? 422 : STATUS[result.outcome];
  return show(reply, status, reportPage(report, tokenOf(request), { result, refused, written, submitting }));
}

function removed({ press }: FormParts): number[] {
  const [, id] = /^remove\.([1-9]\d{0,14})$/.exec(press) ?? [];
  return id === undefined ? [] : [Number(id)];
}

function sendFile(
  reply: FastifyReply,
  {
    name,
    mediaType,
    bytes,
    content,
  }: { name: string; mediaType: string; bytes: number; content: AsyncIterable<Buffer> },
): FastifyReply {
  return reply
    .headers({
      'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
      'content-length': bytes,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escaped)}`,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(Readable.from(content, { objectMode: false }));
}

const escaped = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;

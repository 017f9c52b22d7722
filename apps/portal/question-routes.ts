import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerByLink, questionsByLink, type PageAnswer } from '../../office/question-page.js';
import type { WishOffice } from '../../office/wishes.js';
import type { Limiter } from './limiter.js';
import { questionsPage } from './questions-page.js';
import { fieldOf, show, tired, tokenOf } from './replies.js';
import * as words from './words.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a page says when the ledger does not answer, where it is not what all pages say. */
    broken?: words.Message;
  }
}

/** An answer: 4,000 characters, nine bytes each where they are Chinese. */
const ANSWER_LIMIT_BYTES = 64 * 1024;

/** What an answer came to, as HTTP says it. */
const STATUS: Record<PageAnswer, number> = { answered: 200, over: 409, empty: 400, 'too long': 400 };

interface Parts {
  desk: WishOffice;
  /** Counts what is asked with each link. */
  links: Limiter;
  unknownLink: (request: FastifyRequest, reply: FastifyReply, said?: words.Message) => FastifyReply;
}

const ANSWER_OPTIONS = { bodyLimit: ANSWER_LIMIT_BYTES, config: { broken: words.ANSWER_BROKEN } };

/** The page on which a contact person answers for their committees. */
export function questionRoutes(app: FastifyInstance, { desk, links, unknownLink }: Parts): void {
  const mayAsk = (request: FastifyRequest): boolean => links.allows(tokenOf(request), desk.clock.now());
  app.get('/q/:token', async (request, reply) => {
    if (!mayAsk(request)) return tired(reply);
    const questions = await questionsByLink(desk, tokenOf(request));
    return questions
      ? show(reply, 200, questionsPage(questions))
      : unknownLink(request, reply, words.LOST_QUESTIONS);
  });
  app.post('/q/:token', ANSWER_OPTIONS, async (request, reply) => {
    if (!mayAsk(request)) return tired(reply);
    const token = tokenOf(request);
    const given = { id: Number(fieldOf(request.body, 'question')), text: fieldOf(request.body, 'answer') };
    const outcome = await answerByLink(desk, token, given);
    const questions = await questionsByLink(desk, token);
    if (!outcome || !questions) return unknownLink(request, reply, words.LOST_QUESTIONS);
    return show(reply, STATUS[outcome], questionsPage(questions, outcome, given));
  });
}

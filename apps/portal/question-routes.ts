import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerByLink, owedByLink, type PageAnswer } from '../../office/question-page.js';
import type { WishOffice } from '../../office/wishes.js';
import type { Limiter } from './limiter.js';
import { questionsPage } from './questions-page.js';
import { fieldOf, show, tired, tokenOf } from './replies.js';

/** An answer: 4,000 characters, nine bytes each where they are Chinese. */
const ANSWER_LIMIT_BYTES = 64 * 1024;

/** What an answer came to, as HTTP says it. */
const STATUS: Record<PageAnswer, number> = { answered: 200, over: 409, empty: 400, 'too long': 400 };

interface Parts {
  desk: WishOffice;
  /** Counts what is asked with each link. */
  links: Limiter;
  unknownLink: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** The page on which a contact person answers for their committees. */
export function questionRoutes(app: FastifyInstance, { desk, links, unknownLink }: Parts): void {
  const mayAsk = (request: FastifyRequest): boolean => links.allows(tokenOf(request), desk.clock.now());
  app.get('/q/:token', async (request, reply) => {
    if (!mayAsk(request)) return tired(reply);
    const questions = await owedByLink(desk, tokenOf(request));
    return questions ? show(reply, 200, questionsPage(questions)) : unknownLink(request, reply);
  });
  app.post('/q/:token', { bodyLimit: ANSWER_LIMIT_BYTES }, async (request, reply) => {
    if (!mayAsk(request)) return tired(reply);
    const token = tokenOf(request);
    const given = { id: Number(fieldOf(request.body, 'question')), text: fieldOf(request.body, 'answer') };
    const outcome = await answerByLink(desk, token, given);
    const questions = await owedByLink(desk, token);
    if (!outcome || !questions) return unknownLink(request, reply);
    return show(reply, STATUS[outcome], questionsPage(questions, outcome, given));
  });
}

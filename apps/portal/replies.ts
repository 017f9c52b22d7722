/** How the portal reads what it is sent, and answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messagePage, PAGE_HEADERS } from './page.js';
import * as words from './words.js';

/** The token of a link. */
export const tokenOf = (request: FastifyRequest): string => (request.params as { token: string }).token;

/** A page. */
export const show = (reply: FastifyReply, status: number, body: string): FastifyReply =>
  reply.code(status).headers(PAGE_HEADERS).send(body);

/** There is no such page. */
export const lost = (reply: FastifyReply, { title, text }: words.Message = words.LOST): FastifyReply =>
  show(reply, 404, messagePage(title, text));

/** Too many requests. */
export const tired = (reply: FastifyReply): FastifyReply =>
  show(reply.header('retry-after', '60'), 429, messagePage(words.TIRED.title, words.TIRED.text));

/** A field of a form as read; empty where there is none. */
export function fieldOf(body: unknown, name: string): string {
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

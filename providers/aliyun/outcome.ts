import { DAY_MILLISECONDS, MINUTE_MILLISECONDS } from '../../domain/calendar/office-day.js';
import type { Outcome } from '../contract.js';
import { later, LINK_CODES, plainCode, rejected, throttled, unknown } from '../outcomes.js';
import { verdictOn } from './codes.js';
import type { AliyunSettings } from './settings.js';

/** What an outcome depends on besides the answer. */
export interface Circumstances {
  now: Date;
  /** Messages in the call. */
  messages: number;
  settings: Pick<AliyunSettings, 'backOffMilliseconds' | 'reconnectMilliseconds'>;
}

/** The part of an answer that decides; nothing in it is trusted to be there. */
interface Answer {
  code?: unknown;
  message?: unknown;
  bizId?: unknown;
}

/** The part of the SDK's exceptions that decides. */
interface Failure {
  name?: unknown;
  code?: unknown;
  statusCode?: unknown;
  retryAfter?: unknown;
  data?: unknown;
}

const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;

/** What an HTTP 200 of the carrier says. Business errors come this way too, as a code other than OK. */
export function outcomeOfAnswer(answer: Answer | undefined, circumstances: Circumstances): Outcome {
  const code = plainCode(answer?.code, '');
  if (code === '') return unknown(LINK_CODES.nonsense);
  if (code === 'OK') return { kind: 'accepted', reference: referenceOf(answer) };
  return outcomeOfCode(code, 200, { message: answer?.message }, circumstances);
}

/**
 * What an exception of the SDK means. Its message is never read: that of a transport error holds the whole URL, and
 * with it phones and values.
 * @param left whether the whole request had left this process
 */
export function outcomeOfFailure(failure: unknown, left: boolean, circumstances: Circumstances): Outcome {
  const { name, code, statusCode, retryAfter, data } = (failure ?? {}) as Failure;
  if (typeof statusCode === 'number') {
    // The SDK writes the word "undefined" where an answer has no code: then a proxy spoke, not the gateway.
    const word = code === 'undefined' ? '' : plainCode(code, '');
    const message = (data as { Message?: unknown } | null | undefined)?.Message;
    if (word === '') return unknown(LINK_CODES.nonsense);
    return outcomeOfCode(word, statusCode, { message, retryAfter }, circumstances);
  }
  if (!left) {
    return throttled(
      later(circumstances.now, circumstances.settings.reconnectMilliseconds),
      LINK_CODES.notSent,
    );
  }
  if (name === 'RequestTimeoutError') return unknown(LINK_CODES.noAnswer);
  return unknown(code === 'ECONNRESET' || code === 'EPIPE' ? LINK_CODES.broken : LINK_CODES.nonsense);
}

interface Details {
  message?: unknown;
  retryAfter?: unknown;
}

function outcomeOfCode(
  code: string,
  status: number,
  details: Details,
  circumstances: Circumstances,
): Outcome {
  const { now, settings } = circumstances;
  const verdict = verdictOn(code, status);
  switch (verdict) {
    case 'capped':
      return outcomeOfCap(code, String(details.message), circumstances);
    case 'throttled': {
      const { retryAfter } = details;
      const wait =
        typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : settings.backOffMilliseconds;
      return throttled(later(now, wait), code);
    }
    case 'unknown':
      return unknown(code);
    default:
      return rejected(verdict, code);
  }
}

/**
 * A phone has had its share. Minute and hour are natural windows in UTC+8, whose borders are also borders in UTC; a
 * day is 24 h after the oldest text, which we do not know: 24 h from now is certainly enough. Where the Message names
 * no window the hour is taken, the middle one.
 * In a call of many, one phone's hour or day must not hold up the others: refused as `message`, the call is split,
 * and in a call of its own the phone waits alone.
 */
function outcomeOfCap(code: string, message: string, { now, messages }: Circumstances): Outcome {
  if (/分钟|minute/i.test(message)) return throttled(nextBorder(now, MINUTE_MILLISECONDS), code);
  if (messages > 1) return rejected('message', code);
  if (/天|day/i.test(message)) return throttled(later(now, DAY_MILLISECONDS), code);
  return throttled(nextBorder(now, HOUR_MILLISECONDS), code);
}

const nextBorder = (now: Date, window: number): Date =>
  new Date((Math.floor(now.getTime() / window) + 1) * window);

/** The carrier's name for the call; empty if it gave none, since the OutId finds it as well. */
const referenceOf = (answer: Answer | undefined): string =>
  typeof answer?.bizId === 'string' && /^[\w^.-]{1,64}$/.test(answer.bizId) ? answer.bizId : '';

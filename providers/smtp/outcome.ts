import type { Clock } from '../../runtime/clock.js';
import type { Outcome } from '../contract.js';
import { later, LINK_CODES, rejected, throttled, unknown } from '../outcomes.js';
import type { Handover } from './relay.js';
import { saysDead } from './returned/bounce-codes.js';
import type { SmtpSettings } from './settings.js';

/** The part of nodemailer's errors that decides. Their text is never read: it repeats addresses. */
interface Failure {
  /** `EENVELOPE` before the text, `EMESSAGE` after it, `EAUTH` …; `ECONNECTION` and the like at any time. */
  code?: unknown;
  /** What was being answered: `MAIL FROM`, `RCPT TO`, `DATA`, `AUTH …`; `API` where no relay was asked. */
  command?: unknown;
  /** The relay's three digits, where it gave any. */
  responseCode?: unknown;
  response?: unknown;
}

/** Where the conversation stood when the relay said no. */
type Stage = 'login' | 'sender' | 'recipient' | 'text';

/** What handing over a mail came to. */
export function outcomeOf(
  { response, failure, read }: Handover,
  settings: Pick<SmtpSettings, 'backOffMilliseconds' | 'reconnectMilliseconds'>,
  clock: Clock,
): Outcome {
  if (response !== undefined) return { kind: 'accepted', reference: withoutAddresses(response) };
  const reason = (failure ?? {}) as Failure;
  const outcome =
    outcomeOfReply(reason, later(clock.now(), settings.backOffMilliseconds)) ?? outcomeWithoutRelay(reason);
  if (outcome) return outcome;
  return read
    ? unknown(linkCode(reason.code))
    : throttled(later(clock.now(), settings.reconnectMilliseconds), LINK_CODES.notSent);
}

/** The relay said no. Undefined: it said nothing that counts as an answer. */
function outcomeOfReply(failure: Failure, until: Date): Outcome | undefined {
  const stage = stageOf(failure);
  const status = Number(failure.responseCode);
  if (!stage || !(status >= 400 && status < 600)) return undefined;
  const code = replyCode(status, failure.response);
  // 503, "bad sequence of commands", is about the conversation, not about the mail.
  if (status < 500 || status === 503) return throttled(until, code);
  const refusal = rejected(scopeOf(stage, code), code);
  return deniesRecipient(stage, code) ? { ...refusal, nobodyThere: true } : refusal;
}

/**
 * Whether the relay knows at once what else would come back as a bounce. By its enhanced code only, by which bounces are
 * judged too: a bare 550 is said for policy as often.
 */
const deniesRecipient = (stage: Stage, code: string): boolean =>
  stage === 'recipient' && saysDead(code.split(' ')[1] ?? '');

/** The library said no by itself; nothing was sent. */
function outcomeWithoutRelay({ code, command }: Failure): Outcome | undefined {
  if (code === 'EENVELOPE' && command === 'API') return rejected('message', 'envelope');
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return rejected('message', 'too-large');
  return isMisconfigured(code) ? rejected('account', code) : undefined;
}

/** Undefined: the connection was lost, and whatever digits came with that answer nothing. */
function stageOf({ code, command }: Failure): Stage | undefined {
  if (code === 'EAUTH') return 'login';
  if (code === 'EMESSAGE') return 'text';
  if (code !== 'EENVELOPE') return undefined;
  return command === 'MAIL FROM' ? 'sender' : 'recipient';
}

/**
 * Whom a 5xx concerns. A refused login or sender: every mail. 530 to 538 want a login wherever they are said. A text
 * refused for its content or format (5.6.x, 5.7.0) is the template's; anything else, 5.7.1 too, is one mail's: one
 * recipient's filter must not silence the others. 552 and 5.3.4 at the sender are about this mail's size.
 */
function scopeOf(stage: Stage, code: string): 'message' | 'template' | 'account' {
  const tooLarge = / 5\.3\.4$|^552/.test(code);
  if (stage === 'login' || /^53[0-8]/.test(code)) return 'account';
  if (stage === 'sender') return tooLarge ? 'message' : 'account';
  return stage === 'text' && / 5\.(6\.\d+|7\.0)$/.test(code) ? 'template' : 'message';
}

/** `550 5.1.1`: the digits alone, since relays repeat the address in their sentences. */
function replyCode(status: number, response: unknown): string {
  const enhanced =
    typeof response === 'string' ? /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
  return enhanced === undefined ? String(status) : `${status} ${enhanced}`;
}

/** Nothing was sent and nothing will be until the settings are mended. */
const isMisconfigured = (code: unknown): code is string =>
  code === 'ENOAUTH' || code === 'EAUTH' || code === 'ECONFIG' || code === 'EREQUIRETLS';

function linkCode(code: unknown): string {
  if (code === 'EABORT' || code === 'ETIMEDOUT') return LINK_CODES.noAnswer;
  return code === 'EMESSAGE' || code === 'EPROTOCOL' ? LINK_CODES.nonsense : LINK_CODES.broken;
}

/** Longest answer kept, in characters. */
const LONGEST_REFERENCE = 200;

/** The relay's answer, which names the mail in its queue and, in some relays, the person. */
const withoutAddresses = (response: string): string =>
  response.replace(/[^\s<>"'(),;:]*@[^\s<>"'(),;:]*/g, '***').slice(0, LONGEST_REFERENCE);

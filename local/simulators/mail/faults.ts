import { FAULTS } from '../faults.js';

/**
 * What can go wrong with one message, decided at its MAIL command. Two faults more than at the carrier: SMTP asks
 * for the body, so a sender can tell a failure before that (nothing of the text has left) from one after it.
 */
export const MAIL_FAULTS = [
  ...FAULTS,
  /** RCPT is never answered, so the body is never asked for. */
  'swallow-early',
  /** The connection is reset at RCPT, before the body is asked for. */
  'reset-early',
] as const;

/** One of {@link MAIL_FAULTS}. */
export type MailFault = (typeof MAIL_FAULTS)[number];

/** The command that is answered with a refusal; BODY stands for the dot that ends the text. */
export type RefusalPoint = 'MAIL' | 'RCPT' | 'BODY';

/** An SMTP reply other than "250"; smtp-server writes `responseCode` in front of the message. */
export class Reply extends Error {
  constructor(
    readonly responseCode: number | string,
    text: string,
  ) {
    super(text);
  }
}

/** A line that is no SMTP reply, as a proxy in between might write it. */
export const nonsense = new Reply('HTTP/1.1', '502 Bad Gateway');

/** The refusal with which `fault` shows itself at `point`; undefined: not here. */
export function refusalAt(
  point: RefusalPoint,
  fault: MailFault | undefined,
  throttleMilliseconds: number,
): Reply | undefined {
  switch (`${point} ${fault}` as const) {
    case 'MAIL throttle':
      return new Reply(451, `4.7.1 Slower, please: try again in ${throttleMilliseconds} ms`);
    case 'MAIL refuse-account':
      return new Reply(554, '5.7.1 This account may not send');
    case 'RCPT refuse-message':
      return new Reply(550, '5.1.1 No such mailbox here');
    case 'BODY refuse-template':
      return new Reply(554, '5.7.0 Messages of this content are not accepted');
    case 'BODY unavailable':
      return new Reply(421, '4.3.2 Not available now, closing the connection');
    default:
      return undefined;
  }
}

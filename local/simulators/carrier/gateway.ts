import type { Clock } from '../../../runtime/clock.js';
import { gatewayError, type Answer } from './answers.js';
import type { Account, Accounts } from './accounts.js';
import { parseAuthorization, signatureIsValid, type SignedRequest } from './signature.js';

/** How far the caller's clock may be off, in milliseconds. */
const CLOCK_WINDOW = 15 * 60_000;
/** How long a nonce is remembered, in milliseconds. */
const NONCE_WINDOW = 31 * 60_000;

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The front door of the API: who calls, is it really them, is it their call of just now, is it the first time. */
export class Gateway {
  /** Nonce → when it was seen, in milliseconds; oldest first. */
  private readonly nonces = new Map<string, number>();

  constructor(
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** Whose key a request names, signed or not. */
  caller(request: Pick<SignedRequest, 'headers'>): Account | undefined {
    const given = parseAuthorization(request.headers.authorization);
    return given && this.accounts.find(given.accessKeyId);
  }

  /** Admits a request and notes its nonce, or answers why not (then the nonce stays unused). */
  refusal(request: SignedRequest): Answer | undefined {
    const now = this.clock.now().getTime();
    const given = parseAuthorization(request.headers.authorization);
    if (!given)
      return gatewayError(400, 'IncompleteSignature', 'The Authorization header is not ACS3-HMAC-SHA256.');
    const account = this.accounts.find(given.accessKeyId);
    if (!account) {
      return gatewayError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    }
    if (!withinWindow(request.headers['x-acs-date'], now)) {
      return gatewayError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
    }
    if (!signatureIsValid(request, given, account.settings.accessKeySecret)) {
      return gatewayError(
        400,
        'SignatureDoesNotMatch',
        'Specified signature does not match our calculation.',
      );
    }
    const nonce = String(request.headers['x-acs-signature-nonce']);
    return this.note(nonce, now)
      ? undefined
      : gatewayError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }

  /** Notes a nonce; false if it was seen within the window. */
  note(nonce: string, seenAt: number): boolean {
    for (const [old, at] of this.nonces) {
      if (at > seenAt - NONCE_WINDOW) break;
      this.nonces.delete(old);
    }
    if (this.nonces.has(nonce)) return false;
    this.nonces.set(nonce, seenAt);
    return true;
  }
}

function withinWindow(stamp: string | string[] | undefined, now: number): boolean {
  return typeof stamp === 'string' && STAMP.test(stamp) && Math.abs(Date.parse(stamp) - now) <= CLOCK_WINDOW;
}

import { linkText, wishUrl } from '../domain/messages/wish-link.js';
import type { ClaimedMessage } from '../ledger/claim.js';
import type { Desk } from './desk.js';

/**
 * The link by which the reader of a mail refuses its topic or changes other wishes; the same at every try, so that a
 * mail sent again is byte for byte the same. Undefined for a text, and where the office has no pages.
 */
export function unsubscribeUrl(
  { portalUrl, keys }: Pick<Desk, 'portalUrl' | 'keys'>,
  { personId, topic }: Pick<ClaimedMessage, 'personId' | 'topic'>,
  to: string,
): string | undefined {
  if (portalUrl === undefined || personId === undefined || topic === undefined) return undefined;
  const address = keys.fingerprint('email', to).toString('hex');
  const token = keys.token(linkText({ person: personId, channel: 'email', address, topic }));
  return wishUrl(portalUrl, token);
}

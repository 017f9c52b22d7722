import { NO_PAGE, questionLinkText, questionPageUrl } from '../domain/messages/question-link.js';
import type { ClaimedMessage } from '../ledger/claim.js';
import type { Desk } from './desk.js';

/** The recipient's own link, as their mail says it; the same at every try. */
export function questionPage(
  { portalUrl, keys }: Pick<Desk, 'portalUrl' | 'keys'>,
  { personId }: Pick<ClaimedMessage, 'personId'>,
  to: string,
): string {
  if (portalUrl === undefined || personId === undefined) return NO_PAGE;
  const address = keys.fingerprint('email', to).toString('hex');
  return questionPageUrl(portalUrl, keys.token(questionLinkText({ person: personId, address })));
}

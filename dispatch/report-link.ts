import { NO_PAGE } from '../domain/messages/question-link.js';
import { reportLinkText, reportPageUrl } from '../domain/messages/report-link.js';
import type { ClaimedMessage } from '../ledger/claim.js';
import type { Desk } from './desk.js';

/**
 * The recipient's own links to what their committees owe, as their mail says them; the same at every try.
 * @param pages as the digest has written them down: the last day, then code and name of each committee, one to a line
 */
export function reportPages(
  { portalUrl, keys }: Pick<Desk, 'portalUrl' | 'keys'>,
  { personId }: Pick<ClaimedMessage, 'personId'>,
  { to, pages }: { to: string; pages: string },
): string {
  const [lastDay = '', ...committees] = pages.split('\n');
  if (portalUrl === undefined || personId === undefined || committees.length === 0) return NO_PAGE;
  const address = keys.fingerprint('email', to).toString('hex');
  const urlOf = (committee: string): string => {
    const link = { person: personId, channel: 'email', address, committee, lastDay } as const;
    return reportPageUrl(portalUrl, keys.token(reportLinkText(link)));
  };
  const links = committees.map((line) => {
    const [code = '', ...name] = line.split(' ');
    return { name: name.join(' '), url: urlOf(code) };
  });
  // A blank behind each: no mail program takes what follows for a part of the link.
  return links.length === 1 ? links[0]!.url : links.map(({ name, url }) => `${name} ${url} `).join('；');
}

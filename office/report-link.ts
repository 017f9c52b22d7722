import { officeDay } from '../domain/calendar/office-day.js';
import { readPageCode } from '../domain/messages/page-code.js';
import { readReportLink, reportLinkText } from '../domain/messages/report-link.js';
import { debtorOfHolder, debtorsOfPerson, type Debtor } from '../ledger/duties/debtor.js';
import { holderOfCode } from '../ledger/duties/page-codes.js';
import type { SubmissionDesk } from './hand-in.js';

/** Who opened a page, and for which committee. */
export interface Reporter {
  person: number;
  debtor: Debtor;
  /** The last office day on which the link opens. */
  lastDay: string;
}

/** What a link came to: `lost`: it is none of ours, or its person does not speak for that committee any more, or has another address. */
export type OpenedLink =
  { kind: 'lost' } | { kind: 'expired'; lastDay: string } | ({ kind: 'open' } & Reporter);

type LinkDesk = Pick<SubmissionDesk, 'database' | 'keys' | 'clock'>;

/** Whose page a link opens today. */
export async function openReportLink(
  { database, keys, clock }: LinkDesk,
  token: string,
): Promise<OpenedLink> {
  const signed = keys.readToken(token);
  const link = signed === undefined ? undefined : readReportLink(signed);
  if (!link) return { kind: 'lost' };
  const now = clock.now();
  const { person, channel, address, committee, lastDay } = link;
  if (officeDay(now) > lastDay) return { kind: 'expired', lastDay };
  const holder = { person, channel, addressHash: Buffer.from(address, 'hex'), committee };
  const debtor = await debtorOfHolder(database, holder, now);
  return debtor ? { kind: 'open', person, debtor, lastDay } : { kind: 'lost' };
}

/** A link for one committee. */
export interface CommitteeLink {
  committee: string;
  token: string;
}

/** What a typed code came to. */
export type OpenedCode = { kind: 'wrong' } | { kind: 'expired' } | { kind: 'open'; links: CommitteeLink[] };

/** Links to the pages of the committees for which the holder of a short code speaks; they expire with it. */
export async function openPageCode({ database, keys, clock }: LinkDesk, typed: string): Promise<OpenedCode> {
  const code = readPageCode(typed);
  const holder = code === undefined ? undefined : await holderOfCode(database, code);
  if (!holder) return { kind: 'wrong' };
  const now = clock.now();
  if (holder.expiresAt <= now) return { kind: 'expired' };
  const { person, phoneHash } = holder;
  const link = {
    person,
    channel: 'sms',
    address: phoneHash.toString('hex'),
    lastDay: officeDay(holder.expiresAt),
  } as const;
  const links: CommitteeLink[] = [];
  for (const { code: committee, name } of await debtorsOfPerson(database, person, now)) {
    const open = await debtorOfHolder(
      database,
      { person, channel: 'sms', addressHash: phoneHash, committee },
      now,
    );
    if (open) links.push({ committee: name, token: keys.token(reportLinkText({ ...link, committee })) });
  }
  return links.length === 0 ? { kind: 'wrong' } : { kind: 'open', links };
}

import { renderMessage } from '../domain/messages/rendering.js';
import { templateVersion } from '../domain/messages/template.js';
import { templateByCode } from '../ledger/templates.js';
import { barePool, type PlainMail, type PoolFigures, type PoolSettings } from './floors/mail.js';
import { launchNotice, untilDrained } from './office.js';
import { coreSeconds, type BenchStack } from './stack.js';

/** Connections of both sides; the product's default. */
export const MAIL_CONNECTIONS = 10;

/** What the floor's mails have beside their texts. */
export interface FloorWishes {
  dkim?: PoolSettings['dkim'];
  unsubscribeUrl?: string;
}

/** What nodemailer's bare pool takes for the mails that a notice to everyone makes. */
export async function floorOfMail(
  bench: BenchStack,
  { dkim, unsubscribeUrl }: FloorWishes = {},
): Promise<PoolFigures> {
  const { SMTP_URL: url = '', MAIL_FROM: from = '' } = bench.stack.settings;
  const mails = await plainMails(bench, unsubscribeUrl);
  const settings = { url, from, connections: MAIL_CONNECTIONS };
  return barePool(dkim === undefined ? settings : { ...settings, dkim }, mails);
}

/** The mails as the engine renders them, so that both sides carry the same words. */
async function plainMails({ office }: BenchStack, unsubscribeUrl?: string): Promise<PlainMail[]> {
  const people = await office.database<{ name: string; committee: string; emailCipher: Buffer }[]>`
    SELECT p.name, c.name AS committee, p.email_cipher FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE p.email_cipher IS NOT NULL AND p.id IN (SELECT person_id FROM membership)`;
  const template = templateVersion((await templateByCode(office.database, 'flood-warning-mail'))!);
  const link = unsubscribeUrl === undefined ? {} : { unsubscribeUrl };
  return people.map(({ name, committee, emailCipher }) => {
    const rendered = renderMessage(
      template,
      { name, committee, river: '滦河' },
      { office: 'bench', ...link },
    );
    if (!rendered.ok || !('html' in rendered.value)) throw new Error('the mail template no longer renders');
    return { to: office.keys.decrypt(emailCipher), ...rendered.value, ...link };
  });
}

/** What the engine took for a notice by mail to everyone. */
export interface EngineMail {
  mails: number;
  /** From the first intent to the last result, by the clock. */
  seconds: number;
  /** Of the processor, by the dispatchers. */
  coreSeconds: number;
}

/** Sends a notice by mail to everyone; `dispatchers` are the parts of the stack that send. */
export async function engineMail(
  bench: BenchStack,
  dispatchers: readonly string[] = ['dispatcher'],
): Promise<EngineMail> {
  const used = (): number => dispatchers.reduce((sum, part) => sum + coreSeconds(bench.stack.pid(part)!), 0);
  const before = used();
  const run = await launchNotice(bench, { channel: 'email' });
  await untilDrained(bench, run);
  const [row] = await bench.office.database<[{ seconds: number; mails: number }]>`
    SELECT extract(epoch FROM max(a.finished_at) - min(a.intent_at))::float8 AS seconds, count(*) AS mails
    FROM occurrence o JOIN batch b ON b.occurrence_id = o.id JOIN attempt a ON a.batch_id = b.id
    WHERE o.run_id = ${run.id} AND a.outcome = 'accepted'`;
  return { ...row, coreSeconds: used() - before };
}

import { renderMessage } from '../domain/messages/rendering.js';
import { templateVersion } from '../domain/messages/template.js';
import { templateByCode } from '../ledger/templates.js';
import { barePool, type PlainMail } from './floors/mail.js';
import { launchNotice, untilDrained } from './office.js';
import type { BenchStack } from './stack.js';

/** Connections of both sides; the product's default. */
export const MAIL_CONNECTIONS = 10;

/** Seconds nodemailer's bare pool takes for the mails that a notice to everyone makes. */
export async function floorOfMail(bench: BenchStack): Promise<number> {
  const { SMTP_URL: url = '', MAIL_FROM: from = '' } = bench.stack.settings;
  return barePool({ url, from, connections: MAIL_CONNECTIONS }, await plainMails(bench));
}

async function plainMails({ office }: BenchStack): Promise<PlainMail[]> {
  const people = await office.database<{ name: string; committee: string; emailCipher: Buffer }[]>`
    SELECT p.name, c.name AS committee, p.email_cipher FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE p.email_cipher IS NOT NULL AND p.id IN (SELECT person_id FROM membership)`;
  const template = templateVersion((await templateByCode(office.database, 'flood-warning-mail'))!);
  return people.map(({ name, committee, emailCipher }) => {
    const rendered = renderMessage(template, { name, committee, river: '滦河' }, { office: 'bench' });
    if (!rendered.ok || !('html' in rendered.value)) throw new Error('the mail template no longer renders');
    return { to: office.keys.decrypt(emailCipher), ...rendered.value };
  });
}

/** Seconds and mails from the first intent to the last result of a notice by mail to everyone. */
export async function engineMail(bench: BenchStack): Promise<{ seconds: number; mails: number }> {
  const run = await launchNotice(bench, { channel: 'email' });
  await untilDrained(bench, run);
  const [row] = await bench.office.database<[{ seconds: number; mails: number }]>`
    SELECT extract(epoch FROM max(a.finished_at) - min(a.intent_at))::float8 AS seconds, count(*) AS mails
    FROM occurrence o JOIN batch b ON b.occurrence_id = o.id JOIN attempt a ON a.batch_id = b.id
    WHERE o.run_id = ${run.id} AND a.outcome = 'accepted'`;
  return row;
}

import { createTransport } from 'nodemailer';

/** A mail as the floor sends it. */
export interface PlainMail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/**
 * The floor of mail: nodemailer's own pool, as many connections, the same texts, each MIME built for its mail,
 * and nothing written down anywhere.
 * @returns seconds from the first to the last answer
 */
export async function barePool(
  { url, from, connections }: { url: string; from: string; connections: number },
  mails: readonly PlainMail[],
): Promise<number> {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  } as never);
  const began = performance.now();
  await Promise.all(mails.map((mail) => transport.sendMail({ from, ...mail })));
  const took = (performance.now() - began) / 1000;
  transport.close();
  return took;
}

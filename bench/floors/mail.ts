import type { KeyObject } from 'node:crypto';
import { createTransport } from 'nodemailer';

/** A mail as the floor sends it. */
export interface PlainMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Offered with one click; absent: not at all. */
  unsubscribeUrl?: string;
}

/** How the floor sends. */
export interface PoolSettings {
  url: string;
  from: string;
  connections: number;
  /** Signs each mail; absent: none. */
  dkim?: { domainName: string; keySelector: string; privateKey: KeyObject };
}

/** What the floor took, in seconds: by the clock, and of this process's cores. */
export interface PoolFigures {
  seconds: number;
  coreSeconds: number;
}

/** As nodemailer signs by default, and the header it leaves out that RFC 8058 wants signed. */
const SIGNED =
  'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Unsubscribe:List-Unsubscribe-Post';

/**
 * The floor of mail: nodemailer's own pool, as many connections, the same texts, each MIME built for its mail,
 * and nothing written down anywhere. The same key object signs, so that no key is parsed.
 */
export async function barePool(
  { url, from, connections, dkim }: PoolSettings,
  mails: readonly PlainMail[],
): Promise<PoolFigures> {
  const transport = createTransport({
    ...{ url, pool: true, maxConnections: connections, maxMessages: Infinity },
    ...(dkim === undefined ? {} : { dkim: { ...dkim, headerFieldNames: SIGNED } }),
  } as never);
  const [began, coresBegan] = [performance.now(), process.cpuUsage()];
  await Promise.all(mails.map((mail) => transport.sendMail({ from, ...written(mail) })));
  const cores = process.cpuUsage(coresBegan);
  const figures = {
    seconds: (performance.now() - began) / 1000,
    coreSeconds: (cores.user + cores.system) / 1_000_000,
  };
  transport.close();
  return figures;
}

const written = ({ unsubscribeUrl, ...mail }: PlainMail) =>
  unsubscribeUrl === undefined
    ? mail
    : {
        ...mail,
        list: { unsubscribe: { url: unsubscribeUrl, comment: '' } },
        headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      };

import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A server that says nothing for so long is given up. */
const SILENCE_MILLISECONDS = 30_000;

/**
 * Hands one mail to a server by SMTP, as plainly as can be.
 * @param address host:port
 * @returns the three digits it answered: 250 for the whole mail, or the first refusal
 */
export async function handOver(
  address: string,
  sender: string,
  recipient: string,
  raw: Buffer,
): Promise<number> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  socket.setTimeout(SILENCE_MILLISECONDS, () => socket.destroy());
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  // A dot alone would end the text.
  const text = raw.toString('latin1').replace(/^\./gm, '..').replace(/\r\n$/, '');
  const words: [say: string, wanted: number][] = [
    ['', 220],
    ['EHLO mail.invalid\r\n', 250],
    [`MAIL FROM:<${sender}>\r\n`, 250],
    [`RCPT TO:<${recipient}>\r\n`, 250],
    ['DATA\r\n', 354],
    [`${text}\r\n.\r\n`, 250],
  ];
  try {
    await once(socket, 'connect');
    for (const [say, wanted] of words) {
      if (say !== '') socket.write(say, 'latin1');
      const answered = await replyOf(lines);
      if (answered !== wanted) return answered;
    }
    return 250;
  } finally {
    socket.end('QUIT\r\n');
    socket.destroySoon();
  }
}

/** The code of a reply, which may have several lines; a line that broke counts as "later". */
async function replyOf(lines: AsyncIterator<string>): Promise<number> {
  for (;;) {
    const next = await lines.next();
    if (next.done) return 451;
    if (!/^\d{3}-/.test(next.value)) return Number(next.value.slice(0, 3)) || 451;
  }
}

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { OfficeMailbox } from '../office-mailbox.js';
import { ImapSession, type MailboxLogin } from './session.js';

/** An IMAP server over the office's mailbox, for whoever reads what came back. */
export class ImapServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(mailbox: OfficeMailbox, login: MailboxLogin) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      const session = new ImapSession(mailbox, login, socket);
      socket.on('data', (chunk) => session.push(chunk));
      // A client that hangs up is daily life here.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.sockets.delete(socket);
        session.close();
        mailbox.tidy();
      });
    });
  }

  /** Opens the port; answers with the one it got, where 0 was asked for. */
  async listen(port: number, host: string): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection: what a restart of a mail server looks like from outside. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }
}

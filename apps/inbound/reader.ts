import { receiveMails, receiveReceipts, receiveReplies, type Receiver } from '../../dispatch/receive.js';
import type { Logger } from '../../runtime/log.js';

/**
 * Reads pushes soon after they were stored; what it misses, the sweeper reads. Replies, receipts and mails by
 * readers of their own: a reply does not wait for the receipts of a whole city.
 */
export class InboxReader {
  private readonly readers: Reader[];

  constructor(desk: Receiver & { log: Logger }) {
    this.readers = [receiveReplies, receiveReceipts, receiveMails].map(
      (read) => new Reader(() => read(desk), desk.log),
    );
  }

  /** There may be something to read. */
  wake(): void {
    for (const reader of this.readers) reader.wake();
  }

  /** Resolves when nothing is being read any more. */
  async idle(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.idle()));
  }
}

/** One reading at a time. */
class Reader {
  private reading: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly read: () => Promise<number>,
    private readonly log: Logger,
  ) {}

  wake(): void {
    this.again = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
  }

  async idle(): Promise<void> {
    await this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await this.read();
      } catch (error) {
        this.log.warn({ code: (error as { code?: string }).code }, 'inbox waits for the sweeper');
      }
    }
  }
}

import { receive, type Receiver } from '../../dispatch/receive.js';
import type { Logger } from '../../runtime/log.js';

/** Reads pushes soon after they were stored, one reading at a time; what it misses, the sweeper reads. */
export class InboxReader {
  private reading: Promise<void> | undefined;
  private again = false;

  constructor(private readonly desk: Receiver & { log: Logger }) {}

  /** There may be something to read. */
  wake(): void {
    this.again = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
  }

  /** Resolves when nothing is being read any more. */
  async idle(): Promise<void> {
    await this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await receive(this.desk);
      } catch (error) {
        this.desk.log.warn({ code: (error as { code?: string }).code }, 'inbox waits for the sweeper');
      }
    }
  }
}

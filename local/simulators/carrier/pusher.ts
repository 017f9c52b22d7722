import type { Clock } from '../../../runtime/clock.js';
import { Agenda } from './agenda.js';

/** Longest the receiver may take to answer, in milliseconds. */
const ANSWER_LIMIT = 700;
/** Waits before a failed push is tried again, in milliseconds; after the last one it is given up. */
const RETRY_WAITS = [1, 5, 10].map((minutes) => minutes * 60_000);
/** Wait before an address that did not answer the probe is asked again, in milliseconds. */
const PROBE_WAIT = 1000;

/** How the pushes to one address went. */
export interface PushCounts {
  /** Pushes that were tried, first tries and further ones. */
  pushes: number;
  /** Tries that were not answered in time, or not with HTTP 200 and a numeric code. */
  failedPushes: number;
  /** Items in pushes that were answered properly. */
  pushed: number;
  /** Items in pushes given up after the last retry. */
  givenUp: number;
}

interface Push<Item> {
  items: Item[];
  retries: number;
}

/** One try that is over, as told to whoever wants to know. */
export interface PushTry<Item> {
  items: readonly Item[];
  startedAt: Date;
  endedAt: Date;
  /** From 1. */
  number: number;
  answered: boolean;
}

/** Pushes JSON arrays to one address as the carrier does: probe first, then batches, each retried three times. */
export class Pusher<Item> {
  readonly counts: PushCounts = { pushes: 0, failedPushes: 0, pushed: 0, givenUp: 0 };
  private readonly waiting: Item[] = [];
  private readonly retries: Agenda<Push<Item>>;
  private readonly probes: Agenda<null>;
  private readonly closing = new AbortController();
  private readonly ready: Push<Item>[] = [];
  private open = 0;
  private probe: 'needed' | 'waiting' | 'passed' = 'needed';

  /**
   * @param url where to push; without one everything is dropped
   * @param toJson what an item looks like on the wire
   * @param onTried told of each try that came to an end while the pusher was open
   */
  constructor(
    private readonly clock: Clock,
    private readonly url: string | undefined,
    private readonly settings: { pushItems: number; pushConcurrency: number; pushRetryScale: number },
    private readonly toJson: (item: Item) => object,
    private readonly onTried: (tried: PushTry<Item>) => void = () => undefined,
  ) {
    this.retries = new Agenda(clock, (due) => {
      this.ready.push(...due);
      this.pump();
    });
    this.probes = new Agenda(clock, () => void this.askProbe());
  }

  /** Whether nothing is on its way or waits to be; what failed waits for its next try. */
  get idle(): boolean {
    return this.open === 0 && this.waiting.length === 0 && this.ready.length === 0 && this.retries.empty;
  }

  /** Queues items for the next pushes. */
  add(items: readonly Item[]): void {
    if (!this.url || items.length === 0 || this.closing.signal.aborted) return;
    for (const item of items) this.waiting.push(item);
    if (this.probe === 'needed') void this.askProbe();
    else this.pump();
  }

  /** Stops; what was not pushed stays unpushed. */
  close(): void {
    this.closing.abort();
    this.retries.close();
    this.probes.close();
  }

  private async askProbe(): Promise<void> {
    this.probe = 'waiting';
    if (await this.exchange('GET')) {
      this.probe = 'passed';
      this.pump();
    } else if (!this.closing.signal.aborted) {
      this.probes.at(this.clock.now().getTime() + PROBE_WAIT, null);
    }
  }

  private pump(): void {
    if (this.probe !== 'passed') return;
    while (this.open < this.settings.pushConcurrency && !this.closing.signal.aborted) {
      const next = this.ready.shift() ?? this.nextPush();
      if (!next) return;
      this.open++;
      void this.push(next);
    }
  }

  private nextPush(): Push<Item> | undefined {
    const items = this.waiting.splice(0, this.settings.pushItems);
    return items.length > 0 ? { items, retries: 0 } : undefined;
  }

  private async push(push: Push<Item>): Promise<void> {
    this.counts.pushes++;
    const { items } = push;
    const startedAt = this.clock.now();
    const answered = await this.exchange('POST', JSON.stringify(items.map(this.toJson)));
    this.open--;
    if (this.closing.signal.aborted) return;
    this.onTried({ items, startedAt, endedAt: this.clock.now(), number: push.retries + 1, answered });
    if (answered) this.counts.pushed += push.items.length;
    else this.retry(push);
    this.pump();
  }

  private retry(push: Push<Item>): void {
    this.counts.failedPushes++;
    const wait = RETRY_WAITS[push.retries++];
    if (wait === undefined) this.counts.givenUp += push.items.length;
    else this.retries.at(this.clock.now().getTime() + wait * this.settings.pushRetryScale, push);
  }

  /** Whether the receiver answered in time with HTTP 200 and a numeric `code`; more the carrier does not look at. */
  private async exchange(method: 'GET' | 'POST', body?: string): Promise<boolean> {
    try {
      const answer = await fetch(this.url!, {
        method,
        ...(body === undefined
          ? {}
          : { body, headers: { 'content-type': 'application/json; charset=utf-8' } }),
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_LIMIT), this.closing.signal]),
      });
      const { code } = (await answer.json()) as { code?: unknown };
      return answer.status === 200 && typeof code === 'number';
    } catch {
      return false; // Refused, cut, too slow or no JSON: to the carrier it is all the same.
    }
  }
}

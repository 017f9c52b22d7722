import { officeTime } from '../../domain/calendar/office-day.js';
import { receive } from '../../dispatch/receive.js';
import { waitingReplies } from '../../ledger/waiting-replies.js';
import { askEveryone, candidateRow, openCall, type CallWish, type OpenCall } from '../support/call-out.js';
import { crowdPhone } from '../support/crowd.js';
import { NOW, type City } from '../support/cast.js';
import type { TestDesk } from '../support/desk.js';
import { keepPush } from '../support/push.js';

/** What somebody of the crowd texts, so many minutes after nine. */
export interface Words {
  from: number;
  text: string;
  at?: number;
  /** The carrier's number of it; absent: its own. */
  sequence?: string;
  /** The number it was sent to. */
  destination?: string;
}

/** An event of the day after, so that nobody needs to be at two. */
export const NEXT_DAY = { from: '2026-08-09T00:30:00Z', to: '2026-08-09T04:00:00Z' };

/** So many minutes after nine. */
export const minutes = (after: number): Date => new Date(NOW.getTime() + after * 60_000);

let sequences = 0;
const item = ({ from, text, at = 1, sequence, destination = '10690000' }: Words): object => ({
  ...{ phone_number: crowdPhone(from), content: text, dest_code: destination },
  ...{ send_time: `${officeTime(minutes(at))}:00`, sequence_id: sequence ?? `own ${++sequences}` },
});

/** A crowd that is asked, and texts back through the carrier's pushes. */
export class Texting {
  constructor(
    private readonly city: City,
    private readonly desk: TestDesk,
  ) {}

  /** A call-out everyone has been asked to. */
  async asked(wish: CallWish = {}, now = NOW): Promise<OpenCall> {
    const call = await openCall(this.city, wish);
    await askEveryone(this.city, call, { now });
    return call;
  }

  /** The carrier pushes these texts together, once the last is written; nobody has read them yet. */
  push(...words: Words[]): Promise<void> {
    return this.pushAt(Math.max(...words.map(({ at = 1 }) => at)), ...words);
  }

  /** The same, so many minutes after nine by our clock. */
  pushAt(at: number, ...words: Words[]): Promise<void> {
    const body = JSON.stringify(words.map(item));
    const receivedAt = minutes(at);
    return keepPush(this.city.database, { kind: 'reply', provider: 'aliyun', body, receivedAt });
  }

  /** The same, and read. */
  async hear(...words: Words[]): Promise<void> {
    await this.push(...words);
    await receive(this.desk);
  }

  say(from: number, text: string, at = 1): Promise<void> {
    return this.hear({ from, text, at });
  }

  async stateOf(call: OpenCall, person: number): Promise<unknown> {
    return (await candidateRow(this.city, call, person))['state'];
  }

  async codeOf(call: OpenCall, person: number): Promise<string> {
    return (await candidateRow(this.city, call, person))['code'] as string;
  }

  /** What waits, as the clerk sees it: for whom, why, what it seems to mean, and whose it may be. */
  async inbox(): Promise<unknown[]> {
    const all = { scopePath: 'tangshan/', wholeOffice: true, limit: 100 };
    return (await waitingReplies(this.city.database, all)).map(
      ({ waitsFor, reason, meaning, run, person }) => [waitsFor, reason, meaning, run, person],
    );
  }

  /** What each answer came to, in order. */
  async effects(): Promise<string[]> {
    const rows = await this.city.database<{ effect: string }[]>`SELECT effect FROM response ORDER BY id`;
    return rows.map(({ effect }) => effect);
  }
}

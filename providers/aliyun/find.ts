import { QuerySendDetailsRequest } from '@alicloud/dysmsapi20170525';
import { DAY_MILLISECONDS, MINUTE_MILLISECONDS, officeDay } from '../../domain/calendar/office-day.js';
import type { Clock } from '../../runtime/clock.js';
import type { ProviderCall, Sighting } from '../contract.js';
import type { SmsClient } from './client.js';

/** The most the API gives at once. */
const PAGE_SIZE = 50;
/** The API's memory, in days. */
const DAYS_KEPT = 30;
/** How much earlier than our first intent the carrier's clock may have stood. */
const MIDNIGHT_SLACK = 10 * MINUTE_MILLISECONDS;

/** Asks the carrier for a call by phone and day, and looks for its OutId among the answers. */
export class Finder {
  constructor(
    private readonly client: SmsClient,
    private readonly clock: Clock,
  ) {}

  /**
   * `found` at the first sight of the OutId; `absent` only when every question was answered in full. The call went out
   * between its first intent and now, so each day between is asked about, and the one before where the intent fell just after midnight.
   */
  async find(
    call: Pick<ProviderCall, 'outId' | 'intentAt'> & { addresses: readonly string[] },
  ): Promise<Sighting> {
    const days = carrierDays(call.intentAt, this.clock.now());
    let answered = true;
    for (const phone of call.addresses) {
      for (const day of days) {
        const seen = await this.look(phone, day, call.outId);
        if (seen === 'found') return seen;
        answered &&= seen === 'absent';
      }
    }
    return answered ? 'absent' : 'unanswered';
  }

  /** All pages of one phone's day. */
  private async look(phone: string, day: string, outId: string): Promise<Sighting> {
    for (let page = 1; ; page++) {
      const answer = await this.page(phone, day, page);
      if (!answer) return 'unanswered';
      if (answer.outIds.includes(outId)) return 'found';
      if (answer.outIds.length === 0 || page * PAGE_SIZE >= answer.total) return 'absent';
    }
  }

  /** One page; undefined for whatever is not a proper answer. Nothing of the exception is kept: it holds the phone. */
  private async page(phone: string, day: string, page: number) {
    const question = { phoneNumber: phone, sendDate: day, pageSize: PAGE_SIZE, currentPage: page };
    try {
      const { body } = await this.client.querySendDetails(new QuerySendDetailsRequest(question));
      if (body?.code !== 'OK') return undefined;
      const details = body.smsSendDetailDTOs?.smsSendDetailDTO ?? [];
      return { total: Number(body.totalCount ?? 0), outIds: details.map((detail) => detail.outId) };
    } catch {
      return undefined;
    }
  }
}

/**
 * The carrier's days (`yyyyMMdd`, UTC+8) from one instant to another, newest first: the last try is the likeliest. Never
 * a day to come, which the API refuses.
 */
export function carrierDays(from: Date, until: Date): string[] {
  const first = dayOf(from.getTime() - MIDNIGHT_SLACK);
  const days: string[] = [];
  for (let at = Math.max(until.getTime(), from.getTime()); ; at -= DAY_MILLISECONDS) {
    const day = dayOf(at);
    if (day < first || days.length === DAYS_KEPT) return days;
    days.push(day);
  }
}

const dayOf = (milliseconds: number): string => officeDay(new Date(milliseconds)).replaceAll('-', '');

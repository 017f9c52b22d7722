import type { Clock } from '../../../runtime/clock.js';
import { chanceOf } from '../faults.js';
import { Agenda } from './agenda.js';
import { beijingTime } from './beijing.js';
import type { Delivery, SentText } from './phones.js';
import { Pusher } from './pusher.js';
import type { CarrierSettings } from './settings.js';

const DELIVERED: Delivery = { success: true, code: 'DELIVERED', message: '用户接收成功' };
/** Some of the codes networks report; the set is open, nobody may rely on a complete list. */
const UNDELIVERED: readonly Delivery[] = [
  { success: false, code: 'MK:0001', message: '空号' },
  { success: false, code: 'UNDELIV', message: '短信未送达' },
  { success: false, code: 'EXPIRED', message: '短信超过有效期' },
  { success: false, code: 'MI:0024', message: '关机或停机' },
  { success: false, code: 'MBBLACK', message: '用户在黑名单中' },
];

/**
 * Decides what becomes of each text and reports it. Every decision is drawn from (seed, phone, how manieth text of
 * that phone), so it does not depend on the order of calls.
 */
export class Receipts {
  readonly pusher: Pusher<SentText>;
  /** Receipts by the mishap that befell them. */
  readonly counts = { reported: 0, lost: 0, late: 0, repeated: 0, heldBack: 0 };
  private readonly reports: Agenda<SentText>;
  private readonly repeats: Agenda<SentText>;
  private held: SentText[] = [];

  /** @param onDelivered called for each text that has reached its handset */
  constructor(
    private readonly settings: CarrierSettings,
    private readonly clock: Clock,
    private readonly onDelivered: (text: SentText) => void,
  ) {
    this.pusher = new Pusher(clock, settings.receiptsUrl, settings, toReport);
    this.reports = new Agenda(clock, (due) => this.report(due));
    this.repeats = new Agenda(clock, (due) => this.pusher.add(due));
  }

  /** Awaits the network's report on a text that was just taken. */
  expect(text: SentText): void {
    let at = this.reportAt(text);
    if (this.strikes('late', this.settings.receiptLateRate, text)) {
      this.counts.late++;
      at += this.settings.receiptLateMilliseconds;
    }
    this.reports.at(at, text);
  }

  /** Settles a text of an earlier life of this process, whose receipt was pushed then or is lost. */
  settle(text: SentText, at = this.reportAt(text)): void {
    text.reportedAt = at;
    text.delivery = this.fate(text);
  }

  /** Whether every receipt that will ever be pushed is. */
  get idle(): boolean {
    return this.reports.empty && this.repeats.empty && this.pusher.idle;
  }

  /** Stops; receipts not yet pushed stay unpushed. */
  close(): void {
    for (const part of [this.reports, this.repeats, this.pusher]) part.close();
  }

  private report(due: SentText[]): void {
    const now = this.clock.now().getTime();
    const inTurn: SentText[] = [];
    const later = this.held;
    this.held = [];
    for (const text of due) {
      this.settle(text, now);
      this.counts.reported++;
      this.sort(text, inTurn);
      if (text.delivery?.success) this.onDelivered(text);
    }
    this.pusher.add([...inTurn, ...later]);
    if (this.reports.empty) this.pusher.add(this.held.splice(0));
  }

  private sort(text: SentText, inTurn: SentText[]): void {
    const { receiptLossRate, receiptReorderRate, receiptDuplicateRate } = this.settings;
    if (this.strikes('lost', receiptLossRate, text)) {
      this.counts.lost++;
      return;
    }
    if (this.strikes('repeated', receiptDuplicateRate, text)) {
      this.counts.repeated++;
      this.repeats.at(this.clock.now().getTime() + this.drawnSpread('repeat', text), text);
    }
    const holdBack = this.strikes('held', receiptReorderRate, text);
    if (holdBack) this.counts.heldBack++;
    (holdBack ? this.held : inTurn).push(text);
  }

  private reportAt(text: SentText): number {
    return text.call.takenAt + this.settings.receiptDelayMilliseconds + this.drawnSpread('spread', text);
  }

  private fate(text: SentText): Delivery {
    if (this.draw('fate', text) < this.settings.deliveredShare) return DELIVERED;
    return UNDELIVERED[Math.floor(this.draw('code', text) * UNDELIVERED.length)]!;
  }

  private drawnSpread(purpose: string, text: SentText): number {
    return this.draw(purpose, text) * this.settings.receiptSpreadMilliseconds;
  }

  private strikes(purpose: string, rate: number, text: SentText): boolean {
    return rate > 0 && this.draw(purpose, text) < rate;
  }

  private draw(purpose: string, text: SentText): number {
    return chanceOf(this.settings.seed, `${purpose} ${text.phone.number} ${text.ordinal}`);
  }
}

/** A receipt on the wire, field by field as the carrier documents SmsReport. */
function toReport(text: SentText): object {
  return {
    phone_number: text.phone.number,
    send_time: beijingTime(text.call.takenAt),
    report_time: beijingTime(text.reportedAt!),
    success: text.delivery!.success,
    err_code: text.delivery!.code,
    err_msg: text.delivery!.message,
    sms_size: String(text.parts),
    biz_id: text.call.bizId,
    out_id: text.call.outId,
  };
}

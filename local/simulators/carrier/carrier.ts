import type { Clock } from '../../../runtime/clock.js';
import { AppendOnlyRecord } from '../record.js';
import { Accounts, type Account } from './accounts.js';
import { readText } from './asks.js';
import { CapCounter, type Order } from './caps.js';
import { Gateway } from './gateway.js';
import { People } from './people.js';
import { PhoneBook, type SentText, type TakenCall } from './phones.js';
import { Receipts } from './receipts.js';
import { replyRecordPath, type ReplyLine, type ReplyRecordLine } from './replies.js';
import { accountsOf, type CarrierFault, type CarrierSettings } from './settings.js';
import { smsParts, TemplateRegistry } from './templates.js';

/** One line of the record: a text that was taken, as its handset shows it. */
export interface RecordLine {
  /** When it was taken, ISO 8601 in UTC. */
  at: string;
  /** Whose text it is: the access key. */
  account: string;
  outId: string;
  bizId: string;
  phone: string;
  signName: string;
  /** With the signature in 【】. */
  text: string;
  /** Template code. */
  template: string;
  nonce: string;
  /** What went wrong with the call, as seen by the caller; absent when nothing did. */
  fault?: CarrierFault;
}

/** The carrier behind its gateway: what it knows, and the one thing it does, taking texts. */
export class Carrier {
  readonly record: AppendOnlyRecord<RecordLine>;
  readonly replyRecord: AppendOnlyRecord<ReplyRecordLine>;
  readonly phones: PhoneBook;
  readonly templates: TemplateRegistry;
  readonly gateway: Gateway;
  readonly accounts: Accounts;
  readonly receipts: Receipts;
  readonly people: People;
  private readonly caps: CapCounter;
  private sequence = 0;

  constructor(
    readonly settings: CarrierSettings,
    readonly clock: Clock,
  ) {
    this.record = new AppendOnlyRecord(settings.record);
    this.replyRecord = new AppendOnlyRecord(replyRecordPath(settings.record));
    this.phones = new PhoneBook(settings.keepPerPhone);
    this.templates = new TemplateRegistry(
      settings.variableCharacters,
      settings.reviewMilliseconds,
      settings.templates,
    );
    this.accounts = new Accounts(accountsOf(settings));
    this.gateway = new Gateway(this.accounts, clock);
    this.caps = new CapCounter(settings.caps);
    this.people = new People(settings, {
      ...{ clock, phones: this.phones, record: this.replyRecord },
      wordingOf: ({ start }) => this.record.lineAt(start).text,
    });
    this.receipts = new Receipts(settings, clock, (text) => this.people.read(text));
    this.remember();
  }

  /**
   * Takes the texts of one call, all or (throwing a refusal) none. When it returns they are in the record: from here
   * on they reach their phones, whatever the caller gets to hear.
   * @returns the BizId
   */
  take(
    orders: readonly Order[],
    { account, ...call }: { account: Account; outId: string; nonce: string; fault?: CarrierFault },
  ): string {
    const now = this.clock.now();
    this.caps.count(orders, now.getTime());
    const bizId = this.nextBizId(now.getTime());
    const lines = orders.map((order) =>
      toLine(order, { ...call, account: account.id, bizId, at: now.toISOString() }),
    );
    const starts = this.record.append(lines);
    const taken = toCall(lines[0]!);
    lines.forEach((line, index) => this.receipts.expect(this.deliver(line, taken, starts[index]!)));
    account.counts.taken += lines.length;
    return bizId;
  }

  /** Whether nothing happens by itself any more. */
  get idle(): boolean {
    return this.receipts.idle && this.people.idle;
  }

  /** Stops everything that happens by itself, and closes the records. */
  close(): void {
    this.receipts.close();
    this.people.close();
    this.record.close();
    this.replyRecord.close();
  }

  /** Puts a recorded text on its phone. */
  private deliver({ phone, signName, text }: RecordLine, call: TakenCall, start: number): SentText {
    const { kind } = readText(text);
    return this.phones.addSent(phone, { call, signName, start, parts: smsParts(text), kind });
  }

  /**
   * Takes up the records of an earlier life: phones, nonces and caps, so that a restart opens no second chance.
   * Texts and replies are put on their phones in the order in which they came.
   */
  private remember(): void {
    let call: TakenCall | undefined;
    const first = this.accounts.named(null).id;
    const replies = this.rememberedReplies();
    this.record.eachLine((line, start) => {
      while (replies.at(-1) && replies.at(-1)!.at < line.at) this.putBack(replies.pop()!);
      // A record of the time when there was one account names none.
      if (call?.bizId !== line.bizId) call = toCall({ ...line, account: line.account ?? first });
      this.gateway.note(line.nonce, call.takenAt);
      const template = this.templates.known(line.template);
      if (template) this.caps.remember({ ...line, template }, call.takenAt);
      this.receipts.settle(this.deliver(line, call, start));
    });
    while (replies.length > 0) this.putBack(replies.pop()!);
  }

  /** The latest first. */
  private rememberedReplies(): ReplyLine[] {
    const replies: ReplyLine[] = [];
    this.replyRecord.eachLine((line) => {
      if (line.kind === 'reply') replies.push(line);
    });
    return replies.reverse();
  }

  private putBack({ phone, content, at }: ReplyLine): void {
    this.phones.addReceived(phone, { content, at: Date.parse(at) });
  }

  /** Of the real ones' form, 18 digits and `^0`; unique, also over restarts. */
  private nextBizId(now: number): string {
    this.sequence = (this.sequence + 1) % 100_000;
    return `${now}${String(this.sequence).padStart(5, '0')}^0`;
  }
}

const toLine = (
  order: Order,
  { at, account, outId, bizId, nonce, fault }: Omit<RecordLine, 'phone' | 'signName' | 'text' | 'template'>,
): RecordLine => ({
  at,
  account,
  outId,
  bizId,
  phone: order.phone,
  signName: order.signName,
  text: order.text,
  template: order.template.code,
  nonce,
  ...(fault ? { fault } : {}),
});

const toCall = ({ account, bizId, outId, template, at }: RecordLine): TakenCall => ({
  account,
  bizId,
  outId,
  template,
  takenAt: Date.parse(at),
});

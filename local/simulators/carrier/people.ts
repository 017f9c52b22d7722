import type { Clock } from '../../../runtime/clock.js';
import { chanceOf } from '../faults.js';
import { Agenda } from './agenda.js';
import { beijingTime } from './beijing.js';
import { isSent, type PhoneBook, type SentText } from './phones.js';
import { Pusher } from './pusher.js';
import type { CarrierSettings } from './settings.js';

interface Reply {
  phone: string;
  content: string;
  /** Milliseconds since 1970. */
  at: number;
  destinationCode: string;
  sequenceId: string;
}

/** The people who hold the phones: some answer by themselves, and whoever looks at the pages answers for them. */
export class People {
  readonly pusher: Pusher<Reply>;
  private readonly intentions: Agenda<{ phone: string; content: string }>;
  private sequence: number;

  constructor(
    private readonly settings: CarrierSettings,
    private readonly clock: Clock,
    private readonly phones: PhoneBook,
  ) {
    this.pusher = new Pusher(clock, settings.repliesUrl, settings, toUplink);
    this.intentions = new Agenda(clock, (due) => {
      for (const { phone, content } of due) this.answer(phone, content);
    });
    // From the clock, so that numbers go on rising when the simulator starts anew.
    this.sequence = clock.now().getTime() * 1000;
  }

  /** A text has reached its handset; its owner may make up their mind to answer. */
  read(text: SentText): void {
    const { replyRate, replyWords, replyDelayMilliseconds } = this.settings;
    const draw = (purpose: string): number =>
      chanceOf(this.settings.seed, `${purpose} ${text.phone.number} ${text.ordinal}`);
    if (replyRate === 0 || draw('reply') >= replyRate) return;
    const content = replyWords[Math.floor(draw('word') * replyWords.length)]!;
    const at = this.clock.now().getTime() + draw('hesitation') * replyDelayMilliseconds;
    this.intentions.at(at, { phone: text.phone.number, content });
  }

  /** Sends a text from a phone; the number it goes to is the one of the last signature that wrote to it. */
  answer(number: string, content: string): void {
    const at = this.clock.now().getTime();
    const phone = this.phones.addReceived(number, { content, at });
    const signName = phone.thread.findLast(isSent)?.signName ?? this.settings.signNames[0]!;
    const sequenceId = String(++this.sequence);
    this.pusher.add([{ phone: number, content, at, destinationCode: destinationCode(signName), sequenceId }]);
  }

  /** Stops; nobody answers any more. */
  close(): void {
    this.intentions.close();
    this.pusher.close();
  }
}

/** The number a signature's texts come from: given by the carrier, one per signature, the same every time. */
const destinationCode = (signName: string): string =>
  `1069${Math.floor(chanceOf(0, signName) * 1e8)
    .toString()
    .padStart(8, '0')}`;

/** A reply on the wire, field by field as the carrier documents SmsUp. */
const toUplink = (reply: Reply): object => ({
  phone_number: reply.phone,
  content: reply.content,
  send_time: beijingTime(reply.at),
  dest_code: reply.destinationCode,
  sequence_id: reply.sequenceId,
});

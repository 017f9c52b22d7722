import type { Clock } from '../../../runtime/clock.js';
import { chanceOf, FaultDice } from '../faults.js';
import type { AppendOnlyRecord } from '../record.js';
import { Agenda } from './agenda.js';
import { Minds } from './minds.js';
import { isSent, type PhoneBook, type SentText } from './phones.js';
import type { Act } from './phrases.js';
import { Pusher, type PushTry } from './pusher.js';
import {
  destinationCode,
  drawnOut,
  strangerFor,
  toUplink,
  type Draft,
  type Reply,
  type ReplyFault,
  type ReplyRecordLine,
} from './replies.js';
import { mannersOf, type CarrierSettings, type Manners } from './settings.js';

/** A reply about to be pushed, and what will go wrong with it. */
interface Posted {
  draft: Draft;
  reply: Reply;
  fault: ReplyFault | undefined;
}

/** What the people need of the carrier. */
interface Surroundings {
  clock: Clock;
  phones: PhoneBook;
  record: AppendOnlyRecord<ReplyRecordLine>;
  /** The words of a text that was sent. */
  wordingOf: (text: SentText) => string;
}

/** The people who hold the phones: some answer by themselves, and whoever looks at the pages answers for them. */
export class People {
  readonly pusher: Pusher<Reply>;
  readonly faults: FaultDice<ReplyFault>;
  /** Replies written in all, by what simulated people meant, and by what went wrong. */
  readonly counts = {
    written: 0,
    acts: {} as Partial<Record<Act, number>>,
    faults: {} as Partial<Record<ReplyFault, number>>,
  };
  private readonly minds: Minds;
  private readonly intentions: Agenda<Draft>;
  private readonly detours: Agenda<Reply>;
  private current: Manners;
  private sequence: number;

  constructor(
    private readonly settings: CarrierSettings,
    private readonly around: Surroundings,
  ) {
    const { clock } = around;
    this.current = mannersOf(settings);
    this.minds = new Minds(settings.seed);
    this.faults = new FaultDice(settings.replyFaults);
    this.pusher = new Pusher(clock, settings.repliesUrl, settings, toUplink, (tried) => this.note(tried));
    this.intentions = new Agenda(clock, (due) => this.write(due.filter((draft) => this.stillMeant(draft))));
    this.detours = new Agenda(clock, (due) => this.pusher.add(due));
    // From the clock, so that numbers go on rising when the simulator starts anew.
    this.sequence = clock.now().getTime() * 1000;
  }

  /** How the people behave just now. */
  get manners(): Manners {
    return this.current;
  }

  /** Changes how they take what they read from now on; with `replyToAsks` off, whoever falls due keeps silent. */
  change(manners: Partial<Manners>): void {
    this.current = { ...this.current, ...manners };
  }

  /** A text has reached its handset; its owner may make up their mind to answer. */
  read(text: SentText): void {
    const { number } = text.phone;
    const now = this.around.clock.now().getTime();
    const wording = (): string => this.around.wordingOf(text);
    const answers = this.current.replyToAsks
      ? this.minds.consider({ phone: number, kind: text.kind, wording }, this.current)
      : undefined;
    if (!answers) return this.chat(text, now);
    for (const { after, ...answer } of answers) {
      this.intentions.at(now + after, { phone: number, by: 'temperament', ...answer });
    }
  }

  /** Sends texts from phones at once, in as few pushes as the carrier makes of them. */
  write(drafts: readonly Draft[]): void {
    const posted = drafts.map((draft) => this.post(draft));
    this.around.record.append(posted.map(toLine));
    const later = this.around.clock.now().getTime() + this.faults.plan.delayMilliseconds;
    for (const { reply, fault } of posted) {
      if (fault === 'repeat' || fault === 'hold-back') this.detours.at(later, reply);
    }
    this.pusher.add(posted.filter(({ fault }) => fault !== 'hold-back').map(({ reply }) => reply));
  }

  /** Sends many texts within a time span, evenly spread from now on; the carrier pushes what is there when it comes to it. */
  writeWithin(milliseconds: number, drafts: readonly Draft[]): void {
    const now = this.around.clock.now().getTime();
    drafts.forEach((draft, index) => this.intentions.at(now + (milliseconds * index) / drafts.length, draft));
  }

  /** Whether nobody means to write, and everything written is pushed. */
  get idle(): boolean {
    return this.intentions.empty && this.detours.empty && this.pusher.idle;
  }

  /** Stops; nobody answers any more. */
  close(): void {
    for (const part of [this.intentions, this.detours, this.pusher]) part.close();
  }

  private stillMeant(draft: Draft): boolean {
    return draft.by !== 'temperament' || this.current.replyToAsks;
  }

  /** Answers, or not, by mere chance. */
  private chat(text: SentText, now: number): void {
    const { replyRate, replyWords, replyDelayMilliseconds } = this.current;
    const draw = (purpose: string): number =>
      chanceOf(this.settings.seed, `${purpose} ${text.phone.number} ${text.ordinal}`);
    if (replyRate === 0 || draw('reply') >= replyRate) return;
    const content = replyWords[Math.floor(draw('word') * replyWords.length)]!;
    const phone = text.phone.number;
    this.intentions.at(now + draw('hesitation') * replyDelayMilliseconds, { phone, content, by: 'chance' });
  }

  /** The number it goes to is the one of the last signature that wrote to the phone. */
  private post(draft: Draft): Posted {
    const { phones, clock } = this.around;
    // By phone and words, so that the same replies meet the same faults in whatever order they are written.
    const fault = this.faults.nextFault(`${draft.phone} ${draft.content}`);
    const phone = fault === 'stranger' ? strangerFor(draft.phone, phones) : draft.phone;
    const content = fault === 'long' ? drawnOut(draft.content) : draft.content;
    const at = clock.now().getTime();
    const signName =
      phones.find(draft.phone)?.thread.findLast(isSent)?.signName ?? this.settings.signNames[0]!;
    phones.addReceived(phone, { content, at });
    this.count(draft.act, fault);
    const sequence = String(++this.sequence);
    return {
      draft,
      fault,
      reply: { phone, content, at, destinationCode: destinationCode(signName), sequence },
    };
  }

  private count(act: Act | undefined, fault: ReplyFault | undefined): void {
    const { acts, faults } = this.counts;
    this.counts.written++;
    if (act) acts[act] = (acts[act] ?? 0) + 1;
    if (fault) faults[fault] = (faults[fault] ?? 0) + 1;
  }

  private note({ items, startedAt, endedAt, number, answered }: PushTry<Reply>): void {
    const sequences = items.map(({ sequence }) => sequence);
    const times = { at: startedAt.toISOString(), endedAt: endedAt.toISOString() };
    this.around.record.append([{ kind: 'push', ...times, try: number, answered, sequences }]);
  }
}

const toLine = ({ draft, reply, fault }: Posted): ReplyRecordLine => ({
  kind: 'reply',
  at: new Date(reply.at).toISOString(),
  sequence: reply.sequence,
  phone: reply.phone,
  content: reply.content,
  by: draft.by,
  ...(draft.act ? { act: draft.act } : {}),
  ...(draft.code ? { code: draft.code } : {}),
  ...(fault ? { fault } : {}),
});

import type { MailboxMail, OfficeMailbox } from '../office-mailbox.js';
import { commandOf, CommandReader, type Command } from './command-reader.js';

/** Who may read the mailbox. */
export interface MailboxLogin {
  user: string;
  password: string;
}

const CAPABILITY = 'CAPABILITY IMAP4rev1 IDLE ID NAMESPACE AUTH=PLAIN SASL-IR LITERAL+';

/** What a session writes to, and how it ends. */
interface Line {
  write(data: string | Buffer): void;
  end(): void;
}

/**
 * One client's conversation with the mailbox, by RFC 3501: as much of it as reading mail takes. What it does not know is
 * answered BAD.
 */
export class ImapSession {
  private readonly reader = new CommandReader(
    (line) => this.hear(line),
    () => this.line.write('+ go on\r\n'),
  );
  private loggedIn = false;
  private selected = false;
  /** Mails the client knows of. */
  private known = 0;
  /** The tag of what waits for another line: AUTHENTICATE for the secret, IDLE for DONE. */
  private pending: { tag: string; for: 'secret' | 'done' } | undefined;
  private readonly letGo: () => void;
  private readonly anytime: Readonly<Record<string, Handler>> = {
    CAPABILITY: (command) => this.capability(command),
    ID: ({ tag }) => this.say(tag, 'ID', 'ID ("name" "simulated mailbox")'),
    LOGIN: (command) => this.byPassword(command),
    AUTHENTICATE: (command) => this.askSecret(command),
    NOOP: ({ tag }) => {
      this.tellArrivals();
      this.done(tag, 'NOOP');
    },
    LOGOUT: (command) => this.logout(command),
  };
  private readonly onceLoggedIn: Readonly<Record<string, Handler>> = {
    NAMESPACE: ({ tag }) => this.say(tag, 'NAMESPACE', 'NAMESPACE (("" "/")) NIL NIL'),
    LIST: ({ tag, words }) =>
      this.say(tag, 'LIST', words[1] === '' ? 'LIST (\\Noselect) "/" ""' : 'LIST () "/" INBOX'),
    SELECT: (command) => this.select(command),
    EXAMINE: (command) => this.select(command),
  };
  private readonly inMailbox: Readonly<Record<string, Handler>> = {
    IDLE: (command) => this.idle(command),
    'UID SEARCH': (command) => this.search(command),
    'UID FETCH': (command) => this.fetch(command),
    'UID STORE': (command) => this.store(command),
  };

  constructor(
    private readonly mailbox: OfficeMailbox,
    private readonly login: MailboxLogin,
    private readonly line: Line,
  ) {
    this.letGo = mailbox.onArrival(() => this.pending?.for === 'done' && this.tellArrivals());
    line.write(`* OK [${CAPABILITY}] Simulated mailbox\r\n`);
  }

  /** The client says something. */
  push(chunk: Buffer): void {
    this.reader.push(chunk);
  }

  /** The line is gone. */
  close(): void {
    this.letGo();
  }

  private hear(line: string): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending?.for === 'done') return this.done(pending.tag, 'IDLE');
    if (pending) return this.authenticate(pending.tag, line);
    const command = commandOf(line);
    const answer =
      this.anytime[command.name] ??
      (this.loggedIn ? this.onceLoggedIn[command.name] : undefined) ??
      (this.selected ? this.inMailbox[command.name] : undefined);
    if (answer) answer(command);
    else this.line.write(`${command.tag} BAD Not known, or not now\r\n`);
  }

  private untagged(text: string): void {
    this.line.write(`* ${text}\r\n`);
  }

  private done(tag: string, what: string): void {
    this.line.write(`${tag} OK ${what} completed\r\n`);
  }

  private say(tag: string, what: string, text: string): void {
    this.untagged(text);
    this.done(tag, what);
  }

  private capability({ tag }: Command): void {
    this.say(tag, 'CAPABILITY', CAPABILITY);
  }

  private byPassword({ tag, words: [user, password] }: Command): void {
    this.loggedIn = user === this.login.user && password === this.login.password;
    if (this.loggedIn) this.done(tag, 'LOGIN');
    else this.line.write(`${tag} NO [AUTHENTICATIONFAILED] Wrong user or password\r\n`);
  }

  private askSecret({ tag, words: [mechanism, secret] }: Command): void {
    if (mechanism?.toUpperCase() !== 'PLAIN') return this.line.write(`${tag} NO Only PLAIN\r\n`);
    if (secret !== undefined) return this.authenticate(tag, secret);
    this.pending = { tag, for: 'secret' };
    this.line.write('+ \r\n');
  }

  private authenticate(tag: string, secret: string): void {
    const [, user = '', password = ''] = Buffer.from(secret, 'base64').toString().split('\0');
    this.byPassword({ tag, name: 'LOGIN', words: [user, password] });
  }

  private logout({ tag }: Command): void {
    this.untagged('BYE Until next time');
    this.done(tag, 'LOGOUT');
    this.line.end();
  }

  private select({ tag, words: [folder = ''], name }: Command): void {
    if (folder.toUpperCase() !== 'INBOX') return this.line.write(`${tag} NO [NONEXISTENT] Only INBOX\r\n`);
    this.selected = true;
    this.known = this.mailbox.mails.length;
    this.untagged('FLAGS (\\Seen)');
    this.untagged('OK [PERMANENTFLAGS (\\Seen)] Flags that are kept');
    this.untagged(`${this.known} EXISTS`);
    this.untagged('0 RECENT');
    this.untagged('OK [UIDVALIDITY 1] The only one');
    this.untagged(`OK [UIDNEXT ${this.mailbox.nextUid}] The next one`);
    this.done(tag, `[READ-WRITE] ${name}`);
  }

  private idle({ tag }: Command): void {
    this.pending = { tag, for: 'done' };
    this.line.write('+ idling\r\n');
    this.tellArrivals();
  }

  private tellArrivals(): void {
    if (this.known === this.mailbox.mails.length) return;
    this.known = this.mailbox.mails.length;
    this.untagged(`${this.known} EXISTS`);
  }

  /** Knows the one question readers have: which are (not) seen. */
  private search({ tag, words }: Command): void {
    const criteria = words.join(' ').toUpperCase();
    const seen = /(?:^|\s)(?:UNSEEN|NOT SEEN)/.test(criteria)
      ? false
      : /\bSEEN/.test(criteria)
        ? true
        : undefined;
    const found = this.mailbox.mails.filter((mail) => seen === undefined || mail.seen === seen);
    this.untagged(['SEARCH', ...found.map(({ uid }) => uid)].join(' '));
    this.done(tag, 'SEARCH');
  }

  private fetch({ tag, words: [set = '', ...items] }: Command): void {
    for (const [place, mail] of this.inSet(set)) this.tellMail(place, mail, items.join(' ').toUpperCase());
    this.done(tag, 'FETCH');
  }

  private tellMail(place: number, mail: MailboxMail, items: string): void {
    const told: string[] = [`UID ${mail.uid}`];
    if (items.includes('FLAGS')) told.push(flagsOf(mail));
    if (items.includes('RFC822.SIZE')) told.push(`RFC822.SIZE ${mail.raw.length}`);
    const body = /BODY(\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/.exec(items);
    if (!body) return this.untagged(`${place} FETCH (${told.join(' ')})`);
    const [, peek, start, length] = body;
    const from = Number(start ?? 0);
    const part = mail.raw.subarray(from, length === undefined ? undefined : from + Number(length));
    if (peek === undefined) mail.seen = true;
    const origin = start === undefined ? '' : `<${from}>`;
    this.line.write(`* ${place} FETCH (${told.join(' ')} BODY[]${origin} {${part.length}}\r\n`);
    this.line.write(part);
    this.line.write(')\r\n');
  }

  private store({ tag, words: [set = '', how = '', ...flags] }: Command): void {
    for (const [place, mail] of this.inSet(set)) {
      if (/\\SEEN/i.test(flags.join(' '))) mail.seen = !how.startsWith('-');
      if (!/\.SILENT$/i.test(how)) this.untagged(`${place} FETCH (UID ${mail.uid} ${flagsOf(mail)})`);
    }
    this.done(tag, 'STORE');
  }

  /** `1:3,7,9:*` by UID, with their places. */
  private inSet(set: string): [number, MailboxMail][] {
    const { mails } = this.mailbox;
    const number = (text: string): number => (text === '*' ? (mails.at(-1)?.uid ?? 0) : Number(text));
    const ranges = set.split(',').map((range) => {
      const [from = '', to = from] = range.split(':');
      return [number(from), number(to)].sort((one, other) => one - other) as [number, number];
    });
    return mails.flatMap((mail, at): [number, MailboxMail][] =>
      ranges.some(([from, to]) => mail.uid >= from && mail.uid <= to) ? [[at + 1, mail]] : [],
    );
  }
}

const flagsOf = ({ seen }: MailboxMail): string => `FLAGS (${seen ? '\\Seen' : ''})`;

type Handler = (command: Command) => void;

/** The commands by which a clerk accepts what a reply probably means. */
import type { ReplyMeaning } from '../../domain/messages/reply-reader.js';
import type { WaitingReplyView } from '../../office/inbox.js';

type Guessed = Pick<WaitingReplyView, 'id' | 'meaning' | 'reason' | 'run' | 'person' | 'users'>;

/**
 * Commands, word for word, in the order in which they are to be given; what nobody can know stands in `<…>`. A
 * reply without a guess gets the one command with its choices.
 */
export const acceptingCommands = (reply: Guessed): string[] => COMMANDS[reply.meaning](reply);

const COMMANDS: Record<ReplyMeaning, (reply: Guessed) => string[]> = {
  yes: (reply) => [answer(reply, 'yes')],
  no: (reply) => [answer(reply, 'no')],
  maybe: (reply) => [answer(reply, 'maybe')],
  unclear: (reply) => [answer(reply, 'yes|no|maybe|nothing')],
  // Whoever is away, or wants no more texts, does not come to this either.
  away: (reply) => [`muster person away ${who(reply)} --until <day> --reason <text>`, noOrNothing(reply)],
  'opt-out': (reply) => [`muster opt-out add --reply ${reply.id}`, noOrNothing(reply)],
  back: (reply) => [`muster person back ${who(reply)} --reason <text>`, nothing(reply)],
  hours: (reply) => [`muster person hours ${who(reply)} <hours>`, nothing(reply)],
  'sign-in': (reply) => [`muster callout attend ${reply.run ?? '<run>'} ${who(reply)}`, nothing(reply)],
  question: (reply) => [nothing(reply)],
  thanks: (reply) => [nothing(reply)],
  'auto-reply': (reply) => [nothing(reply)],
};

/** On a shared phone these leave open who has written: the guess is just one of them. */
const OPEN_REASONS: readonly string[] = ['which person', 'call unclear'];

const isOpen = ({ person, reason, users }: Guessed): boolean =>
  person === null || (users.length > 1 && OPEN_REASONS.includes(reason));

/** Whom the guess names, else whoever it may be: `5|6`. */
const who = (reply: Guessed): string => {
  const { person, users } = reply;
  if (!isOpen(reply)) return String(person);
  return users.length === 0 ? '<person>' : users.map((user) => user.person).join('|');
};

/** Names run and person where the reader could not. */
const answer = (reply: Guessed, ruling: string): string =>
  [
    `muster inbox resolve ${reply.id} ${ruling}`,
    ...(reply.run === null ? ['--run <run>'] : []),
    ...(isOpen(reply) ? [`--person ${who(reply)}`] : []),
  ].join(' ');

const noOrNothing = (reply: Guessed): string => (reply.run === null ? nothing(reply) : answer(reply, 'no'));

const nothing = ({ id }: Guessed): string => `muster inbox resolve ${id} nothing`;

/** The commands by which a clerk accepts what a reply probably means. */
import type { ReplyMeaning } from '../../domain/messages/reply-reader.js';
import type { WaitingReplyView } from '../../office/inbox.js';

type Guessed = Pick<WaitingReplyView, 'id' | 'meaning' | 'run' | 'person'>;

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
  'opt-out': (reply) => ['muster opt-out add <phone>', noOrNothing(reply)],
  back: (reply) => [`muster person back ${who(reply)} --reason <text>`, nothing(reply)],
  'sign-in': (reply) => [`muster callout attend ${reply.run ?? '<run>'} ${who(reply)}`, nothing(reply)],
  question: (reply) => [nothing(reply)],
  thanks: (reply) => [nothing(reply)],
  'auto-reply': (reply) => [nothing(reply)],
};

const who = ({ person }: Guessed): number | string => person ?? '<person>';

/** Names run and person where the reader could not. */
const answer = ({ id, run, person }: Guessed, ruling: string): string =>
  [
    `muster inbox resolve ${id} ${ruling}`,
    ...(run === null ? ['--run <run>'] : []),
    ...(person === null ? ['--person <person>'] : []),
  ].join(' ');

const noOrNothing = (reply: Guessed): string => (reply.run === null ? nothing(reply) : answer(reply, 'no'));

const nothing = ({ id }: Guessed): string => `muster inbox resolve ${id} nothing`;

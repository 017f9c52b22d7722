import addressparser from 'nodemailer/lib/addressparser';
import { boundaryOf, messageIdOf } from '../../domain/messages/identity.js';
import { normaliseMailAddress } from '../../domain/people/mail-address.js';
import type { Clock } from '../../runtime/clock.js';
import type { Outcome, Provider, ProviderCall } from '../contract.js';
import { OpenCalls } from '../open-calls.js';
import { later, LINK_CODES, rejected, throttled } from '../outcomes.js';
import { composeMail, mailboxHeader } from './compose.js';
import { outcomeOf } from './outcome.js';
import { Relay, type FinishedMail } from './relay.js';
import type { SmtpSettings } from './settings.js';

/** Who the mails come from. */
interface Sender {
  header: string;
  address: string;
  domain: string;
}

/** Mail through any SMTP relay. It cannot be asked whether it has a mail, hence no `find`. */
export function createSmtp(settings: SmtpSettings, clock: Clock): Provider {
  const sender = senderOf(settings.from);
  const relay = new Relay(settings);
  const calls = new OpenCalls();
  const send = async (call: ProviderCall): Promise<Outcome> => {
    const mail = finished(call, sender);
    return mail ? outcomeOf(await relay.handOver(mail), settings, clock) : rejected('message', 'address');
  };
  const closed = (): Outcome =>
    throttled(later(clock.now(), settings.reconnectMilliseconds), LINK_CODES.closed);
  return {
    name: 'smtp',
    channel: 'email',
    maxMessagesPerCall: 1,
    maxOpenCalls: settings.connections,
    send: async (call) => (calls.closed ? closed() : calls.run(() => send(call))),
    close: async () => {
      await calls.close();
      relay.close();
    },
  };
}

/**
 * The mail of a call, the same bytes on every try: all that varies is fixed by its OutId and its first intent.
 * Undefined for an address that could break out of its header or that a relay cannot carry.
 */
function finished({ messages, outId, intentAt }: ProviderCall, sender: Sender): FinishedMail | undefined {
  const [message] = messages;
  if (!message || messages.length > 1)
    throw new RangeError(`a mail call carries 1 message, not ${messages.length}`);
  if (normaliseMailAddress(message.address) !== message.address) return undefined;
  const messageId = messageIdOf(outId, sender.domain);
  const bytes = composeMail({
    from: sender.header,
    to: message.address,
    subject: message.subject ?? '',
    text: message.text,
    html: message.html,
    messageId,
    date: intentAt,
    boundary: boundaryOf(outId),
  });
  return { sender: sender.address, recipient: message.address, messageId, bytes };
}

function senderOf(from: string): Sender {
  const [mailbox] = addressparser(from, { flatten: true });
  const address = normaliseMailAddress(mailbox?.address ?? '');
  if (typeof address !== 'string') {
    throw new TypeError(
      'MAIL_FROM 应为一个邮箱，如 唐山志愿者 <notice@example.cn> / MAIL_FROM must be one mail address, like "Office <notice@example.cn>"',
    );
  }
  return { header: mailboxHeader(mailbox!.name, address), address, domain: address.split('@')[1]! };
}

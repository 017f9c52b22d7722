import addressparser from 'nodemailer/lib/addressparser';
import { calendarFile, methodOf, type Invitation } from '../../domain/messages/invitation.js';
import { bounceAddress, messageIdOf } from '../../domain/messages/identity.js';
import { normaliseMailAddress } from '../../domain/people/mail-address.js';
import type { Clock } from '../../runtime/clock.js';
import type { OutboundMessage, Outcome, Provider, ProviderCall } from '../contract.js';
import { OpenCalls } from '../open-calls.js';
import { later, LINK_CODES, rejected, throttled } from '../outcomes.js';
import { mailComposer, type Composer, type MailParts } from './compose.js';
import { dkimSigner } from './dkim.js';
import { mailboxHeader } from './mime.js';
import { outcomeOf } from './outcome.js';
import { Relay, type FinishedMail } from './relay.js';
import type { SmtpSettings } from './settings.js';

/** Who the mails come from. */
interface Sender {
  header: string;
  name: string;
  address: string;
  domain: string;
  /** Where bounces go; absent: to the address. */
  bounceTo: string | undefined;
}

/** Mail through any SMTP relay. It cannot be asked whether it has a mail, hence no `find`. */
export function createSmtp(settings: SmtpSettings, clock: Clock): Provider {
  const sender = senderOf(settings);
  const compose = mailComposer(settings.dkim && dkimSigner(settings.dkim));
  const relay = new Relay(settings);
  const calls = new OpenCalls();
  const send = async (call: ProviderCall): Promise<Outcome> => {
    const message = onlyMessage(call);
    let mail: FinishedMail | undefined;
    try {
      mail = finished(call, message, sender, compose);
    } catch {
      // The relay has not been asked; what the fault says may be part of the mail.
      return rejected('message', 'not-composed');
    }
    return mail ? outcomeOf(await relay.handOver(mail), settings, clock) : rejected('message', 'address');
  };
  const closed = (): Outcome =>
    throttled(later(clock.now(), settings.reconnectMilliseconds), LINK_CODES.closed);
  return {
    name: settings.name,
    weight: settings.weight,
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

function onlyMessage({ messages }: ProviderCall): OutboundMessage {
  const [message] = messages;
  if (!message || messages.length > 1)
    throw new RangeError(`a mail call carries 1 message, not ${messages.length}`);
  return message;
}

/**
 * The mail of a call, the same bytes on every try: all that varies is fixed by its OutId and its first intent.
 * Undefined for an address that could break out of its header or that a relay cannot carry.
 */
function finished(
  { outId, intentAt }: ProviderCall,
  message: OutboundMessage,
  sender: Sender,
  compose: Composer,
): FinishedMail | undefined {
  if (normaliseMailAddress(message.address) !== message.address) return undefined;
  const { address: recipient, subject = '', text, html, unsubscribeUrl, invitation } = message;
  const messageId = messageIdOf(outId, sender.domain);
  const bytes = compose({
    from: sender.header,
    to: recipient,
    ...{ subject, text, html, messageId, date: intentAt },
    ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
    ...(invitation === undefined ? {} : { calendar: calendarOf(invitation, sender, recipient) }),
  });
  const { bounceTo, address } = sender;
  const envelopeSender = bounceTo === undefined ? address : bounceAddress(outId, bounceTo);
  return { sender: envelopeSender, recipient, envelopeId: outId, messageId, bytes };
}

/** What is equal for all who are invited; the messages of a batch share their invitation. */
const files = new WeakMap<Invitation, ReturnType<typeof calendarFile>>();

function calendarOf(
  invitation: Invitation,
  sender: Sender,
  attendee: string,
): MailParts['calendar'] & object {
  const file = files.get(invitation) ?? calendarFile(invitation, sender);
  files.set(invitation, file);
  return { method: methodOf(invitation), file: file(attendee) };
}

function senderOf({ from, bounceTo }: SmtpSettings): Sender {
  const [mailbox] = addressparser(from, { flatten: true });
  const address = normaliseMailAddress(mailbox?.address ?? '');
  if (typeof address !== 'string') {
    throw new TypeError(
      'MAIL_FROM 应为一个邮箱，如 唐山志愿者 <notice@example.cn> / MAIL_FROM must be one mail address, like "Office <notice@example.cn>"',
    );
  }
  const { name } = mailbox!;
  const header = mailboxHeader(name, address);
  return { header, name, address, domain: address.split('@')[1]!, bounceTo };
}

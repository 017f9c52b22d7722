import { expect, test } from '@jest/globals';
import { outcomeOf } from '../../../providers/smtp/outcome.js';
import { SettableClock } from '../../../runtime/clock.js';

const NOW = new Date('2026-11-23T01:30:00Z');
const SETTINGS = { backOffMilliseconds: 60_000, reconnectMilliseconds: 1_000 };
const of = (failure: object, read = false) => outcomeOf({ failure, read }, SETTINGS, new SettableClock(NOW));
const refusal = (code: string, command: string, response: string) => ({
  code,
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
});
const mailFrom = (response: string) => refusal('EENVELOPE', 'MAIL FROM', response);
const rcptTo = (response: string) => refusal('EENVELOPE', 'RCPT TO', response);
const text = (response: string) => refusal('EMESSAGE', 'DATA', response);
const login = (response: string) => refusal('EAUTH', 'AUTH PLAIN', response);

test.each([
  [rcptTo('550 unknown'), 'message', '550'],
  [rcptTo('550-5.7.1 first line\n550 5.7.1 second'), 'message', '550 5.7.1'],
  [rcptTo('530 5.7.0 Must log in first'), 'account', '530 5.7.0'],
  [refusal('EENVELOPE', 'DATA', '554 5.5.1 No valid recipients'), 'message', '554 5.5.1'],
  [mailFrom('554 5.7.1 This account may not send'), 'account', '554 5.7.1'],
  [mailFrom('552 5.3.4 Message too big'), 'message', '552 5.3.4'],
  [login('535 5.7.8 Wrong user or password'), 'account', '535 5.7.8'],
  [text('554 5.7.0 Messages of this content are not accepted'), 'template', '554 5.7.0'],
  [text('554 5.6.0 Malformed'), 'template', '554 5.6.0'],
  [text('550 5.7.1 This recipient’s filter'), 'message', '550 5.7.1'],
  [text('552 5.2.2 Mailbox full'), 'message', '552 5.2.2'],
  [{ code: 'EENVELOPE', command: 'API' }, 'message', 'envelope'],
  [{ code: 'EMESSAGE', command: 'MAIL FROM' }, 'message', 'too-large'],
  [{ code: 'ENOAUTH', command: 'API' }, 'account', 'ENOAUTH'],
  [{ code: 'EAUTH', command: 'AUTH LOGIN' }, 'account', 'EAUTH'],
])('%j: rejected, %s', (failure, scope, code) => {
  expect(of(failure, true)).toEqual({ kind: 'rejected', scope, code });
});

test.each(['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1', '5.4.4'])(
  'a recipient refused with %s: nobody is there',
  (status) => {
    expect(of(rcptTo(`550 ${status} No such mailbox here`), true)).toEqual({
      ...{ kind: 'rejected', scope: 'message', code: `550 ${status}`, nobodyThere: true },
    });
  },
);

test.each([
  ...['550 No such user', '550 5.0.0 Failed', '550 5.1.8 Bad sender', '552 5.2.2 Mailbox full'].map(rcptTo),
  ...['550 5.7.1 Policy', '550 5.7.27 Sender has no MX', '452 4.2.2 Over quota', '450 4.1.1 Later'].map(
    rcptTo,
  ),
  // About our own address, and about the mail.
  mailFrom('550 5.1.0 Sender unknown'),
  text('550 5.1.1 Refused after reading it'),
  login('535 5.1.1 Nobody'),
])('%j says nothing of an address', (failure) => {
  expect(of(failure, true)).not.toHaveProperty('nobodyThere');
});

test.each([
  [mailFrom('451 4.7.1 Slower, please'), '451 4.7.1'],
  [mailFrom('421 4.3.2 Closing'), '421 4.3.2'],
  [rcptTo('450 4.2.0 Greylisted'), '450 4.2.0'],
  [text('421 4.3.2 Not available now'), '421 4.3.2'],
  [text('452 4.3.1 Disk full'), '452 4.3.1'],
  [text('503 5.5.1 Bad sequence of commands'), '503 5.5.1'],
  [login('454 4.7.0 Try later'), '454 4.7.0'],
])('%j: throttled', (failure, code) => {
  expect(of(failure, true)).toEqual({ kind: 'throttled', until: new Date(NOW.getTime() + 60_000), code });
});

test.each([
  { code: 'ECONNECTION', command: 'CONN' },
  // A greeting of this kind closes the connection; the digits are about it, not about the mail.
  { code: 'ECONNECTION', command: 'CONN', responseCode: 421, response: '421 too many connections' },
  { code: 'ESOCKET', command: 'CONN' },
  { code: 'ETIMEDOUT', command: 'CONN' },
  { code: 'EDNS', command: 'CONN' },
  { code: 'ETLS', command: 'CONN' },
  { code: 'EABORT' },
  // A line that is no reply, at MAIL or RCPT.
  { code: 'EENVELOPE', command: 'MAIL FROM' },
  {},
])('%j before the text was asked for: not sent', (failure) => {
  const until = new Date(NOW.getTime() + 1_000);
  expect(of(failure)).toEqual({ kind: 'throttled', until, code: 'link.not-sent' });
});

test.each([
  [{ code: 'ECONNECTION', command: 'CONN' }, 'link.broken'],
  [{ code: 'ECONNECTION', command: 'CONN', responseCode: 550, response: '550 5' }, 'link.broken'],
  [{ code: 'ESOCKET', command: 'CONN' }, 'link.broken'],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, 'link.no-answer'],
  [{ code: 'EABORT' }, 'link.no-answer'],
  [{ code: 'EPROTOCOL', command: 'CONN' }, 'link.nonsense'],
  // After the text: a line that is no reply, and a reply that is neither yes nor no.
  [{ code: 'EMESSAGE', command: 'DATA' }, 'link.nonsense'],
  [text('354 Go ahead'), 'link.nonsense'],
])('%j after it: unknown', (failure, code) => {
  expect(of(failure, true)).toEqual({ kind: 'unknown', code });
});

test('accepted, without whatever address the relay repeats', () => {
  const response = '250 2.0.0 <wang@family.invalid>: queued as 4F2A (for wang@family.invalid)';
  expect(outcomeOf({ response, read: true }, SETTINGS, new SettableClock(NOW))).toEqual({
    kind: 'accepted',
    reference: '250 2.0.0 <***>: queued as 4F2A (for ***)',
  });
});

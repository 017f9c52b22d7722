import { afterEach, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { Invitation } from '../../../domain/messages/invitation.js';
import type { MailSettings } from '../../../local/simulators/mail/settings.js';
import { PROVIDER_SETTINGS, providersOf } from '../../../providers/configured.js';
import { createSmtp } from '../../../providers/smtp/provider.js';
import { systemClock } from '../../../runtime/clock.js';
import { loadConfig } from '../../../runtime/config.js';
import { IMPATIENT_MILLISECONDS, PATIENT_MILLISECONDS } from '../conformance.js';
import { callOf, listening } from '../support.js';
import { checkDkim } from './dkim-check.js';
import { mailTo, settingsFor, startRelayHarness, type RelayHarness } from './relay.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function started(given?: Partial<MailSettings>): Promise<RelayHarness> {
  const harness = await startRelayHarness(PATIENT_MILLISECONDS, given);
  undo.push(async () => {
    await harness.provider.close();
    await harness.close();
  });
  return harness;
}

test('a mail arrives as the preview showed it', async () => {
  const harness = await started();
  const intentAt = new Date('2026-11-23T01:30:00Z');
  const call = callOf([mailTo()], { intentAt });
  expect(await harness.provider.send(call)).toEqual({ kind: 'accepted', reference: '250 2.0.0 Taken as 1' });
  const parsed = await simpleParser(await harness.newest());
  const [message] = call.messages;
  expect(parsed).toMatchObject({ subject: message!.subject, html: message!.html, date: intentAt });
  expect(parsed.text!.trimEnd()).toBe(message!.text);
  expect(parsed.from!.value).toEqual([{ name: '唐山志愿者', address: 'notice@muster.invalid' }]);
  expect(parsed.messageId).toBe(`<${call.outId}@muster.invalid>`);
});

test('a mail that cannot be made is refused alone, and no relay is asked', async () => {
  const harness = await started();
  const broken = callOf([mailTo({ unsubscribeUrl: 'no address of a page' })]);
  expect(await harness.provider.send(broken)).toEqual({
    kind: 'rejected',
    scope: 'message',
    code: 'not-composed',
  });
  expect(await harness.reached()).toEqual([]);
  expect(await harness.provider.send(harness.call())).toMatchObject({ kind: 'accepted' });
});

test('every try of one mail is the same mail, byte for byte', async () => {
  const harness = await started();
  const call = harness.call();
  await harness.misbehave('reset-after');
  expect(await harness.provider.send(call)).toMatchObject({ kind: 'unknown' });
  expect(await harness.provider.send({ ...call, epoch: 1 })).toMatchObject({ kind: 'accepted' });
  const [first, second] = await harness.taken();
  expect(second).toMatchObject({ messageId: first!.messageId, sha256: first!.sha256 });
});

test('lost before the text was asked for: not sent', async () => {
  const harness = await started();
  await harness.provider.send(harness.call());
  // On a used connection, where the pool of its own would try again.
  await harness.misbehave('reset-early');
  const lost = await harness.provider.send(harness.call());
  expect(lost).toMatchObject({ kind: 'throttled', code: 'link.not-sent' });
  expect(await harness.reached()).toHaveLength(1);
  expect(await harness.provider.send(harness.call())).toMatchObject({ kind: 'accepted' });
});

test('silence before the text was asked for: not sent', async () => {
  const { address } = await relayThat((line) => (line === 'DATA' ? null : undefined));
  const provider = createSmtp(settingsFor(address, IMPATIENT_MILLISECONDS), systemClock);
  undo.push(() => provider.close());
  expect(await provider.send(callOf([mailTo()]))).toMatchObject({ kind: 'throttled', code: 'link.not-sent' });
});

test('"not available now" behind the text: not taken', async () => {
  const harness = await started();
  await harness.misbehave('unavailable');
  expect(await harness.provider.send(harness.call())).toMatchObject({ kind: 'throttled', code: '421 4.3.2' });
  expect(await harness.reached()).toEqual([]);
});

test('logs in with what the URL says; a wrong password stops the account', async () => {
  const harness = await started({ user: 'office@muster', password: 'p@ss/word' });
  const url = (password: string) =>
    `smtp://${encodeURIComponent('office@muster')}:${encodeURIComponent(password)}@${harness.address}`;
  for (const [password, outcome] of [
    ['p@ss/word', { kind: 'accepted' }],
    ['other', { kind: 'rejected', scope: 'account', code: '535 5.7.8' }],
  ] as const) {
    const provider = createSmtp({ ...settingsFor(harness.address), url: url(password) }, systemClock);
    expect(await provider.send(harness.call())).toMatchObject(outcome);
    await provider.close();
  }
});

test('a mail the relay says is too large is refused before its text is sent', async () => {
  const harness = await started({ sizeLimitBytes: 4_000 });
  await harness.provider.send(harness.call());
  const call = callOf([mailTo({ text: '长'.repeat(3_000) })]);
  expect(await harness.provider.send(call)).toEqual({
    kind: 'rejected',
    scope: 'message',
    code: 'too-large',
  });
});

test.each([
  'wang@family.invalid\r\nBcc: all@city.invalid',
  'wang@family.invalid, all@city.invalid',
  '王@family.invalid',
  '<wang@family.invalid>',
  'wang',
  '',
])('an address no relay can carry (%j) is refused here', async (address) => {
  const harness = await started();
  const outcome = await harness.provider.send(callOf([mailTo({ address })]));
  expect(outcome).toEqual({ kind: 'rejected', scope: 'message', code: 'address' });
  expect(await harness.reached()).toEqual([]);
});

test('two messages in one call are a mistake of ours', async () => {
  const harness = await started();
  await expect(harness.provider.send(callOf([mailTo(), mailTo()]))).rejects.toThrow(RangeError);
});

test.each(['', '唐山志愿者', '唐山 <office@>'])(
  'a sender %j stops the start, and says which setting',
  (from) => {
    expect(() => createSmtp({ ...settingsFor('127.0.0.1:1'), from }, systemClock)).toThrow(/MAIL_FROM/);
  },
);

test('keeps to its connections, and uses them again', async () => {
  const { address, sessions } = await relayThat(() => undefined);
  const provider = createSmtp({ ...settingsFor(address), connections: 1 }, systemClock);
  undo.push(() => provider.close());
  // One more than the 100 after which the pool would hang up if left to itself.
  const calls = Array.from({ length: 101 }, () => callOf([mailTo()]));
  const outcomes = await Promise.all(calls.map((call) => provider.send(call)));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  expect(sessions()).toBe(1);
});

test('no query of the URL brings back the pool’s own tries and limits', async () => {
  let mails = 0;
  const { address, sessions } = await relayThat((line, socket) =>
    line.startsWith('MAIL') && ++mails === 2 ? hangUp(socket) : undefined,
  );
  const url = `smtp://${address}?maxRequeues=5&maxMessages=1&socketTimeout=600000`;
  const provider = createSmtp({ ...settingsFor(address), url, connections: 1 }, systemClock);
  undo.push(() => provider.close());
  expect(await provider.send(callOf([mailTo()]))).toMatchObject({ kind: 'accepted' });
  const lost = await provider.send(callOf([mailTo()]));
  expect(lost).toMatchObject({ kind: 'throttled', code: 'link.not-sent' });
  expect([mails, sessions()]).toEqual([2, 1]);
});

test('a relay that keeps talking without answering is cut off in time', async () => {
  const { address } = await relayThat((line, socket) => {
    if (line !== '.') return undefined;
    // eslint-disable-next-line no-restricted-globals -- the relay's own pace; no test waits on it
    const timer = setInterval(() => socket.write('250-still busy\r\n'), 20);
    socket.on('close', () => clearInterval(timer));
    return null;
  });
  const provider = createSmtp(settingsFor(address, IMPATIENT_MILLISECONDS), systemClock);
  undo.push(() => provider.close());
  expect(await provider.send(callOf([mailTo()]))).toEqual({ kind: 'unknown', code: 'link.no-answer' });
});

test('a bounce comes home: each mail has an envelope sender of its own, and asks to be told of failure', async () => {
  const heard: string[] = [];
  const { address } = await relayThat((line) => {
    heard.push(line);
    return line.startsWith('EHLO') ? '250-relay\r\n250 DSN' : undefined;
  });
  const provider = createSmtp({ ...settingsFor(address), bounceTo: 'bounce@muster.invalid' }, systemClock);
  undo.push(() => provider.close());
  const call = callOf([mailTo({ address: 'wang@family.invalid' })]);
  expect(await provider.send(call)).toMatchObject({ kind: 'accepted' });
  expect(heard).toContain(`MAIL FROM:<bounce+${call.outId}@muster.invalid> RET=HDRS ENVID=${call.outId}`);
  expect(heard).toContain('RCPT TO:<wang@family.invalid> NOTIFY=FAILURE,DELAY');
});

test('a bounce comes home alike from either of two relays, to the one mailbox that is read', async () => {
  const heard: string[][] = [[], []];
  const [first, second] = await Promise.all(heard.map((lines) => relayThat((line) => void lines.push(line))));
  const environment = {
    ...{ SMS_PROVIDER: 'inert', MAIL_FROM: 'notice@muster.invalid', MAIL_BOUNCE_TO: 'bounce@muster.invalid' },
    ...{ SMTP_URL: `smtp://${first!.address}`, SMTP_URL_2: `smtp://${second!.address}` },
  };
  const { email } = providersOf(loadConfig(environment, PROVIDER_SETTINGS), systemClock);
  undo.push(() => Promise.all(email.map((provider) => provider.close())));
  for (const [at, provider] of email.entries()) {
    const call = callOf([mailTo()]);
    expect(await provider.send(call)).toMatchObject({ kind: 'accepted' });
    expect(heard[at]).toContain(`MAIL FROM:<bounce+${call.outId}@muster.invalid>`);
  }
});

test('without an address for bounces they go to the sender; a relay that does not offer it is asked for nothing', async () => {
  const heard: string[] = [];
  const { address } = await relayThat((line) => void heard.push(line));
  const provider = createSmtp(settingsFor(address), systemClock);
  undo.push(() => provider.close());
  await provider.send(callOf([mailTo()]));
  expect(heard).toContain('MAIL FROM:<notice@muster.invalid>');
});

test('with signature, link and invitation too every try is the same, byte for byte, whoever makes it', async () => {
  const harness = await started();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const settings = {
    ...settingsFor(harness.address),
    bounceTo: 'bounce@muster.invalid',
    dkim: { domain: 'muster.invalid', selector: 'm1', key: privateKey },
  };
  const call = callOf([mailTo({ unsubscribeUrl: 'https://portal.invalid/u/abc', invitation: DRILL })]);
  for (const epoch of [0, 1]) {
    // Another process, which has written other mails before.
    const provider = createSmtp(settings, systemClock);
    await provider.send(callOf([mailTo({ text: `before ${epoch}` })]));
    expect(await provider.send({ ...call, epoch })).toMatchObject({ kind: 'accepted' });
    await provider.close();
  }
  const [, first, , second] = await harness.taken();
  expect(second).toEqual({ ...first, at: expect.anything() });
  const source = await harness.newest();
  expect(checkDkim(Buffer.from(source), publicKey)).toMatchObject({
    passes: true,
    signed: expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']),
  });
  const { attachments } = await simpleParser(source);
  const file = attachments.at(-1)!.content.toString().replace(/\r\n /g, '');
  expect(file).toContain(
    `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:${call.messages[0]!.address}`,
  );
  expect(file).toContain('mailto:notice@muster.invalid');
});

const DRILL: Invitation = {
  uid: 'run-1-notice@muster.invalid',
  sequence: 0,
  cancelled: false,
  event: {
    title: '演练',
    place: '滦河大桥',
    from: '2026-12-01T01:00:00.000Z',
    to: '2026-12-01T03:00:00.000Z',
  },
  stamp: '2026-11-23T01:30:00.000Z',
};

/** What a relay says to a line; undefined: what is usual, null: nothing. */
type Says = (line: string, socket: Socket) => string | null | undefined;

/** A relay with PIPELINING that takes everything, unless `says` has it otherwise. */
async function relayThat(says: Says) {
  let sessions = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sessions++;
    sockets.add(socket.on('error', () => undefined));
    socket.setNoDelay(true).write('220 relay ESMTP\r\n');
    serve(socket, says);
  });
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { address: await listening(server), sessions: () => sessions };
}

function serve(socket: Socket, says: Says): void {
  let heard = '';
  let inText = false;
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    for (let end = heard.indexOf('\r\n'); end !== -1; end = heard.indexOf('\r\n')) {
      const line = heard.slice(0, end);
      heard = heard.slice(end + 2);
      if (inText && line !== '.') continue;
      inText = line === 'DATA';
      const reply = says(line, socket);
      if (reply !== null) socket.write(`${reply ?? usual(line)}\r\n`);
    }
  });
}

function hangUp(socket: Socket): null {
  socket.destroy();
  return null;
}

const usual = (line: string): string =>
  line === 'DATA' ? '354 go' : line.startsWith('EHLO') ? '250-relay\r\n250 PIPELINING' : '250 yes';

/** Mails through the dispatcher and a real SMTP conversation: what arrives, and what bad input comes to. */
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { invitationUid } from '../../domain/messages/invitation.js';
import type { Plan, PlannedInvitation, SendStep } from '../../domain/plan/plan.js';
import { writeInvitations } from '../../ledger/invitations.js';
import { addTemplate } from '../../ledger/templates.js';
import type { Provider } from '../../providers/contract.js';
import { createSmtp } from '../../providers/smtp/provider.js';
import { systemClock } from '../../runtime/clock.js';
import { settingsFor, startRelayHarness } from '../providers/smtp/relay.js';
import { KEYS, NOW, settleCast, type Name } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states, type Launched, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const testDesk = await openTestDesk(city);
const harness = await startRelayHarness(undefined, { sizeLimitBytes: 500_000 });
const smtp = createSmtp(settingsFor(harness.address), systemClock);
const desk = { ...testDesk, providers: { sms: [testDesk.sms], email: [smtp] } };
afterAll(async () => {
  await smtp.close();
  await harness.provider.close();
  await harness.close();
});

let before = 0;
beforeEach(async () => {
  await city.reset();
  testDesk.clock.set(NOW);
  before = (await harness.taken()).length;
});

/** Mails taken since the test began, by recipient, parsed. */
async function arrived() {
  const mails: [string, Awaited<ReturnType<typeof simpleParser>>][] = [];
  for (const [at, { envelopeTo }] of (await harness.taken()).entries()) {
    if (at < before) continue;
    const source = await fetch(`http://${harness.page}/mails/${at + 1}/source`);
    mails.push([envelopeTo, await simpleParser(Buffer.from(await source.arrayBuffer()))]);
  }
  return mails;
}

const DRILL: PlannedInvitation = {
  ...{ uid: null, sequence: 0, cancelled: false },
  event: {
    ...{ title: '演练', place: '滦河大桥' },
    ...{ from: '2026-08-02T01:00:00.000Z', to: '2026-08-02T03:00:00.000Z' },
  },
};

const planWith = (step: SendStep, invitation: PlannedInvitation): Plan => ({
  ...{ kind: 'notice', title: '测试' },
  steps: [{ ...step, channels: step.channels.map((channel) => ({ ...channel, invitation })) }],
});

/** A run by mail with an invitation, written down as a launch does. */
async function invited(invitation: PlannedInvitation, wish: Wish = {}): Promise<Launched> {
  const launched = await launch(city, { email: 'flood-mail', ...wish });
  const { run, step } = launched;
  const plan = planWith(step, invitation);
  const naming = { uidOf: (id: number, key: string) => invitationUid(id, key, 'muster.invalid'), now: NOW };
  expect(await writeInvitations(database, { id: run.id, plan }, naming)).toBe(true);
  return launched;
}

const calendarsOf = async (): Promise<string[]> =>
  (await arrived()).map(([, { attachments }]) =>
    attachments.at(-1)!.content.toString().replace(/\r\n /g, ''),
  );

describe('an invitation', () => {
  test('reaches everyone as theirs, under one uid', async () => {
    const { run } = await invited(DRILL);
    await workOff(desk);
    const mails = await arrived();
    expect(mails.length).toBe(4);
    for (const [address, { attachments }] of mails) {
      const [entry, file] = attachments;
      const text = entry!.content.toString().replace(/\r\n /g, '');
      expect(text).toContain(`UID:run-${run.id}-send@muster.invalid\r\nSEQUENCE:0`);
      expect(text).toContain(`MAILTO:${address}`);
      expect(text).toContain('METHOD:REQUEST');
      expect(file!.content.equals(entry!.content)).toBe(true);
    }
  });

  test('is changed and cancelled under the same uid, by runs of their own', async () => {
    const { run } = await invited(DRILL);
    const uid = invitationUid(run.id, 'send', 'muster.invalid');
    await invited({ ...DRILL, uid, sequence: 1, event: { ...DRILL.event, place: '西岸' } });
    await invited({ ...DRILL, uid, sequence: 2, cancelled: true });
    await workOff(desk);
    const all = await calendarsOf();
    const saying = (pattern: RegExp): string[] =>
      all.filter((text) => text.includes(`UID:${uid}\r\n`) && pattern.test(text));
    expect(all).toHaveLength(12);
    expect(saying(/METHOD:REQUEST[\s\S]*SEQUENCE:0/)).toHaveLength(4);
    expect(saying(/METHOD:REQUEST[\s\S]*SEQUENCE:1[\s\S]*LOCATION:西岸/)).toHaveLength(4);
    expect(saying(/METHOD:CANCEL[\s\S]*SEQUENCE:2[\s\S]*STATUS:CANCELLED/)).toHaveLength(4);
  });

  test('of two changes at once the second is refused by the ledger', async () => {
    const { run, step } = await invited(DRILL);
    const uid = invitationUid(run.id, 'send', 'muster.invalid');
    const plan = planWith(step, { ...DRILL, uid, sequence: 0 });
    expect(await writeInvitations(database, { id: run.id, plan }, { uidOf: () => '', now: NOW })).toBe(false);
  });

  test('to what is over by the time its mail comes up is not sent', async () => {
    const launched = await invited(DRILL, { expiresAt: DRILL.event.to });
    testDesk.clock.set(new Date(DRILL.event.to));
    await workOff(desk);
    expect((await arrived()).length).toBe(0);
    expect(new Set(Object.values(await states(city, launched, 'email')))).toContain('expired: expired');
  });

  test('stays out of the mails of other runs', async () => {
    await launch(city, { email: 'flood-mail' });
    await workOff(desk);
    for (const [, { attachments }] of await arrived()) expect(attachments).toEqual([]);
  });
});

describe('a relay that refuses a recipient', () => {
  const dead = () => database`SELECT channel, address_hash, code, since FROM dead_address ORDER BY id`;
  const hashOf = (address: string) => KEYS.fingerprint('email', address);
  const send = async (wish: Wish = {}) => {
    const launched = await launch(city, { email: 'flood-mail', ...wish });
    await workOff(desk);
    return states(city, launched, 'email');
  };

  test('with 5.1.1: its message failed, the address is dead as after a bounce, and no other', async () => {
    await harness.misbehave('refuse-message');
    const seen = Object.entries(await send({ audience: { committees: ['luannan'] } }));
    const refused = seen.filter(([, state]) => state === 'failed: 550 5.1.1').map(([name]) => name);
    expect(refused).toHaveLength(1);
    expect(seen.filter(([, state]) => state === 'sent')).toHaveLength(2);
    const [person] = await database`SELECT email_hash FROM person WHERE id = ${city.id(refused[0] as Name)}`;
    expect(await dead()).toEqual([
      { channel: 'email', addressHash: person!['emailHash'], code: '550 5.1.1', since: NOW },
    ]);
    expect(await send({ audience: { committees: ['luannan'] } })).toMatchObject({
      [refused[0]!]: 'suppressed: address bounced',
    });
    expect(await dead()).toHaveLength(1);
  });

  test('spares the address a person got while the mail was on its way', async () => {
    const id = city.id('张蔷');
    const relay: Provider = {
      ...testDesk.email,
      send: async () => {
        await database`UPDATE person SET email_hash = 'another' WHERE id = ${id}`;
        return { kind: 'rejected', scope: 'message', code: '550 5.1.1', nobodyThere: true };
      },
      close: async () => {},
    };
    await launch(city, { email: 'flood-mail', audience: { committees: [], people: [id] } });
    await workOff({ ...desk, providers: { sms: [], email: [relay] } });
    await database`UPDATE person SET email_hash = ${hashOf('zhang@luannan.invalid')} WHERE id = ${id}`;
    expect(await dead()).toMatchObject([{ addressHash: hashOf('zhang@luannan.invalid') }]);
  });

  test.each(['550 5.7.1', '552 5.2.2', '550'])('with %s says nothing of the address', async (code) => {
    testDesk.email.restart(() => ({ kind: 'rejected', scope: 'message', code }));
    await launch(city, { email: 'flood-mail', audience: { committees: ['luannan'] } });
    await workOff(testDesk);
    expect(await dead()).toEqual([]);
  });
});

describe('bad input', () => {
  const named = async (name: string, work: () => Promise<void>): Promise<void> => {
    await database`UPDATE person SET name = ${name} WHERE id = ${city.id('刘洋')}`;
    await work().finally(() => database`UPDATE person SET name = '刘洋' WHERE id = ${city.id('刘洋')}`);
  };

  test.each([
    ['a header in a name', '刘洋\r\nBcc: all@city.invalid', 'failed: text.name.control-character'],
    ['a name of 2 MB', '刘'.repeat(700_000), 'failed: text.name.too-long'],
  ])('%s fails that mail alone', async (_, name, state) => {
    let launched: Launched;
    await named(name, async () => {
      launched = await launch(city, { email: 'flood-mail' });
      await workOff(desk);
    });
    const seen = await states(city, launched!, 'email');
    expect([seen['刘洋'], seen['张蔷'], seen['李岚'], seen['赵敏']]).toEqual([state, 'sent', 'sent', 'sent']);
    expect((await arrived()).length).toBe(3);
  });

  test('markup, Markdown and mail words in a name stay a name', async () => {
    const name = '*刘* <b>洋</b> =?UTF-8?B?eA==?=';
    await named(name, async () => {
      await launch(city, { email: 'flood-mail' });
      await workOff(desk);
      const [, mail] = (await arrived()).find(([address]) => address === 'liu@qianxi.invalid')!;
      expect(mail.text).toContain(name);
      expect(mail.html).toContain('*刘* &lt;b&gt;洋&lt;/b&gt; =?UTF-8?B?eA==?=');
      expect(mail.headers.has('bcc')).toBe(false);
    });
  });

  test('an address that cannot exist fails that mail alone, and no relay hears of it', async () => {
    const id = city.id('刘洋');
    const [kept] = await database<
      [{ emailCipher: Buffer }]
    >`SELECT email_cipher FROM person WHERE id = ${id}`;
    const bad = KEYS.encrypt('liu@qianxi.invalid>\r\nRCPT TO:<all@city.invalid');
    await database`UPDATE person SET email_cipher = ${bad} WHERE id = ${id}`;
    const launched = await launch(city, { email: 'flood-mail' });
    await workOff(desk);
    await database`UPDATE person SET email_cipher = ${kept.emailCipher} WHERE id = ${id}`;
    expect((await states(city, launched, 'email'))['刘洋']).toBe('failed: address');
    expect((await arrived()).length).toBe(3);
  });

  test('a text of 2 MB that the relay does not take is refused before it is sent, and says so', async () => {
    const words = { code: 'long-mail', channel: 'email', class: 'notice', language: 'zh-CN' } as const;
    const long = { ...words, subject: '长', text: '长'.repeat(700_000), html: null, carrierCode: null };
    const { template } = await database.begin((sql) => addTemplate(sql, long, { by: 'test', now: NOW }));
    const withLong = { ...city, template: () => template };
    const launched = await launch(withLong, { email: 'long-mail' });
    await workOff(desk);
    expect(Object.values(await states(city, launched, 'email'))).toContain('failed: too-large');
    expect((await arrived()).length).toBe(0);
  });
});

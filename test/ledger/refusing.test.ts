import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { TOPICS, type Refused, type Topic } from '../../domain/messages/topics.js';
import type { Channel, Irrefusable, MessageClass } from '../../domain/plan/plan.js';
import { claimBatch, claimCall, claimMessages } from '../../ledger/claim.js';
import { addConsent, withdrawConsents } from '../../ledger/consents.js';
import { addOptOut, revokeOptOuts } from '../../ledger/opt-outs.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, launch, PROVIDERS, states, type Launched } from '../support/launch.js';

// Whoever has refused a thing never gets it: looked at for every combination, when it is written and when it is sent.

jest.setTimeout(120_000);
const { database } = await createTestDatabase();
const city = await settleCast(database);
const WHO = '张蔷';
const ADDRESSES = {
  sms: KEYS.fingerprint('phone', phoneOf(WHO)),
  email: KEYS.fingerprint('email', 'zhang@luannan.invalid'),
};
const leaseUntil = new Date(+NOW + 60_000);

interface Case {
  channel: Channel;
  messageClass: Exclude<MessageClass, 'verification'>;
  topic: Topic;
  irrefusable: Irrefusable | null;
  /** Withdrawn on which channel, from what. */
  optOut: { channel: Channel; topic: Refused } | null;
  consent: 'none' | 'given' | 'withdrawn' | 'other channel' | 'other basis';
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    channel: fc.constantFrom('sms', 'email'),
    messageClass: fc.constantFrom('notice', 'promotion'),
    topic: fc.constantFrom(...TOPICS),
    irrefusable: fc.constantFrom(null, null, 'emergency', 'contact duty'),
    optOut: fc.option(
      fc.record({ channel: fc.constantFrom('sms', 'email'), topic: fc.constantFrom('all', ...TOPICS) }),
    ),
    consent: fc.constantFrom('none', 'given', 'withdrawn', 'other channel', 'other basis'),
  })
  .map((one) => (one.messageClass === 'promotion' ? { ...one, irrefusable: null } : one));

/** What the law and the person say, told without SQL. */
function expected({ channel, messageClass, topic, irrefusable, optOut, consent }: Case): string {
  const refused =
    optOut !== null && optOut.channel === channel && (optOut.topic === 'all' || optOut.topic === topic);
  if (refused && irrefusable === null) return 'suppressed: opted out';
  return messageClass === 'promotion' && consent !== 'given' ? 'suppressed: no consent' : 'sent';
}

async function wish({ channel, optOut, consent }: Case): Promise<void> {
  if (optOut)
    await addOptOut(database, {
      ...{ channel: optOut.channel, addressHash: ADDRESSES[optOut.channel], topic: optOut.topic },
      ...{ source: 'page', now: NOW },
    });
  if (consent === 'none') return;
  const other = channel === 'sms' ? 'email' : 'sms';
  const person = city.id(WHO);
  await addConsent(database, {
    ...{ person, channel: consent === 'other channel' ? other : channel, source: 'test', givenAt: NOW },
    basis: consent === 'other basis' ? 'legal duty' : 'consent',
  });
  if (consent === 'withdrawn') await withdrawConsents(database, { person, channels: [channel], now: NOW });
}

const launched = ({ channel, messageClass, topic, irrefusable }: Case): Promise<Launched> =>
  launch(city, {
    ...(channel === 'sms' ? { sms: 'flood' } : { email: 'flood-mail' }),
    ...{ class: messageClass, topic, irrefusable, audience: { committees: ['tangshan'] } },
  });

async function stateAfterClaim({ channel }: Case, run: Launched): Promise<string | undefined> {
  for (const batchId of await batchesOf(city, run, channel)) {
    const claim = {
      batchId,
      channel,
      providers: [{ name: PROVIDERS[channel], weight: 100 }],
      now: NOW,
      leaseUntil,
    };
    if (channel === 'sms') await claimCall(database, { ...claim, outId: `${batchId}` });
    else {
      await claimBatch(database, { ...claim, outId: `${batchId}` });
      await claimMessages(database, { ...claim, epoch: 0, limit: 100 });
    }
  }
  return (await states(city, run, channel))[WHO];
}

beforeEach(() => city.reset());

describe('whoever has refused', () => {
  test('is not written to', async () => {
    await fc.assert(
      fc
        .asyncProperty(cases, async (one) => {
          await wish(one);
          const state = (await states(city, await launched(one), one.channel))[WHO];
          expect(state).toBe(expected(one) === 'sent' ? 'queued' : expected(one));
        })
        .beforeEach(() => city.reset()),
      { numRuns: 60 },
    );
  });

  test('is not sent what was queued before', async () => {
    await fc.assert(
      fc
        .asyncProperty(cases, async (one) => {
          // Everything was allowed while it was written.
          await wish({ ...one, optOut: null, consent: 'given' });
          const run = await launched(one);
          expect((await states(city, run, one.channel))[WHO]).toBe('queued');
          await database`DELETE FROM consent`;
          await wish(one);
          const state = await stateAfterClaim(one, run);
          expect(state).toBe(expected(one) === 'sent' ? 'sending' : expected(one));
        })
        .beforeEach(() => city.reset()),
      { numRuns: 60 },
    );
  });
});

test('whoever takes an opt-out back is written to again, and only the topic they named', async () => {
  const address = { channel: 'sms', addressHash: ADDRESSES.sms } as const;
  for (const topic of ['training', 'reports'] as const)
    await addOptOut(database, { ...address, topic, source: 'page', now: NOW });
  const by = `person ${city.id(WHO)}`;
  expect(await revokeOptOuts(database, { ...address, topics: ['training'], by, now: NOW })).toHaveLength(1);
  expect(await revokeOptOuts(database, { ...address, topics: ['training'], by, now: NOW })).toHaveLength(0);
  const stateOf = async (topic: Topic) => (await states(city, await launch(city, { topic })))[WHO];
  expect([await stateOf('training'), await stateOf('reports')]).toEqual(['queued', 'suppressed: opted out']);
});

test('of a family with one phone the one who agreed gets the promotion', async () => {
  const [first, second] = [city.id('李岚'), city.id('刘洋')];
  await database`UPDATE person p SET phone_hash = q.phone_hash, phone_cipher = q.phone_cipher
    FROM person q WHERE p.id = ${second} AND q.id = ${first}`;
  await addConsent(database, {
    ...{ person: Math.max(first, second), channel: 'sms', basis: 'consent', source: 'test', givenAt: NOW },
  });
  const found = await states(city, await launch(city, { sms: 'open-day', class: 'promotion' }));
  expect([found.李岚, found.刘洋].sort()).toEqual(['queued', 'suppressed: no consent']);
});

test('the database refuses a promotion nobody may refuse', async () => {
  await expect(launch(city, { class: 'promotion', irrefusable: 'emergency' })).rejects.toMatchObject({
    code: '23514',
  });
});

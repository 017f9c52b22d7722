import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../local/simulators/faults.js';
import type { Outcome, Provider, ProviderCall } from '../../providers/contract.js';
import type { PushReader } from '../../providers/push-readers.js';

/** How long a provider under test waits for an answer: longer than any that comes, however busy the machine. */
export const PATIENT_MILLISECONDS = 20_000;
/** Where no answer will come, each test costs so much real time; still enough to connect and to send. */
export const IMPATIENT_MILLISECONDS = 1_200;

/** A provider with a far side that can be told to misbehave. */
export interface Harness {
  provider: Provider;
  /** The same provider, pointed at an address where nobody listens. */
  unreachable(): Promise<Provider>;
  /** A call of this many messages (1 if left out) that was never made before. */
  call(messages?: number): ProviderCall;
  /** Makes exactly these faults happen to the next calls, in turn; `null`: none. */
  misbehave(...faults: (string | null)[]): Promise<void>;
  /**
   * What the far side pushes: its word on a call it took, and a text somebody sent back. Absent where nothing is pushed.
   */
  pushes?: {
    reader: PushReader;
    receiptOf(call: ProviderCall): Promise<string>;
    replyFrom(address: string, content: string): Promise<string>;
  };
  /** Faults of the provider's own kind, each with the outcome it must come to. */
  own?: readonly (readonly [fault: string, outcome: Partial<Outcome>])[];
  /** A message is refused because nobody is at its address. */
  nobodyThere?: true;
  /** Addresses that got a message so far, in order. */
  reached(): Promise<string[]>;
  close(): Promise<void>;
}

/** What a provider is. */
export interface Traits {
  /** Whether there is a far side at all; the inert provider has none, and takes part in the first half only. */
  farSide: boolean;
  /** The name it was given. */
  called: string;
}

/** One example of everything the contract promises; every provider passes it. */
export function describeProvider(
  name: string,
  makeHarness: (patienceMilliseconds: number) => Promise<Harness>,
  { farSide, called }: Traits,
): void {
  describe(`provider ${name}`, () => {
    const current = harnessOfEachTest(() => makeHarness(PATIENT_MILLISECONDS));
    describeAcceptance(current, called);
    if (farSide) describeFarSide(current);
  });
  if (!farSide) return;
  describe(`provider ${name}, impatient`, () => {
    describeSilence(harnessOfEachTest(() => makeHarness(IMPATIENT_MILLISECONDS)));
  });
}

/** A fresh harness before each test, gone after it. */
function harnessOfEachTest(make: () => Promise<Harness>): () => Harness {
  let harness: Harness;
  beforeEach(async () => {
    harness = await make();
  });
  afterEach(async () => {
    await harness.provider.close();
    await harness.close();
  });
  return () => harness;
}

function describeAcceptance(current: () => Harness, called: string): void {
  test('says who it is and how much it takes', () => {
    const { provider } = current();
    expect(provider.name).toBe(called);
    expect(provider.weight).toBeGreaterThanOrEqual(0);
    expect(provider.weight).toBeLessThanOrEqual(100);
    expect(['sms', 'email']).toContain(provider.channel);
    expect(provider.maxMessagesPerCall).toBeGreaterThanOrEqual(1);
    expect(provider.maxOpenCalls).toBeGreaterThanOrEqual(1);
  });

  test('accepted: a full call is taken and has a reference', async () => {
    const harness = current();
    const call = harness.call(harness.provider.maxMessagesPerCall);
    const outcome = await send(harness.provider, call);
    expect(outcome).toEqual({ kind: 'accepted', reference: expect.stringMatching(/./) });
  });

  test('closing waits for the call that is under way', async () => {
    const harness = current();
    await harness.misbehave('delay');
    const sending = send(harness.provider, harness.call());
    await harness.provider.close();
    expect(await sending).toMatchObject({ kind: 'accepted' });
  });

  test('close may be called twice', async () => {
    const { provider } = current();
    await provider.close();
    await provider.close();
  });
}

function describeFarSide(current: () => Harness): void {
  describeRefusals(current);
  describeNotTaken(current);
  describeUnknown(current);
  describeOwn(current);
  describePushes(current);

  test('each of many calls under way has its own outcome', async () => {
    const harness = current();
    const faults: (Fault | null)[] = [null, 'refuse-message', 'reset-after', null];
    await harness.misbehave(...faults);
    const outcomes = await Promise.all(faults.map(() => send(harness.provider, harness.call())));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'rejected', 'unknown']);
    expect(await harness.reached()).toHaveLength(3);
  });

  test('closed: nothing leaves any more', async () => {
    const harness = current();
    await harness.provider.close();
    expect(await send(harness.provider, harness.call())).toMatchObject({
      kind: 'throttled',
      code: 'link.closed',
    });
    expect(await harness.reached()).toEqual([]);
  });
}

function describeRefusals(current: () => Harness): void {
  test.each(['message', 'template', 'account'] as const)('rejected: %s', async (scope) => {
    const harness = current();
    await harness.misbehave(`refuse-${scope}`);
    const outcome = await send(harness.provider, harness.call());
    const nobodyThere = scope === 'message' && harness.nobodyThere ? { nobodyThere: true } : {};
    expect(outcome).toEqual({ kind: 'rejected', scope, code: expect.stringMatching(/./), ...nobodyThere });
    expect(await harness.reached()).toEqual([]);
  });
}

function describeNotTaken(current: () => Harness): void {
  test('throttled: not taken, with a time to try again', async () => {
    const harness = current();
    await harness.misbehave('throttle');
    const asked = Date.now();
    const outcome = await send(harness.provider, harness.call());
    expect(outcome).toMatchObject({ kind: 'throttled', code: expect.stringMatching(/./) });
    expect((outcome as { until: Date }).until.getTime()).toBeGreaterThan(asked);
    expect(await harness.reached()).toEqual([]);
    expect(await send(harness.provider, harness.call())).toMatchObject({ kind: 'accepted' });
  });

  test('not sent: a refused connection is throttled, never unknown', async () => {
    const unreachable = await current().unreachable();
    const outcome = await send(unreachable, current().call());
    expect(outcome).toMatchObject({ kind: 'throttled', code: 'link.not-sent', until: expect.any(Date) });
    await unreachable.close();
  });
}

function describeUnknown(current: () => Harness): void {
  // A lost request and a lost answer look the same from here.
  const faults: [Fault, reached: number][] = [
    ['reset-after', 1],
    ['reset-before', 0],
    ['cut-after', 1],
    ['nonsense-after', 1],
    ['nonsense', 0],
  ];
  test.each(faults)('unknown: %s', async (fault, reached) => {
    const harness = current();
    await harness.misbehave(fault);
    await expectUnknown(harness, reached);
    expect(await send(harness.provider, harness.call())).toMatchObject({ kind: 'accepted' });
  });
}

/** Codes of its own that must not be taken for anything else, whatever else the suite does not know of it. */
function describeOwn(current: () => Harness): void {
  test('its own refusals and nonsense come to what they mean', async () => {
    const harness = current();
    for (const [fault, expected] of harness.own ?? []) {
      await harness.misbehave(fault);
      expect({ fault, ...(await send(harness.provider, harness.call())) }).toMatchObject({
        fault,
        ...expected,
      });
      expect(await harness.reached()).toEqual([]);
    }
  });
}

function describePushes(current: () => Harness): void {
  test('receipt: its word on a call names the call and the address, and reads as delivered', async () => {
    const { pushes, provider, call } = current();
    if (!pushes) return expect(provider.channel).toBe('email');
    const sent = call(2);
    expect(await send(provider, sent)).toMatchObject({ kind: 'accepted' });
    const { items, problems } = pushes.reader.receipts(await pushes.receiptOf(sent));
    expect(problems).toEqual([]);
    expect(items.map(({ outId, address, delivered }) => ({ outId, address, delivered }))).toEqual(
      sent.messages.map(({ address }) => ({ outId: sent.outId, address, delivered: true })),
    );
  });

  test('reply: a text somebody sends is read with its address, content and number', async () => {
    const { pushes, provider, call } = current();
    if (!pushes) return expect(provider.channel).toBe('email');
    const sent = call();
    await send(provider, sent);
    const { address } = sent.messages[0]!;
    const { items, problems } = pushes.reader.replies(await pushes.replyFrom(address, '收到'));
    expect(problems).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({ address, content: '收到', sequence: expect.stringMatching(/./) }),
    ]);
  });

  test.each(['', 'null', '{}', '<html>', '[null, 7, {"out_id": {}}]'])(
    'a push of nonsense is said to be nonsense, and nothing is made of it: %s',
    async (body) => {
      const { pushes, provider } = current();
      if (!pushes) return expect(provider.channel).toBe('email');
      for (const read of [pushes.reader.receipts, pushes.reader.replies]) {
        const { items, problems } = read(body);
        expect(items).toEqual([]);
        expect(problems.length).toBeGreaterThan(0);
      }
    },
  );
}

function describeSilence(current: () => Harness): void {
  const faults: [Fault, reached: number][] = [
    ['swallow-after', 1],
    ['swallow-before', 0],
  ];
  test.each(faults)('unknown: %s', async (fault, reached) => {
    await current().misbehave(fault);
    await expectUnknown(current(), reached);
  });
}

async function expectUnknown(harness: Harness, reached: number): Promise<void> {
  const call = harness.call();
  expect(await send(harness.provider, call)).toEqual({ kind: 'unknown', code: expect.stringMatching(/./) });
  expect(await harness.reached()).toEqual(reached === 0 ? [] : [call.messages[0]!.address]);
}

/** Sends, and holds every outcome against the one rule that has no exception: nothing of a person is in it. */
async function send(provider: Provider, call: ProviderCall): Promise<Outcome> {
  const outcome = await provider.send(call);
  const shown = JSON.stringify(outcome);
  for (const { address, text, variables, subject, html } of call.messages) {
    const personal = [address, address.split('@')[0]!, text, ...Object.values(variables), subject, html];
    for (const value of personal) if (value) expect(shown).not.toContain(value);
  }
  expect(shown).not.toMatch(/https?:|127\.0\.0\.1|%[0-9A-F]{2}/);
  return outcome;
}

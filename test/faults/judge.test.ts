import { describe, expect, test } from '@jest/globals';
import type { MessageState } from '../../domain/messages/states.js';
import type { Channel } from '../../domain/plan/plan.js';
import { callsCutOff, judge, type Arrival, type Claimed, type Try } from '../../rehearsal/judge.js';
import type { Struck } from './strike.js';

// The judge has to be seen to condemn before an acquittal means anything.

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 1, 0, 0, seconds));

const claim = (channel: Channel, state: MessageState, tries: Try[] = []): Claimed => ({
  id: 7,
  channel,
  state,
  reason: null,
  identity: 'someone, something',
  tries,
});

const arrival = (seconds: number, fault: string | null = null, bytes = 'same'): Arrival => ({
  at: at(seconds),
  identity: 'someone, something',
  bytes,
  outId: null,
  fault,
});

const lostTry: Try = {
  id: 1,
  outId: 'first',
  intentAt: at(10),
  finishedAt: at(14),
  outcome: 'unknown',
  code: 'dispatcher lost',
};
const answeredTry: Try = {
  id: 1,
  outId: 'first',
  intentAt: at(10),
  finishedAt: at(11),
  outcome: 'accepted',
  code: null,
};
const killAt = (seconds: number, target: Struck['target'] = 'dispatcher'): Struck => ({
  kind: 'kill',
  target,
  at: at(seconds),
  backAt: at(seconds + 1),
});

function found(claims: Claimed[], arrivals: Arrival[], blows: Struck[] = []): (string | number)[][] {
  const channel = claims[0]?.channel ?? 'sms';
  return judge(channel, { claims, arrivals, blows }).map(({ kind, fault, count }) => [kind, fault, count]);
}

describe('a message', () => {
  test.each(['sent', 'delivered', 'undelivered'] as const)('%s and arrived once is in order', (state) => {
    expect(found([claim('sms', state)], [arrival(1)])).toEqual([]);
  });

  test.each(['sent', 'delivered', 'undelivered', 'queued', 'sending'] as const)(
    '%s that never arrived is lost',
    (state) => {
      expect(found([claim('sms', state)], [])).toEqual([['lost', 'none', 1]]);
    },
  );

  test('that arrived and never came to an end is lost too', () => {
    expect(found([claim('sms', 'queued')], [arrival(1, 'swallow-after')])).toEqual([
      ['lost', 'swallow-after', 1],
    ]);
  });

  test('still being reconciled is unknown', () => {
    expect(found([claim('sms', 'unknown')], [arrival(1)])).toEqual([['unknown', 'none', 1]]);
  });

  test('that arrived although the ledger says otherwise, or knows nothing of it, is untold', () => {
    expect(found([claim('sms', 'failed')], [arrival(1)])).toEqual([['untold', 'none', 1]]);
    expect(found([], [arrival(1)])).toEqual([['untold', 'none', 1]]);
    const [unwanted, maybe] = [null, 'may have been sent'].map((reason) => ({
      ...claim('email', 'suppressed'),
      reason: reason ?? 'opted out',
    }));
    expect(found([unwanted!], [arrival(1)])).toEqual([['untold', 'none', 1]]);
    expect(found([maybe!], [arrival(1)])).toEqual([]);
  });

  test('rightly not sent is in order', () => {
    expect(found([claim('sms', 'failed')], [])).toEqual([]);
  });
});

describe('a second copy', () => {
  test('of a text is twice, whatever went wrong', () => {
    expect(found([claim('sms', 'sent')], [arrival(1, 'swallow-after'), arrival(5), arrival(9)])).toEqual([
      ['twice', 'swallow-after', 2],
    ]);
  });

  test('of a mail is counted apart when the answer to the first was lost', () => {
    expect(found([claim('email', 'sent')], [arrival(1, 'reset-after'), arrival(5)])).toEqual([
      ['twiceAfterLostAnswer', 'reset-after', 1],
    ]);
  });

  test('of a mail is twice when the fault lay before taking it', () => {
    expect(found([claim('email', 'sent')], [arrival(1, 'throttle'), arrival(5)])).toEqual([
      ['twice', 'throttle', 1],
    ]);
  });

  test('of a mail is twice when its bytes differ', () => {
    expect(found([claim('email', 'sent')], [arrival(1, 'reset-after'), arrival(5, null, 'other')])).toEqual([
      ['twice', 'reset-after', 1],
    ]);
  });

  test('of a mail is twice when a third had no such excuse', () => {
    const copies = [arrival(1, 'reset-after'), arrival(5), arrival(9)];
    expect(found([claim('email', 'sent')], copies)).toEqual([['twice', 'reset-after', 2]]);
  });

  test('of a mail is counted apart when its dispatcher was killed with the call in its hands', () => {
    const lost = claim('email', 'sent', [lostTry]);
    expect(found([lost], [arrival(11), arrival(20)], [killAt(12)])).toEqual([
      ['twiceAfterLostAnswer', 'kill dispatcher', 1],
    ]);
  });

  test.each([
    ['the kill came before the call', lostTry, killAt(9)],
    ['the kill came after the ledger had given it up', lostTry, killAt(15)],
    ['another process was killed', lostTry, killAt(12, 'postgres')],
    ['the ledger had the answer', answeredTry, killAt(11)],
  ])('of a mail is twice when %s', (_, made, blow) => {
    expect(found([claim('email', 'sent', [made])], [arrival(10), arrival(20)], [blow])[0]?.[0]).toBe('twice');
  });
});

describe('the same words meant for one phone twice', () => {
  const tried = (outId: string): Try => ({ ...answeredTry, outId });
  const first = { ...claim('sms', 'sent', [tried('first')]), id: 1 };
  const second = { ...claim('sms', 'delivered', [tried('second')]), id: 2 };
  const labelled = (seconds: number, outId: string): Arrival => ({ ...arrival(seconds), outId });

  test('are in order when each arrived once, whatever they were labelled', () => {
    expect(found([first, second], [labelled(1, 'first'), labelled(9, 'second')])).toEqual([]);
    expect(found([first, second], [labelled(1, 'other'), labelled(9, 'first')])).toEqual([]);
  });

  test('are lost when only one arrived, and twice when a third did', () => {
    expect(found([first, second], [labelled(1, 'second')])).toEqual([['lost', 'none', 1]]);
    const three = [labelled(1, 'first'), labelled(9, 'second'), labelled(20, 'other')];
    expect(found([first, second], three)).toEqual([['twice', 'none', 1]]);
  });

  test('are lost and twice when one came twice in place of the other', () => {
    expect(found([first, second], [labelled(1, 'first'), labelled(9, 'first')]).sort()).toEqual([
      ['lost', 'none', 1],
      ['twice', 'none', 1],
    ]);
  });

  test('are untold when the second arrived and the ledger says it was not sent', () => {
    const failed = { ...second, state: 'failed' as const };
    expect(found([first, failed], [labelled(1, 'first'), labelled(9, 'second')])).toEqual([
      ['untold', 'none', 1],
    ]);
  });
});

test('calls that a kill cut off are counted once, however many messages they carried', () => {
  const claims = [claim('sms', 'sent', [lostTry]), claim('sms', 'sent', [lostTry])];
  expect(callsCutOff(claims, [killAt(12)])).toEqual({ 'kill dispatcher': 1 });
  expect(callsCutOff(claims, [])).toEqual({ none: 1 });
});

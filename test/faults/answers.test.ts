import { describe, expect, test } from '@jest/globals';
import type { ReplyLine, ReplyRecordLine } from '../../local/simulators/carrier/replies.js';
import { judgeAnswers, type AnswersVerdict, type HeardReply } from './answers.js';

// The judge has to be seen to condemn before an acquittal means anything.

const wrote = (sequence: string, act: NonNullable<ReplyLine['act']> = 'yes'): ReplyRecordLine => ({
  ...{ kind: 'reply', at: '2026-11-01T00:00:00.000Z', phone: '15400000001', content: '能来' },
  ...{ by: 'temperament', code: 'B1', sequence, act },
});

const pushed = (sequences: string[], answered = true): ReplyRecordLine => ({
  ...{ kind: 'push', at: '2026-11-01T00:00:01.000Z', endedAt: '2026-11-01T00:00:01.100Z', try: 1 },
  ...{ answered, sequences },
});

const heard = (sequence: string, more: Partial<HeardReply> = {}): HeardReply => ({
  ...{ sequence, sure: true, waits: false, answers: ['yes'], repeated: 0, optedOut: false },
  ...more,
});

/** What is not nought of what may be wrong. */
function wrong(lines: ReplyRecordLine[], replies: HeardReply[], unread = 0): Partial<AnswersVerdict> {
  const { lost, twice, unread: left, unheard, misread } = judgeAnswers(lines, replies, unread);
  const findings = { lost, twice, unread: left, unheard, misread };
  return Object.fromEntries(Object.entries(findings).filter(([, count]) => count !== 0));
}

describe('an answer', () => {
  test('that was pushed, kept and counts is in order, also when it was pushed twice', () => {
    expect(wrong([wrote('1'), pushed(['1'])], [heard('1')])).toEqual({});
    expect(wrong([wrote('1'), pushed(['1']), pushed(['1'])], [heard('1')])).toEqual({});
  });

  test('whose push was answered with 200 and that the ledger does not have is lost', () => {
    expect(wrong([wrote('1'), wrote('2'), pushed(['1', '2'])], [heard('2')])).toEqual({ lost: 1 });
  });

  test('whose push nobody answered is not lost but unpushed', () => {
    const lines = [wrote('1'), pushed(['1'], false)];
    expect(wrong(lines, [])).toEqual({});
    expect(judgeAnswers(lines, [], 0)).toMatchObject({ written: 1, acknowledged: 0, unpushed: 1 });
  });

  test('that stands in the ledger twice, or counts twice for one call, is twice', () => {
    expect(wrong([wrote('1'), pushed(['1'])], [heard('1'), heard('1')])).toEqual({ twice: 1 });
    const counted = heard('1', { answers: ['yes', 'yes'], repeated: 1 });
    expect(wrong([wrote('1'), pushed(['1'])], [counted])).toEqual({ twice: 1 });
  });

  test('in a push that nobody has read is lost, and its push unread', () => {
    expect(wrong([wrote('1'), pushed(['1'])], [], 1)).toEqual({ lost: 1, unread: 1 });
  });

  test('that counts for both people of a shared phone counts once for each', () => {
    expect(wrong([wrote('1'), pushed(['1'])], [heard('1', { answers: ['yes', 'yes'] })])).toEqual({});
  });
});

describe('a clear word that nothing came of', () => {
  const nothing = { answers: [], waits: false };

  test('is unheard when its writer meant it, whatever the reader made of it', () => {
    expect(wrong([wrote('1', 'no'), pushed(['1'])], [heard('1', { ...nothing, sure: false })])).toEqual({
      unheard: 1,
    });
  });

  test('is unheard when the reader was sure of it, whatever its writer meant', () => {
    expect(wrong([wrote('1', 'thanks'), pushed(['1'])], [heard('1', nothing)])).toEqual({ unheard: 1 });
  });

  test('is in order when it waits for a clerk, or was no answer at all', () => {
    expect(wrong([wrote('1'), pushed(['1'])], [heard('1', { answers: [], waits: true })])).toEqual({});
    const chat = heard('1', { ...nothing, sure: false });
    expect(wrong([wrote('1', 'thanks'), pushed(['1'])], [chat])).toEqual({});
  });

  test('is in order when its writer only takes note of what we wrote', () => {
    expect(wrong([wrote('1', 'got-it'), pushed(['1'])], [heard('1', nothing)])).toEqual({});
  });

  test('is unheard when it is a withdrawal and texts go on', () => {
    const lines = [wrote('1', 'opt-out'), pushed(['1'])];
    expect(wrong(lines, [heard('1', { answers: ['no'] })])).toEqual({ unheard: 1 });
    expect(wrong(lines, [heard('1', { answers: ['no'], optedOut: true })])).toEqual({});
    expect(wrong(lines, [heard('1', { ...nothing, sure: false, waits: true })])).toEqual({});
  });
});

test('a no taken for a yes is misread, and a yes for a no', () => {
  expect(wrong([wrote('1', 'dropping-out'), pushed(['1'])], [heard('1')])).toEqual({ misread: 1 });
  expect(wrong([wrote('1'), pushed(['1'])], [heard('1', { answers: ['no'] })])).toEqual({ misread: 1 });
  expect(wrong([wrote('1'), pushed(['1'])], [heard('1', { answers: ['maybe'] })])).toEqual({});
});

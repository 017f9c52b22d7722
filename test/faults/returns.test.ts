import { describe, expect, test } from '@jest/globals';
import { returnOf, type Return } from '../../local/simulators/mail/returns.js';
import { judgeReturns, RETURN_PLAN, type Noted } from './returns.js';

/** Somebody whose mailbox does this. */
const addressThat = (does: Return | undefined): string => {
  for (let number = 0; ; number++) {
    const address = `v${number}@mail.invalid`;
    if (returnOf(RETURN_PLAN, address) === does) return address;
  }
};
const [DEAD, AWAY, SILENT] = [addressThat('dead'), addressThat('away'), addressThat(undefined)];
const mail = (envelopeTo: string, messageId = '<1@muster.invalid>') => ({ envelopeTo, messageId });
const claim = (id: number, address: string) => ({ id, identity: `${address} <1@muster.invalid>` });
const bounce: Noted = { messageId: 1, kind: 'bounce', heeded: true };

describe('mails that came back', () => {
  test('each noted once at its message and heeded, are as they should be', () => {
    const lines = [mail(DEAD), mail(AWAY), mail(SILENT)];
    const claims = [claim(1, DEAD), claim(2, AWAY), claim(3, SILENT)];
    const noted: Noted[] = [bounce, { messageId: 2, kind: 'auto-reply', heeded: false }];
    expect(judgeReturns(lines, claims, noted)).toEqual({ returned: 2, lost: 0, twice: 0, unheeded: 0 });
  });

  test.each<[string, Noted[], object]>([
    ['unread is lost', [], { lost: 1 }],
    ['noted at somebody else’s message is lost', [{ ...bounce, messageId: 2 }], { lost: 1 }],
    ['taken for something else is lost', [{ ...bounce, kind: 'reply' }], { lost: 1 }],
    ['noted twice is twice', [bounce, bounce], { twice: 1 }],
    ['noted without being marked is unheeded', [{ ...bounce, heeded: false }], { unheeded: 1 }],
  ])('%s', (_, noted, found) => {
    const verdict = judgeReturns([mail(DEAD)], [claim(1, DEAD)], noted);
    expect(verdict).toEqual({ returned: 1, lost: 0, twice: 0, unheeded: 0, ...found });
  });

  test('a mail that came twice comes back twice', () => {
    const verdict = judgeReturns([mail(DEAD), mail(DEAD)], [claim(1, DEAD)], [bounce]);
    expect(verdict).toMatchObject({ returned: 2, lost: 1, twice: 0 });
  });
});

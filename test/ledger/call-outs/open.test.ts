import { beforeEach, describe, expect, test } from '@jest/globals';
import { CODE_LETTERS, codesIn } from '../../../domain/messages/call-code.js';
import { openCallOut } from '../../../ledger/call-outs/open.js';
import { phoneSides } from '../../../ledger/call-outs/calls.js';
import { closeAnswers } from '../../../ledger/call-outs/close.js';
import {
  askEveryone,
  askWave,
  callRun,
  candidateRow,
  openCall,
  settleTexts,
  type OpenCall,
} from '../../support/call-out.js';
import { crowdPhone, joinCrowd } from '../../support/crowd.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const [ann, bob] = (await joinCrowd(city, 2)) as [number, number];
const family = await joinCrowd(city, 4, { from: 10, phone: () => 10 });
const phoneless = await joinCrowd(city, 2, { from: 20, phone: () => null });
const DAY = 86_400_000;

beforeEach(() => city.reset());

const later = (days: number): Date => new Date(NOW.getTime() + days * DAY);
const lettersOf = async ({ run }: OpenCall): Promise<string> =>
  (await database<[{ letters: string }]>`SELECT letters FROM call_out WHERE run_id = ${run}`)[0].letters;
const codeOf = async (call: OpenCall, person: number): Promise<string> =>
  (await candidateRow(city, call, person))['code'] as string;

/** Call-outs that have these letters and no candidates. */
async function take(letters: readonly string[], closedAt: Date | null): Promise<void> {
  for (const each of letters) {
    const { run } = await callRun(city);
    await database`
      INSERT INTO call_out (run_id, letters, starts_at, ends_at, needed, wave_time, sign_in_code, opened_at, listens_until, closed_at)
      VALUES (${run}, ${each}, ${NOW}, ${later(1)}, 1, '30 minutes', '1234', ${NOW}, ${later(2)}, ${closedAt})`;
  }
}

describe('opening a call-out', () => {
  test('happens once: a second time finds it open, with its first ranking', async () => {
    const call = await openCall(city);
    const before = await database`SELECT * FROM candidate ORDER BY person_id`;
    await openCallOut(database, {
      runId: call.run,
      step: call.step,
      scopePath: 'tangshan/',
      signInCode: '9999',
      now: later(1),
    });
    expect(await database`SELECT * FROM candidate ORDER BY person_id`).toEqual(before);
    expect(await database`SELECT sign_in_code, opened_at FROM call_out`).toEqual([
      { signInCode: '1234', openedAt: NOW },
    ]);
  });

  test('by two at once happens once', async () => {
    const { run, step } = await callRun(city);
    const open = () =>
      openCallOut(database, { runId: run, step, scopePath: 'tangshan/', signInCode: '1234', now: NOW });
    await Promise.all([open(), open(), open()]);
    expect(await database`SELECT FROM candidate`).toHaveLength(8);
  });
});

describe('the letters of a call-out', () => {
  test('are one while there are any, and no two open call-outs have the same', async () => {
    const letters = [];
    for (let at = 0; at < 3; at += 1) letters.push(await lettersOf(await openCall(city)));
    expect(letters).toEqual([...CODE_LETTERS].slice(0, 3));
  });

  test('are two when all single ones are in use', async () => {
    await take([...CODE_LETTERS], null);
    const first = CODE_LETTERS[0]!;
    const call = await openCall(city);
    expect(await lettersOf(call)).toBe(`${first}${first}`);
    expect(codesIn(`${await codeOf(call, ann)}能来`)).toEqual([await codeOf(call, ann)]);
  });

  test.each([
    ['rest for thirty days after the call-out is closed', 29, 1],
    ['are given again then', 31, 0],
  ])('%s', async (_name, days, index) => {
    await take([CODE_LETTERS[0]!], later(-days));
    expect(await lettersOf(await openCall(city))).toBe(CODE_LETTERS[index]);
  });
});

describe('the code of a call', () => {
  test('tells apart who shares a phone: the first asked of them is 1', async () => {
    const call = await openCall(city);
    const letters = await lettersOf(call);
    const rows = await database<{ code: string }[]>`
      SELECT code FROM candidate WHERE run_id = ${call.run} AND person_id = ANY(${family}) ORDER BY rank`;
    expect(rows.map(({ code }) => code)).toEqual([1, 2, 3, 4].map((number) => `${letters}${number}`));
    expect(await Promise.all([ann, bob].map((person) => codeOf(call, person)))).toEqual([
      `${letters}1`,
      `${letters}1`,
    ]);
  });

  test('of who is not asked comes after those who are', async () => {
    await database`UPDATE person SET birth_date = '2015-01-01' WHERE id = ${family[0]!}`;
    const call = await openCall(city, { requires: ['adult'] });
    await database`UPDATE person SET birth_date = '1990-01-01' WHERE id = ${family[0]!}`;
    expect(await codeOf(call, family[0]!)).toBe(`${await lettersOf(call)}4`);
  });

  test('of people without a phone is nobody else’s number', async () => {
    const call = await openCall(city);
    const letters = await lettersOf(call);
    expect(await Promise.all(phoneless.map((person) => codeOf(call, person)))).toEqual([
      `${letters}1`,
      `${letters}1`,
    ]);
  });
});

describe('what a reply from a phone may be about', () => {
  const hex = (phone: number): string => KEYS.fingerprint('phone', crowdPhone(phone)).toString('hex');
  const side = async (phone: number, now = NOW) =>
    (await phoneSides(database, [hex(phone)], now)).get(hex(phone))!;

  test('is every call that reached it, the newest first, and nobody’s else', async () => {
    const drill = await openCall(city);
    await askEveryone(city, drill);
    const sandbags = await openCall(city, {
      from: '2026-08-09T00:30:00Z',
      to: '2026-08-09T04:00:00Z',
      signInCode: '5678',
    });
    await askEveryone(city, sandbags, { now: later(1) });
    const { people, calls, uncoded } = await side(0, later(1));
    expect([people, uncoded]).toEqual([[ann], null]);
    expect(calls).toEqual([
      {
        ...{
          run: sandbags.run,
          person: ann,
          code: await codeOf(sandbags, ann),
          closed: false,
          state: 'asked',
        },
        ...{ signInCode: '5678', signInOpen: true, irrefusable: false },
        ...{ startsAt: new Date('2026-08-09T00:30:00Z'), endsAt: new Date('2026-08-09T04:00:00Z') },
      },
      expect.objectContaining({ run: drill.run, person: ann, signInCode: '1234' }),
    ]);
  });

  test('is nothing while nobody of it has been asked', async () => {
    const call = await openCall(city);
    expect(await side(0)).toEqual({ people: [ann], calls: [], uncoded: null, optedOut: false });
    await askWave(city, call, 1);
    expect((await side(20)).people).toEqual([]);
  });

  test('is each person’s own call on a shared phone', async () => {
    await askEveryone(city, await openCall(city));
    const { people, calls } = await side(10);
    expect(people).toEqual(family);
    expect(calls.map(({ person }) => person)).toEqual(family);
  });

  test('closes with the event, and is forgotten thirty days after the run', async () => {
    const call = await openCall(city);
    await askEveryone(city, call);
    expect((await side(0, new Date(call.step.event.to))).calls).toMatchObject([
      { closed: true, signInOpen: true },
    ]);
    await closeAnswers(database, call.run, later(8));
    expect((await side(0, later(9))).calls).toMatchObject([{ closed: true, signInOpen: false }]);
    expect((await side(0, later(39))).calls).toEqual([]);
  });
});

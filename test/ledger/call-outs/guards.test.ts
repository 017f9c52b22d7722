import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CANDIDATE_STATES, type CandidateState } from '../../../domain/call-out/states.js';
import { sqlState } from '../../../runtime/database.js';
import { isLegal } from '../../domain/call-out/book.js';
import {
  answer,
  askEveryone,
  books,
  openCall,
  says,
  settleTexts,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 3);
const [ann, bob] = crowd as [number, number, number];

let call: OpenCall;
const REFUSED = 'MU002';
const CHECK_VIOLATION = '23514';

const refusal = (statement: PromiseLike<unknown>): Promise<string | undefined> =>
  Promise.resolve(statement).then(() => undefined, sqlState);

describe('the database itself refuses', () => {
  beforeEach(async () => {
    await city.reset();
    call = await openCall(city, { needed: 1 });
    await askEveryone(city, call);
  });
  const place = (person: number): Promise<string | undefined> =>
    refusal(
      database`UPDATE candidate SET state = 'placed' WHERE run_id = ${call.run} AND person_id = ${person}`,
    );

  test('one place too many', async () => {
    expect(await place(ann)).toBeUndefined();
    expect(await place(bob)).toBe(CHECK_VIOLATION);
    expect(await books(city, call)).toMatchObject({ taken: 1, placed: 1 });
  });

  test('one place too many in one statement', async () => {
    expect(await refusal(database`UPDATE candidate SET state = 'placed' WHERE run_id = ${call.run}`)).toBe(
      CHECK_VIOLATION,
    );
    expect(await books(city, call)).toMatchObject({ taken: 0, placed: 0 });
  });

  test('fewer places than are taken', async () => {
    await place(ann);
    expect(await refusal(database`UPDATE call_out SET needed = 0`)).toBe(CHECK_VIOLATION);
  });

  test('a changed or forgotten response', async () => {
    await answer(city, call, [says(ann, 'yes')]);
    expect(await refusal(database`UPDATE response SET answer = 'no'`)).toBe(REFUSED);
    expect(await refusal(database`DELETE FROM response`)).toBe(REFUSED);
  });

  test('letters that another open call-out has', async () => {
    const other = await openCall(city);
    expect(
      await refusal(
        database`UPDATE call_out SET letters = (SELECT letters FROM call_out WHERE run_id = ${call.run}) WHERE run_id = ${other.run}`,
      ),
    ).toBe('23505');
  });
});

describe('who may become what', () => {
  beforeAll(async () => {
    await city.reset();
    call = await openCall(city, { needed: 3 });
    await askEveryone(city, call);
  });

  /** Moves nobody can make into the state, and back, outside the guards. */
  async function inState(state: CandidateState): Promise<void> {
    await database.begin(async (sql) => {
      await sql`ALTER TABLE candidate DISABLE TRIGGER candidate_move`;
      const excluded = state === 'excluded' ? 'away' : null;
      await sql`UPDATE candidate SET state = ${state}, excluded = ${excluded}, rank = ${excluded === null ? 1 : null}
        WHERE run_id = ${call.run} AND person_id = ${ann}`;
      await sql`ALTER TABLE candidate ENABLE TRIGGER candidate_move`;
    });
  }

  /** What the domain says: an answer moves whoever was asked; before, one is asked or excluded. */
  const allowed = (from: CandidateState, to: CandidateState): boolean => {
    if (from === 'excluded') return false;
    if (from === 'waiting') return to === 'asked' || to === 'excluded';
    return to !== 'waiting' && to !== 'excluded' && isLegal(from, to);
  };

  test.each(CANDIDATE_STATES)('from %s', async (from) => {
    for (const to of CANDIDATE_STATES.filter((state) => state !== from)) {
      await inState(from);
      const excluded = to === 'excluded' ? 'away' : null;
      const refused = await refusal(
        database`UPDATE candidate SET state = ${to}, excluded = ${excluded}, rank = ${excluded === null ? 1 : null}
          WHERE run_id = ${call.run} AND person_id = ${ann}`,
      );
      expect([to, refused ?? 'allowed']).toEqual([to, allowed(from, to) ? 'allowed' : REFUSED]);
    }
  });

  test.each<[CandidateState, string | undefined]>([
    ['asked', undefined],
    ['unsure', REFUSED],
    ['placed', REFUSED],
    ['stood down', REFUSED],
  ])('only who was silent is unasked, without a trace of it: not %s', async (from, refused) => {
    const unask = (person: number) =>
      refusal(database`UPDATE candidate SET state = 'waiting', wave = NULL, asked_at = NULL, answer_by = NULL
        WHERE run_id = ${call.run} AND person_id = ${person}`);
    await inState(from);
    expect(await unask(ann)).toBe(refused);
  });
});

/** 月评十佳: from the nominations of a month to their publication and reward. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acceptDuty, returnDuty } from '../../office/duty-decisions.js';
import { showTen, tenMonths, tenText } from '../../office/honour-view.js';
import { noticeTen, objectTo, pickTen, publishTen, rewardTen, unpickTen } from '../../office/honours.js';
import { muster } from '../apps/cli/terminal.js';
import { NOW } from '../support/cast.js';
import { openDeadline, settleDutyTexts } from '../support/deadlines.js';
import { handInNomination, many, nominate, type NominationWish } from '../support/honours.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await settleDutyTexts(city);
const whole = office.actor('office');
const folder = await mkdtemp(join(tmpdir(), 'muster-ten-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const MONTH = '2026-07';
const at = (text: string): Date => new Date(`${text}:00+08:00`);

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
});

/** Nominations of the month, twelve if nothing else is said. */
const nominated = (wishes: readonly NominationWish[] = many(12)): Promise<number[]> =>
  nominate(city, MONTH, wishes);
const pick = (duties: readonly number[]) => pickTen(office, whole, { month: MONTH, duties });
const notice = (workdays?: number) =>
  noticeTen(office, whole, { month: MONTH, ...(workdays === undefined ? {} : { workdays }) });
const publish = () => publishTen(office, whole, MONTH);
const object = (duty: number, more: object = {}) =>
  objectTo(office, whole, { month: MONTH, duty, reason: '李岚举报材料不实', ...more });

/** Ten of them under public notice on Monday, 3 August 2026. */
async function underNotice(wishes?: readonly NominationWish[]): Promise<number[]> {
  const duties = await nominated(wishes);
  await pick(duties.slice(0, 10));
  clock.set(at('2026-08-03T10:00'));
  await notice();
  return duties;
}

const reasons = async (request: Promise<unknown>): Promise<string[]> => (await refusalOf(request)).reasons;
const standings = async (): Promise<Record<string, number>> => {
  const { nominations } = await showTen(office, whole, MONTH);
  return nominations.reduce<Record<string, number>>(
    (counts, { standing }) => ({ ...counts, [standing]: (counts[standing] ?? 0) + 1 }),
    {},
  );
};
/** What must not change when something is refused. */
const rows = async () => ({
  picks: await database`SELECT * FROM honour_pick ORDER BY id`,
  months: await database`SELECT published_at, rewarded_at FROM honour_month`,
  duties: await database`SELECT id, state FROM duty ORDER BY id`,
});

test('the whole way: picked, under notice, published, rewarded, and written out for the website', async () => {
  await underNotice();
  expect(await standings()).toEqual({ 'under notice': 10, nominated: 2 });
  expect(await showTen(office, whole, MONTH)).toMatchObject({
    noticeUntil: '2026-08-10',
    provisional: false,
  });
  clock.set(at('2026-08-11T09:00'));
  expect(await publish()).toMatchObject({ picked: 10, publishedAt: clock.now(), settled: [] });
  expect(await tenText(office, whole, MONTH)).toContain(
    '2026年7月“月评十佳”名单\n\n个人\n1. 典型1（滦南县推荐）\n',
  );
  expect(await rewardTen(office, whole, MONTH)).toMatchObject({ rewardedAt: clock.now() });
  expect(await tenMonths(office, whole, 10)).toMatchObject([
    { month: MONTH, nominated: 12, picked: 10, noticed: 10, publishedAt: clock.now() },
  ]);
  const audited = await database`
    SELECT DISTINCT action FROM audit WHERE subject = ${`ten ${MONTH}`} ORDER BY action`;
  expect(audited.map((entry) => String(entry['action']))).toEqual([
    ...['ten notice', 'ten pick', 'ten publish', 'ten read', 'ten reward'],
  ]);
});

describe('picking', () => {
  test('takes nominations of that month alone, handed in, each once; all that is wrong is told and nothing done', async () => {
    const [mine] = await nominated(many(1));
    const [june] = await nominate(city, '2026-06', many(1));
    const [owed, back] = await nominate(city, MONTH, [{ state: 'owed' }, { state: 'returned' }]);
    expect(await reasons(pick([mine!, june!, owed!, back!, 9999]))).toEqual([
      ...['other-month', 'not-submitted', 'not-submitted', 'no-nomination'],
    ]);
    expect((await rows()).picks).toEqual([]);
    await pick([mine!, mine!]);
    expect(await reasons(pick([mine!]))).toEqual(['already-picked']);
  });

  test('takes ten at most', async () => {
    const duties = await nominated();
    expect(await reasons(pick(duties.slice(0, 11)))).toEqual(['more-than-ten']);
    await pick(duties.slice(0, 10));
    expect(await reasons(pick(duties.slice(10, 11)))).toEqual(['more-than-ten']);
    expect(await standings()).toEqual({ picked: 10, nominated: 2 });
  });

  test('by two at once: eleven never come in', async () => {
    const duties = await nominated();
    await pick(duties.slice(0, 9));
    const both = await Promise.allSettled([pick([duties[9]!]), pick([duties[10]!])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is taken back before the notice, not during it', async () => {
    const [first, ...others] = await nominated();
    const unpick = (duty: number) => unpickTen(office, whole, { month: MONTH, duties: [duty] });
    await pick([first!]);
    await unpick(first!);
    expect(await reasons(unpick(first!))).toEqual(['not-picked']);
    // It may come in again.
    await pick([first!, ...others.slice(0, 9)]);
    await notice();
    expect(await reasons(unpick(first!))).toEqual(['under-notice']);
  });
});

describe('the public notice', () => {
  test('lasts five workdays at least', async () => {
    await pick((await nominated()).slice(0, 10));
    expect(await reasons(notice(4))).toEqual(['notice-too-short']);
    await notice(7);
    expect(await reasons(notice())).toEqual(['noticed-before']);
  });

  test('is of ten, of two kinds, each with consent', async () => {
    const duties = await nominated([...many(9, { kind: '个人' }), { kind: '个人', consent: '不同意' }]);
    await pick(duties.slice(0, 9));
    expect(await reasons(notice())).toEqual(['not-ten', 'one-kind']);
    await pick(duties.slice(9));
    const refusal = await refusalOf(notice());
    expect(refusal).toMatchObject({ kind: 'conflict', reasons: ['one-kind', 'no-consent'] });
  });

  test('goes on over holidays: published on the day after its last', async () => {
    await pick((await nominated()).slice(0, 10));
    clock.set(at('2026-09-24T10:00'));
    await notice();
    // Mid-autumn, then 1 to 7 October.
    expect((await showTen(office, whole, MONTH)).noticeUntil).toBe('2026-10-09');
    clock.set(at('2026-10-09T23:00'));
    expect(new Set(await reasons(publish()))).toEqual(new Set(['notice-not-over']));
    clock.set(at('2026-10-10T08:00'));
    expect(await publish()).toMatchObject({ picked: 10 });
  });

  test('is heard: an objection takes a pick out for good, and who comes in for it is under notice as long', async () => {
    const duties = await underNotice();
    const [first, second] = [duties[0]!, duties[1]!];
    await object(first);
    await object(second, { dismissed: true });
    expect(await standings()).toEqual({ 'under notice': 9, out: 1, nominated: 2 });
    expect(await reasons(pick([first]))).toEqual(['objected']);
    clock.set(at('2026-08-06T10:00'));
    await pick([duties[10]!]);
    await notice();
    clock.set(at('2026-08-11T09:00'));
    expect(await reasons(publish())).toEqual(['notice-not-over']);
    clock.set(at('2026-08-14T09:00'));
    const { nominations } = await publish();
    expect(nominations.find(({ duty }) => duty === second)).toMatchObject({
      standing: 'published',
      dismissed: 1,
    });
    const objections = await database<{ reasonCipher: Buffer; upheld: boolean }[]>`
      SELECT reason_cipher, upheld FROM honour_objection ORDER BY id`;
    expect(objections.map(({ reasonCipher, upheld }) => [office.keys.decrypt(reasonCipher), upheld])).toEqual(
      [
        ...[
          ['李岚举报材料不实', true],
          ['李岚举报材料不实', false],
        ],
      ],
    );
    expect(JSON.stringify(await database`SELECT detail FROM audit`)).not.toContain('李岚');
  });

  test('is what an objection is about: not before, not of others, and with what was said', async () => {
    const duties = await nominated();
    await pick(duties.slice(0, 10));
    expect(await reasons(object(duties[0]!))).toEqual(['not-under-notice']);
    expect(await reasons(object(duties[11]!))).toEqual(['not-picked']);
    expect(await reasons(object(duties[0]!, { reason: ' ' }))).toEqual(['no-reason']);
  });
});

describe('publishing', () => {
  test('without a notice, or before it is over, is refused', async () => {
    await pick((await nominated()).slice(0, 10));
    expect(new Set(await reasons(publish()))).toEqual(new Set(['no-notice']));
    clock.set(at('2026-08-03T10:00'));
    await notice();
    clock.set(at('2026-08-10T23:59'));
    expect(new Set(await reasons(publish()))).toEqual(new Set(['notice-not-over']));
  });

  test('of nine, without consent by now, or of what was sent back is refused, and nothing is half done', async () => {
    const duties = await underNotice();
    clock.set(at('2026-08-11T09:00'));
    await handInNomination(database, duties[3]!, { at: 3, consent: null });
    await returnDuty(office, whole, { id: duties[4]!, reason: '补材料' });
    const before = await rows();
    expect(await reasons(publish())).toEqual(['no-consent', 'not-submitted']);
    await object(duties[4]!);
    expect(await reasons(publish())).toEqual(['not-ten', 'no-consent']);
    expect((await rows()).months).toEqual(before.months);
  });

  test('happens once, and then nothing changes any more', async () => {
    const duties = await underNotice();
    clock.set(at('2026-08-11T09:00'));
    const both = await Promise.allSettled([publish(), publish()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const before = await rows();
    expect(await reasons(publish())).toEqual(['published']);
    expect(await reasons(pick([duties[10]!]))).toEqual(['published']);
    expect(await reasons(object(duties[0]!))).toEqual(['published']);
    expect(await rows()).toEqual(before);
    // What was published stays as it was published.
    await handInNomination(database, duties[0]!, { title: '改名' });
    expect(await tenText(office, whole, MONTH)).not.toContain('改名');
    await expect(database`DELETE FROM honour_pick`).rejects.toThrow('never changed');
  });

  test('comes before the reward, which comes once', async () => {
    await underNotice();
    expect(await reasons(rewardTen(office, whole, MONTH))).toEqual(['not-published']);
    expect(await reasons(tenText(office, whole, MONTH))).toEqual(['not-published']);
    clock.set(at('2026-08-11T09:00'));
    await publish();
    await rewardTen(office, whole, MONTH);
    expect(await reasons(rewardTen(office, whole, MONTH))).toEqual(['rewarded-before']);
  });
});

describe('what the office owes for a month', () => {
  const stages = async (run: number): Promise<string[]> => {
    const found = await database<{ said: string }[]>`
      SELECT d.key || ' ' || to_char(d.due_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD') || ' ' || d.state || coalesce(' ' || (
        SELECT string_agg(e.action || ' ' || e.by, ', ' ORDER BY e.id) FROM duty_entry e WHERE e.duty_id = d.id), '') AS said
      FROM duty d WHERE d.run_id = ${run} ORDER BY d.due_at`;
    return found.map(({ said }) => said);
  };

  test('is due stage by stage, and each is settled by its command in the same breath', async () => {
    const run = await openDeadline(office, {
      kind: 'deadline',
      obligation: 'monthly-ten-office',
      period: MONTH,
    });
    expect(await stages(run)).toEqual([
      ...['screening 08-05 owed', 'notice 08-06 owed', 'publication 08-18 owed', 'reward 08-28 owed'],
    ]);
    const duties = await nominated();
    await pick(duties.slice(0, 9));
    expect((await stages(run))[0]).toBe('screening 08-05 owed');
    const { settled } = await pick([duties[9]!]);
    expect(settled).toHaveLength(1);
    expect((await stages(run))[0]).toBe('screening 08-05 accepted submitted office, accepted office');
    clock.set(at('2026-08-03T10:00'));
    await notice();
    clock.set(at('2026-08-20T09:00'));
    await publish();
    expect(await stages(run)).toMatchObject([
      expect.stringContaining('accepted'),
      'notice 08-06 accepted submitted office, accepted office',
      'publication 08-18 accepted submitted office, accepted office',
      'reward 08-28 owed',
    ]);
    const late =
      await database`SELECT key, in_time FROM duty WHERE run_id = ${run} AND in_time IS NOT NULL ORDER BY due_at`;
    expect(late.map((row) => [String(row['key']), row['inTime'] === true])).toEqual([
      ...[
        ['screening', true],
        ['notice', true],
        ['publication', false],
      ],
    ]);
    expect(
      await database`SELECT DISTINCT outcome FROM duty_rung g JOIN duty d ON d.id = g.duty_id WHERE d.key = 'publication'`,
    ).toEqual([{ outcome: 'over' }]);
  });

  test('is settled up to where it stands, also where it was opened late; what is locked stays locked', async () => {
    await underNotice();
    clock.set(at('2026-08-04T09:00'));
    const run = await openDeadline(office, {
      kind: 'deadline',
      obligation: 'monthly-ten-office',
      period: MONTH,
    });
    await database`UPDATE duty SET state = 'locked' WHERE run_id = ${run} AND key = 'notice'`;
    clock.set(at('2026-08-11T09:00'));
    const { settled } = await publish();
    expect(settled).toHaveLength(2);
    expect((await stages(run)).map((said) => said.split(' ')[2])).toEqual([
      ...['accepted', 'locked', 'accepted', 'owed'],
    ]);
  });
});

test('it is the affair of the whole office, and of a month', async () => {
  const duties = await nominated(many(1));
  const county = office.actor('clerk');
  expect(await reasons(pickTen(office, county, { month: MONTH, duties }))).toEqual(['whole-office-only']);
  expect(await reasons(showTen(office, county, MONTH))).toEqual(['whole-office-only']);
  expect(await reasons(tenMonths(office, county, 5))).toEqual(['whole-office-only']);
  expect(await reasons(pickTen(office, whole, { month: '2026-Q3', duties }))).toEqual(['not-a-month']);
  const auditor = office.actor('auditor');
  expect(await reasons(publishTen(office, auditor, MONTH))).toEqual(['no-right']);
});

test('names of people are masked for who may not see them, and they write no list', async () => {
  await nominated([
    { kind: '个人', title: '张小蔷' },
    { kind: '组织', title: '蓝天队' },
  ]);
  const auditor = office.actor('auditor');
  const { nominations } = await showTen(office, auditor, MONTH);
  expect(nominations.map(({ title }) => title).sort()).toEqual(['张*蔷', '蓝天队']);
  expect(await reasons(tenText(office, auditor, MONTH))).toEqual(['names-hidden']);
});

test('on the command line, with the list for the website in a file that was not there', async () => {
  const duties = await nominated();
  await acceptDuty(office, whole, duties[0]!);
  const ten = (...line: string[]) => muster(office, ['ten', ...line]);
  expect((await ten('pick', MONTH, ...duties.slice(0, 10).map(String))).out).toContain('入选 10 名');
  expect((await ten('show', MONTH)).out).toContain('典型1');
  expect((await ten('notice', MONTH, '--workdays', '3')).err).toContain('至少 5 个工作日');
  expect((await ten('notice', MONTH)).out).toContain('公示到 2026-08-07');
  clock.set(at('2026-08-10T09:00'));
  const taken = join(folder, 'taken.txt');
  await writeFile(taken, 'mine');
  expect((await ten('publish', MONTH, '--text', taken)).err).toContain('已经存在');
  expect(JSON.parse((await ten('show', MONTH, '--json')).out)).toMatchObject({ publishedAt: null });
  const file = join(folder, 'ten.txt');
  expect((await ten('publish', MONTH, '--text', file)).out).toContain('已公布');
  expect(await readFile(file, 'utf8')).toContain('月评十佳');
  expect((await ten('reward', MONTH)).out).toContain('已表彰');
  expect((await ten('list')).out).toContain(MONTH);
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { setAway, setBack, setHours } from '../../office/availability.js';
import { showPerson } from '../../office/people.js';
import { phoneOf } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
beforeEach(() => loadTeam(office.city));

const actor = office.actor('office');
const lastEntry = async () => (await listAudit(office.database, { limit: 1 }))[0]!;
const entries = async () => (await listAudit(office.database, { limit: 1000 })).length;
const shown = (person: string) => showPerson(office, actor, { person });

describe('away', () => {
  const away = (person: string, until: string, from?: string) =>
    setAway(office, actor, { person, until, reason: '出差', ...(from === undefined ? {} : { from }) });

  test('is recorded by phone, id or name, and told in the audit by ids and reason', async () => {
    const id = office.city.id('张蔷');
    const made = await away(phoneOf('张蔷'), '2026-08-10');
    expect(made).toEqual({
      person: id,
      absence: expect.any(Number),
      from: new Date('2026-08-01T01:00:00Z'),
      until: new Date('2026-08-10T16:00:00Z'),
      replaced: 0,
    });
    expect((await shown('张蔷')).absences).toMatchObject([{ until: made.until, source: 'clerk' }]);
    expect(await lastEntry()).toMatchObject({
      actor: 'office',
      action: 'person away',
      subject: `person ${id}`,
      detail: { reason: '出差', absence: made.absence, until: '2026-08-10T16:00:00.000Z', replaced: 0 },
    });
    expect(await away(String(id), '2026-08-05', '2026-08-03')).toMatchObject({ replaced: 1 });
    expect(JSON.stringify(await listAudit(office.database, { limit: 100 }))).not.toMatch(/张蔷|154\d{8}/);
  });

  test.each([
    ['张蔷', 'tomorrow', 'invalid', 'not-a-time'],
    ['张蔷', '2026-07-31', 'invalid', 'past'],
    ['张蔷', '2096-08-10', 'invalid', 'too-long'],
    ['诸葛亮', '2026-08-10', 'not-found', 'no-such-person'],
    [phoneOf('李岚'), '2026-08-10', 'invalid', 'several-people'],
  ])('%s until %s changes nothing', async (person, until, kind, reason) => {
    const before = await entries();
    expect(await refusalOf(away(person, until))).toMatchObject({
      kind,
      reasons: expect.arrayContaining([reason]),
    });
    expect(await entries()).toBe(before);
  });

  test('is no affair of a clerk of another county', async () => {
    const request = setAway(office, office.actor('clerk'), {
      person: '陈涛',
      until: '2026-08-10',
      reason: '出差',
    });
    expect(await refusalOf(request)).toEqual({ kind: 'not-found', reasons: ['no-such-person'] });
  });
});

describe('back', () => {
  const back = (person: string, coming = false) =>
    setBack(office, actor, { person, reason: '提前返回', coming });

  test('ends the absence now', async () => {
    const [absence] = (await shown('陈涛')).absences;
    expect(await back('陈涛')).toEqual({ person: office.city.id('陈涛'), absences: [absence!.id] });
    expect((await shown('陈涛')).absences).toEqual([]);
    expect(await lastEntry()).toMatchObject({
      action: 'person back',
      detail: { reason: '提前返回', absences: [absence!.id] },
    });
  });

  test('of whoever was not away says so, and leaves no entry', async () => {
    const before = await entries();
    expect(await back('张蔷')).toMatchObject({ absences: [] });
    expect(await entries()).toBe(before);
  });

  test('leaves what is to come, unless it is wanted too', async () => {
    await setAway(office, actor, { person: '张蔷', from: '2026-09-01', until: '2026-09-05', reason: '休假' });
    expect((await back('张蔷')).absences).toEqual([]);
    expect((await back('张蔷', true)).absences).toHaveLength(1);
  });
});

describe('hours', () => {
  const set = (hours: string | null, person = '张蔷') => setHours(office, actor, { person, hours });

  test('are replaced, and the audit keeps only how many', async () => {
    expect(await set('Mon-Fri 18:00-22:00')).toMatchObject({
      hoursWords: { zh: '周一至周五 18:00-22:00', en: 'Mon–Fri 18:00-22:00' },
    });
    expect(await lastEntry()).toMatchObject({ action: 'person hours', detail: { spans: 5 } });
    expect((await shown('张蔷')).hoursWords.zh).toBe('周一至周五 18:00-22:00');
    expect(await set(null)).toMatchObject({ hours: [], hoursWords: { zh: '随时' } });
    expect((await shown('张蔷')).hours).toEqual([]);
  });

  test('that are not understood change nothing, and everything wrong is told at once', async () => {
    const before = await shown('张蔷');
    const refusal = await set('周一 18:00; 周二 上班').catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'invalid',
      problems: [
        { path: ['hours'], reason: 'half-a-range' },
        { path: ['hours'], reason: 'not-understood' },
      ],
    });
    expect((await shown('张蔷')).hours).toEqual(before.hours);
    expect((await refusalOf(set('每天 全天', '诸葛亮'))).kind).toBe('not-found');
  });
});

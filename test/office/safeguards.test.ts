import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { calendarYear } from '../../office/calendar.js';
import { safeguards, startSafeguard, stopSafeguard } from '../../office/safeguards.js';
import { NOW } from '../support/cast.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const clerk = office.actor('office');
beforeEach(async () => {
  office.clock.set(NOW);
  await office.city.reset();
});

const FLOODS = { name: '主汛期', from: '2026-07-20', to: '2026-08-10', rhythm: { every: 'day' } } as const;
const start = (more: object = {}, by = clerk) => startSafeguard(office, by, { ...FLOODS, ...more });
const names = async (year = 2026) =>
  (await safeguards(office, clerk, year)).map(({ name, to }) => [name, to]);

describe('a time of special care', () => {
  test('says on which days is reported, is audited and stands in the calendar', async () => {
    const added = await start({ rhythm: { every: 'workdays', workdays: 5 } });
    expect(added).toMatchObject({
      ...{ name: '主汛期', endedEarly: false, overlaps: [], rhythm: { every: 'workdays', workdays: 5 } },
      reports: ['2026-07-24', '2026-07-31', '2026-08-07', '2026-08-10'],
    });
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({ action: 'safeguard add', detail: { rhythm: 'workdays', workdays: 5 } });
    expect((await calendarYear(office, office.actor('auditor'), 2026)).safeguards).toEqual([added]);
  });

  test('may overlap another, which is shown on both', async () => {
    const first = await start();
    const second = await start({ name: '暑期', from: '2026-08-10', to: '2026-08-20' });
    expect(second.overlaps).toEqual([{ id: first.id, name: '主汛期' }]);
    const [shown] = await safeguards(office, clerk, 2026);
    expect(shown!.overlaps).toEqual([{ id: second.id, name: '暑期' }]);
  });

  test('across new year belongs to both years', async () => {
    await start({ name: '岁末', from: '2026-12-25', to: '2027-01-03' });
    expect([await names(2026), await names(2027), await names(2028)]).toEqual([
      [['岁末', '2027-01-03']],
      [['岁末', '2027-01-03']],
      [],
    ]);
  });

  test('ends with today, and is called off before it begins', async () => {
    const { id } = await start();
    const ended = await stopSafeguard(office, clerk, { id, reason: '汛情缓解' });
    expect(ended).toMatchObject({ to: '2026-08-01', calledOff: false });
    expect(await names()).toEqual([['主汛期', '2026-08-01']]);
    const later = await start({ name: '国庆', from: '2026-09-28', to: '2026-10-08' });
    const off = await stopSafeguard(office, clerk, { id: later.id, reason: '不再需要' });
    expect(off).toMatchObject({ calledOff: true });
    expect(await names()).toEqual([['主汛期', '2026-08-01']]);
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({ action: 'safeguard end', detail: { reason: '不再需要' } });
  });
});

describe('refused is', () => {
  const reasonsOf = async (request: Promise<unknown>) => (await refusalOf(request)).reasons;

  test.each<[string, object, string]>([
    ['one without a name', { name: ' ' }, 'no-name'],
    ['a day there is not', { to: '2026-08-32' }, 'no-day'],
    ['one that ends before it begins', { to: '2026-07-19' }, 'ends-before-it-begins'],
    ['one of more than a year', { to: '2027-08-10' }, 'too-long'],
    ['one beyond the calendar', { from: '2101-01-01', to: '2101-01-02' }, 'no-year'],
  ])('%s', async (_, more, reason) => {
    expect(await reasonsOf(start(more))).toEqual([reason]);
    expect(await office.database`SELECT FROM safeguard_period`).toHaveLength(0);
  });

  test('the same twice, one for a part of the tree, ending what is over or unknown or for no reason', async () => {
    const { id } = await start();
    expect(await reasonsOf(start())).toEqual(['safeguard-exists']);
    expect(await reasonsOf(start({ name: '县里' }, office.actor('clerk')))).toEqual(['whole-office-only']);
    const stop = (which: number, reason = '试') => stopSafeguard(office, clerk, { id: which, reason });
    expect(await reasonsOf(stop(id, ''))).toEqual(['no-reason']);
    expect(await reasonsOf(stop(id + 1))).toEqual(['no-safeguard']);
    await stop(id);
    expect(await reasonsOf(stop(id))).toEqual(['safeguard-over']);
    office.clock.set(new Date('2026-09-01T01:00:00Z'));
    expect(await reasonsOf(stop(id))).toEqual(['safeguard-over']);
  });
});

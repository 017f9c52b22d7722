import { expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { calendarFileOf } from '../../../campaigns/theme/calendar-file.js';
import { themesOf } from '../../../campaigns/theme/days.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import { shippedTable } from '../../../domain/calendar/holidays.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

const STAMP = new Date('2026-01-01T00:00:00Z');
const themes = themesOf(2026, { themes: SHIPPED_THEMES }, new Workdays());
const holidays = shippedTable(2026)!.holidays;

test('a calendar program reads every theme and holiday as whole days', () => {
  const file = calendarFileOf({ year: 2026, themes, holidays }, STAMP);
  const events = new ICAL.Component(ICAL.parse(file) as string[])
    .getAllSubcomponents('vevent')
    .map((event) => new ICAL.Event(event));
  expect(events).toHaveLength(themes.length + holidays.length);
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  const found = (summary: string) => {
    const event = events.find((each) => each.summary === summary)!;
    expect(event.startDate.isDate).toBe(true);
    const status = event.component.getFirstPropertyValue('status');
    return [event.startDate.toString(), event.endDate.toString(), status];
  };
  expect(found('安全生产月')).toEqual(['2026-06-01', '2026-07-01', 'CONFIRMED']);
  expect(found('防灾减灾宣传周')).toEqual(['2026-05-09', '2026-05-16', 'TENTATIVE']);
  expect(found('春节放假')).toEqual(['2026-02-15', '2026-02-24', 'CONFIRMED']);
});

test('the same year makes the same file', () => {
  const make = () => calendarFileOf({ year: 2026, themes, holidays }, STAMP);
  expect(make()).toBe(make());
});

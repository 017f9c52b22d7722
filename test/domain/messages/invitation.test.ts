import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import {
  calendarFile,
  invitationUid,
  methodOf,
  type Invitation,
} from '../../../domain/messages/invitation.js';

const ORGANISER = { name: '唐山志愿者', address: 'notice@muster.invalid' };
const DRILL: Invitation = {
  uid: 'run-7-notice@muster.invalid',
  sequence: 0,
  cancelled: false,
  event: {
    title: '防汛演练；请带雨衣, 手电',
    place: '滦河大桥 \\ 东岸',
    description: '请提前到场。\n自带水。',
    from: '2026-12-01T01:00:00.000Z',
    to: '2026-12-01T03:00:00.000Z',
  },
  stamp: '2026-11-23T01:30:00.000Z',
};
const write = (more: Partial<Invitation> = {}, attendee = 'wang@family.invalid', organiser = ORGANISER) =>
  calendarFile({ ...DRILL, ...more }, organiser)(attendee);
const read = (file: string) => {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const event = calendar.getFirstSubcomponent('vevent')!;
  return { method: calendar.getFirstPropertyValue('method'), event, seen: new ICAL.Event(event) };
};

describe('an invitation, read by a calendar', () => {
  test('says what, where, when, by whom and for whom', () => {
    const { method, event, seen } = read(write());
    expect(method).toBe('REQUEST');
    expect(seen).toMatchObject({
      uid: DRILL.uid,
      sequence: 0,
      summary: DRILL.event.title,
      location: DRILL.event.place,
      description: DRILL.event.description,
      organizer: 'mailto:notice@muster.invalid',
    });
    expect(seen.startDate.toJSDate()).toEqual(new Date(DRILL.event.from));
    expect(seen.endDate.toJSDate()).toEqual(new Date(DRILL.event.to));
    expect(event.getFirstProperty('organizer')!.getParameter('cn')).toBe('唐山志愿者');
    const attendee = event.getFirstProperty('attendee')!;
    expect(attendee.getFirstValue()).toMatch(/^mailto:wang@family\.invalid$/i);
    expect(attendee.getParameter('rsvp')).toBe('TRUE');
    expect(event.getFirstPropertyValue('status')).toBe('CONFIRMED');
  });

  test('a change keeps the uid and counts up; a cancellation says so', () => {
    const changed = read(write({ sequence: 1 }));
    expect([changed.method, changed.seen.uid, changed.seen.sequence]).toEqual(['REQUEST', DRILL.uid, 1]);
    const cancelled = read(write({ sequence: 2, cancelled: true }));
    expect([cancelled.method, cancelled.seen.uid, cancelled.seen.sequence]).toEqual(['CANCEL', DRILL.uid, 2]);
    expect(cancelled.event.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect([methodOf(DRILL), methodOf({ cancelled: true })]).toEqual(['REQUEST', 'CANCEL']);
  });

  test('times are UTC, and the same invitation makes the same bytes', () => {
    expect(write()).toMatch(/\r\nDTSTART:20261201T010000Z\r\nDTEND:20261201T030000Z\r\n/);
    expect(write()).toMatch(/\r\nDTSTAMP:20261123T013000Z\r\n/);
    expect(write()).toBe(write());
  });

  test('an organiser’s name with quotation marks breaks nothing', () => {
    const { event } = read(write({}, undefined, { ...ORGANISER, name: 'Office "North"\r\nX: y' }));
    expect(event.getFirstProperty('organizer')!.getFirstValue()).toBe('mailto:notice@muster.invalid');
    expect(event.getFirstProperty('x')).toBeNull();
  });
});

test('any title and address: CRLF, no line over 75 octets, read back as written', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
    .filter((text) => !/\p{Cc}/u.test(text));
  const local = fc.stringMatching(/^[a-z0-9.+-]{1,64}$/);
  fc.assert(
    fc.property(words, words, local, (title, place, before) => {
      const address = `${before}@family.invalid`;
      const file = write({ event: { ...DRILL.event, title, place } }, address);
      expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
      const lines = file.split('\r\n');
      expect(lines.join('')).not.toMatch(/[\r\n]/);
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
      const { event, seen } = read(file);
      expect([seen.summary, seen.location]).toEqual([title, place]);
      expect(String(event.getFirstPropertyValue('attendee')).toLowerCase()).toBe(`mailto:${address}`);
    }),
    { numRuns: 200 },
  );
});

test('the uid names run and step, in the domain of the sender', () => {
  expect(invitationUid(7, 'notice', 'Muster.Invalid')).toBe('run-7-notice@muster.invalid');
});

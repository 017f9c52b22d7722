import { officeTime } from '../../domain/calendar/office-day.js';
import { sampleCity } from '../../local/sample/city.js';

const HOUR_MILLISECONDS = 3_600_000;

/** A call-out of a fault run. */
export interface FaultCallOut {
  kind: 'call-out';
  key: string;
  event: Record<'title' | 'place' | 'from' | 'to' | 'bring' | 'risks', string>;
  needed: number;
}

/**
 * Call-outs that fill in two ways, to some of the same people: of the city too few are asked at a time, so that it
 * takes wave after wave; of the standby teams far too many, so that a crowd says yes at once and many wait. A wave
 * lasts as short as a wave may: few people are silent here.
 */
export function callOutDefinitions(people: number, count: number, now: Date): FaultCallOut[] {
  const teams = sampleCity({ people: 0 }).teams.map(({ code }) => code);
  const both = {
    ...({ kind: 'call-out', requires: ['adult'], emergency: '防汛', wave_wait: '1m' } as const),
  };
  const rescue = {
    ...both,
    ...{ key: 'faults-rescue', title: '抗洪抢险集结', event: eventOf('抗洪抢险', 3, now) },
    ...{ needed: places(people, 40), expected_acceptance: 25, audience: { teams } },
  };
  const clearing = {
    ...both,
    ...{ key: 'faults-clearing', title: '灾后清障集结', event: eventOf('灾后清障', 9, now) },
    ...{ needed: places(people, 20), expected_acceptance: 100, audience: { committees: ['tangshan'] } },
  };
  return [clearing, rescue].slice(0, count);
}

/** What the texts of the call-outs say of their events. */
export const eventWords = (): string[] =>
  callOutDefinitions(0, Infinity, new Date(0)).flatMap(({ event }) => Object.values(event));

const LEAST_PLACES = 4;

const places = (people: number, ofPeople: number): number =>
  Math.max(LEAST_PLACES, Math.round(people / ofPeople));

/** The two do not overlap: whoever has a place at one may have one at the other too. */
function eventOf(title: string, hoursAhead: number, now: Date): FaultCallOut['event'] {
  const from = now.getTime() + hoursAhead * HOUR_MILLISECONDS;
  return {
    ...{
      title,
      place: `${title}指挥部门前广场东侧`,
      bring: '雨衣、胶靴、手电、饮用水',
      risks: '涉水、堤岸湿滑、夜间能见度低',
    },
    from: officeTime(new Date(from)),
    to: officeTime(new Date(from + 3 * HOUR_MILLISECONDS)),
  };
}

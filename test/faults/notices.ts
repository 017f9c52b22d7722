import { sampleCity } from '../../local/sample/city.js';

/** Notices so small that nobody might be meant are not worth a launch. */
const LEAST_PEOPLE = 20;

/** How many notices the city is told in, at most `wanted`. */
export const noticesFor = (people: number, wanted: number): number =>
  Math.max(1, Math.min(wanted, Math.floor(people / LEAST_PEOPLE)));

/**
 * Notices that together reach the whole city, each a share of its second-level committees and with a river of its
 * own: whoever belongs to two committees gets two texts that differ, so the same text twice is always a defect.
 */
export function noticeDefinitions(count: number): object[] {
  const codes = sampleCity({ people: 0 }).committees.filter(({ level }) => level === 2);
  return Array.from({ length: count }, (_, number) => {
    const variables = { river: `滦河${number + 1}号河段` };
    return {
      kind: 'notice',
      key: `faults-${number + 1}`,
      title: `汛情 ${number + 1}`,
      emergency: '防汛',
      lane: number % 2 === 0 ? 'urgent' : 'bulk',
      audience: { committees: codes.filter((_code, at) => at % count === number).map(({ code }) => code) },
      channels: [
        { channel: 'sms', template: 'flood-warning', variables },
        { channel: 'email', template: 'flood-warning-mail', variables },
      ],
    };
  });
}

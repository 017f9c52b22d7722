import { sampleCity } from '../../local/sample/city.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { until } from '../support/until.js';
import type { Stage } from './stage.js';

/** How long a clerk keeps asking while engines are away, in milliseconds. */
const PATIENCE_MILLISECONDS = 60_000;

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

/**
 * Launches one of them, again and again until the office has accepted it: engines may be away, and the second launch
 * of the same thing answers with the first run.
 */
export async function launchNotice({ office, actor }: Stage, definition: object): Promise<number> {
  let runId: number | undefined;
  const accepted = async (): Promise<boolean> => {
    try {
      const launched = await launch(office, actor, await prepare(office, actor, definition));
      runId = launched.run.id;
      return true;
    } catch (error) {
      if ((error as Error).name === 'Refusal') throw error;
      return false;
    }
  };
  await until(accepted, PATIENCE_MILLISECONDS);
  return runId!;
}

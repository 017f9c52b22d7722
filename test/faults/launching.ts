import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { steer, type SteeringWish } from '../../office/steer.js';
import { until } from '../support/until.js';
import type { Stage } from './stage.js';

/** How long a clerk keeps asking while engines are away, in milliseconds. */
const PATIENCE_MILLISECONDS = 60_000;

/**
 * Launches a campaign, again and again until the office has accepted it: engines may be away, and the second launch
 * of the same thing answers with the first run.
 * @returns its run
 */
export const launchPatiently = ({ office, actor }: Stage, definition: object): Promise<number> =>
  patiently(async () => (await launch(office, actor, await prepare(office, actor, definition))).run.id);

/** Steers a run, again and again until its workflow has answered; a refusal is an answer. */
export const steerPatiently = ({ office, actor }: Stage, wish: Omit<SteeringWish, 'reason'>): Promise<void> =>
  patiently(async () => {
    await steer(office, actor, { ...wish, reason: 'fault run' }).catch((error: unknown) => {
      if (!isConflict(error)) throw error;
    });
  });

async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let answers: Answer[] = [];
  const answered = async (): Promise<boolean> => {
    try {
      answers = [await ask()];
      return true;
    } catch (error) {
      if (isRefusal(error) && !isAway(error)) throw error;
      return false;
    }
  };
  await until(answered, PATIENCE_MILLISECONDS);
  return answers[0]!;
}

interface AnyRefusal {
  name?: string;
  kind?: string;
  problems?: { reason: string }[];
}

const isRefusal = (error: unknown): boolean => (error as AnyRefusal).name === 'Refusal';
const isConflict = (error: unknown): boolean => isRefusal(error) && (error as AnyRefusal).kind === 'conflict';
const isAway = (error: unknown): boolean => (error as AnyRefusal).problems?.[0]?.reason === 'temporal-away';

import { officeTime } from '../../domain/calendar/office-day.js';
import type { Actor } from '../../ledger/operators.js';
import { showCallOut, type CallOutView } from '../../office/call-outs.js';
import type { Session } from './session.js';
import { callOutLine, callOutView } from './views/call-out.js';
import { watch, type Display } from './watch.js';

/** Elsewhere than on a terminal a line is at most every so many looks: they are read, if at all, later. */
const LOOKS_BETWEEN_LINES = 5;

/** Watches a call-out until it is over: drawn in place on a terminal, elsewhere a line when something has changed. */
export const watchCallOut = (
  session: Session,
  actor: Actor,
  runId: number,
  { untilFilled = false }: { untilFilled?: boolean } = {},
): Promise<CallOutView> =>
  watch(session, {
    look: () => showCallOut(session.office, actor, runId),
    isOver: (view) => hasEnded(view) || (untilFilled && isFilled(view)),
    display: () => display(session),
  });

const hasEnded = ({ state }: CallOutView): boolean => state === 'closed' || state === 'cancelled';

/** Every place is taken, or nobody is left who could still take one. */
const isFilled = ({ standing, outstanding, nextWave }: CallOutView): boolean =>
  standing !== null &&
  standing.waves.length > 0 &&
  (standing.placed >= standing.needed || (outstanding === 0 && nextWave === 0));

function display({ world, words, office }: Session): Display<CallOutView> {
  const screen = world.screen();
  let last = '';
  let looks = LOOKS_BETWEEN_LINES;
  return {
    look(view) {
      const now = office.clock.now();
      if (screen) return screen.draw(callOutView(view, words, now));
      const line = callOutLine(view, words);
      looks += 1;
      if (line === last || (looks < LOOKS_BETWEEN_LINES && !hasEnded(view))) return;
      world.err(`${officeTime(now)} ${line}`);
      [last, looks] = [line, 0];
    },
    stop: () => screen?.stop(),
  };
}

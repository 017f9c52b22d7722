import { officeTime } from '../../domain/calendar/office-day.js';
import type { Actor } from '../../ledger/operators.js';
import { showCallOut, type CallOutView } from '../../office/call-outs.js';
import type { Session } from './session.js';
import { callOutLine, callOutView } from './views/call-out.js';
import { watch, type Display } from './watch.js';

/** Watches a call-out until it is over: drawn in place on a terminal, elsewhere a line whenever something has changed. */
export const watchCallOut = (
  session: Session,
  actor: Actor,
  runId: number,
  { untilFilled = false }: { untilFilled?: boolean } = {},
): Promise<CallOutView> =>
  watch(session, {
    look: () => showCallOut(session.office, actor, runId),
    isOver: (view) =>
      view.state === 'closed' || view.state === 'cancelled' || (untilFilled && isFilled(view)),
    display: () => display(session),
  });

/** Every place is taken, or nobody is left who could still take one. */
const isFilled = ({ standing, outstanding, nextWave }: CallOutView): boolean =>
  standing !== null &&
  standing.waves.length > 0 &&
  (standing.placed >= standing.needed || (outstanding === 0 && nextWave === 0));

function display({ world, words, office }: Session): Display<CallOutView> {
  const screen = world.screen();
  let last = '';
  return {
    look(view) {
      const now = office.clock.now();
      if (screen) return screen.draw(callOutView(view, words, now));
      const line = callOutLine(view, words);
      if (line !== last) world.err(`${officeTime(now)} ${line}`);
      last = line;
    },
    stop: () => screen?.stop(),
  };
}

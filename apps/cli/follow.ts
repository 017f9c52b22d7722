import { OPEN_STATES } from '../../domain/messages/states.js';
import type { Actor } from '../../ledger/operators.js';
import type { Clock } from '../../runtime/clock.js';
import { showRun, type RunView } from '../../office/runs.js';
import { completion, stageOf, statesLine } from './views/run.js';
import type { Session } from './session.js';
import { watch, type Display } from './watch.js';

/**
 * Watches a run until it is over: a bar on a terminal, elsewhere a line whenever something has changed.
 */
export const follow = (session: Session, actor: Actor, runId: number): Promise<RunView> =>
  watch(session, {
    look: () => showRun(session.office, actor, runId),
    isOver,
    display: () => display(session),
  });

/** Closed, or cancelled and everything that was under way has settled. */
const isOver = ({ state, states }: RunView): boolean =>
  state === 'closed' || (state === 'cancelled' && OPEN_STATES.every((open) => !states[open]));

/** A line for every twentieth of the way, and whenever the run does something else. */
const LINES = 20;

function display({ world, words, office }: Session): Display<RunView> {
  const bar = world.bar();
  const speed = new Speed(office.clock);
  let last = '';
  return {
    look(run) {
      const { done, total } = completion(run);
      const stage = stageOf(run, words);
      const beside = [stage, speed.at(handedOver(run)), statesLine(run, words)].filter(Boolean).join(' · ');
      if (bar) return bar.show(done, total, beside);
      const reached = `${run.state} ${stage} ${Math.floor((done / Math.max(1, total)) * LINES)}`;
      if (reached !== last) world.err(`${done}/${total} · ${beside}`);
      last = reached;
    },
    stop: () => bar?.stop(),
  };
}

/** What providers have taken; those not to be sent would flatter the speed. */
const handedOver = ({ states }: RunView): number =>
  (states.sent ?? 0) + (states.delivered ?? 0) + (states.undelivered ?? 0);

/** Messages handed over a second since the look before. */
class Speed {
  private before: { sent: number; at: number } | undefined;

  constructor(private readonly clock: Clock) {}

  at(sent: number): string {
    const at = this.clock.now().getTime();
    const { before } = this;
    this.before = { sent, at };
    if (!before || at <= before.at || sent <= before.sent) return '';
    return `${Math.round(((sent - before.sent) * 1000) / (at - before.at))}/s`;
  }
}

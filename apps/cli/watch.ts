import type { Session } from './session.js';

/** How often is looked, in milliseconds. */
const LOOK_MILLISECONDS = 1000;

/** Shows what is seen, look by look. */
export interface Display<View> {
  look(view: View): void;
  /** Takes away what is only good while it moves. */
  stop(): void;
}

/** What is watched, and how it is shown to people. */
export interface Watched<View> {
  look(): Promise<View>;
  isOver(view: View): boolean;
  display(): Display<View>;
}

/**
 * Looks once a second until it is over; a program hears the end only. Leaving (Ctrl-C) does nothing to what is
 * watched.
 * @returns what was seen last
 */
export async function watch<View>(session: Session, watched: Watched<View>): Promise<View> {
  session.remark('随时可按 Ctrl-C 离开，活动照常进行', 'leave with Ctrl-C at any time; the run goes on');
  const display = session.json ? undefined : watched.display();
  try {
    for (;;) {
      const view = await watched.look();
      display?.look(view);
      if (watched.isOver(view)) return view;
      await session.world.pause(LOOK_MILLISECONDS);
    }
  } finally {
    display?.stop();
  }
}

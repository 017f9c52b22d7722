import { hasEffects, type WithEffects } from '../../office/calendar-effects.js';
import { agreed, requirePerson } from './confirm.js';
import type { Session } from './session.js';
import { effectsView } from './views/replan.js';

/** How a change of the calendar is wanted. */
export interface ChangeOptions {
  preview?: boolean;
  yes?: boolean;
}

/** Options that every change of the calendar takes. */
export const CHANGE_OPTIONS = {
  preview: ['--preview', '只看会移动什么、影响哪些活动 / only look at what moves and which runs are touched'],
  yes: ['--yes', '不询问，直接执行 / without asking'],
} as const;

/**
 * Shows what a change of the calendar comes to, asks, and makes it; or only shows it; or makes it without asking. What moves
 * nothing is not asked about.
 */
export async function changeWith<Done extends object>(
  session: Session,
  { preview = false, yes = false }: ChangeOptions,
  {
    change,
    view,
  }: {
    change: (options: { preview: boolean }) => Promise<WithEffects<Done>>;
    view: (done: WithEffects<Done>) => string;
  },
): Promise<void> {
  const shown = (done: WithEffects<Done>): string =>
    [view(done), effectsView(done.effects, session.words)].join('\n\n');
  if (preview) {
    const tried = await change({ preview: true });
    session.answer({ ...tried, preview: true }, () => shown(tried));
    session.remark('只是预览，什么都没有改变', 'only looked at: nothing has changed');
    return;
  }
  if (yes) {
    const done = await change({ preview: false });
    return session.answer(done, () => shown(done));
  }
  const tried = await change({ preview: true });
  if (!hasEffects(tried.effects)) {
    const done = await change({ preview: false });
    return session.answer(done, () => view(done));
  }
  requirePerson(session, { zh: '，或用 --preview 只看影响', en: ', or --preview to look only' });
  session.world.out(effectsView(tried.effects, session.words));
  if (!(await agreed(session, '这样改吗？', 'go ahead?')))
    return session.remark('没有改，什么都没有改变', 'not done: nothing has changed');
  const done = await change({ preview: false });
  session.answer(done, () => view(done));
}

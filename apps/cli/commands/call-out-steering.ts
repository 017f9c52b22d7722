import type { Command } from 'commander';
import type { Actor } from '../../../ledger/operators.js';
import { showCallOut, type CallOutView } from '../../../office/call-outs.js';
import { steer, type SteeringWish } from '../../../office/steer.js';
import { spanSeconds, wholeNumber, type Act } from '../command.js';
import { agreed, requirePerson } from '../confirm.js';
import type { Session } from '../session.js';
import { callOutLine } from '../views/call-out.js';

interface SteeringOptions {
  reason: string;
  yes?: boolean;
}

type Action = SteeringWish['action'];

/** What needs no more than a reason. */
const PLAIN: readonly [name: string, Action, description: string][] = [
  [
    'next-wave',
    'nextWave',
    '立即开始下一轮：还没回复的按不来算 / ask the next wave now: who is silent counts as not coming',
  ],
  ['pause', 'pause', '暂停：不再发新的 / pause: nothing new goes out'],
  ['resume', 'resume', '恢复；等待时间顺延 / go on; who is silent gets the time back'],
  [
    'finish',
    'finish',
    '够了：不再询问新的人，退出的由候补顶上 / enough: nobody new is asked; who waits replaces who drops out',
  ],
];

/** What cannot be taken back, and what is asked before it. */
const FINAL: readonly [
  name: string,
  Action,
  description: string,
  warning: (view: CallOutView) => [zh: string, en: string],
][] = [
  [
    'stand-down',
    'standDown',
    '取消，并通知每个可能已收到短信的人不必来 / call it off, and tell everyone who may have been reached',
    (view) => [
      `将通知已定、候补和还没回复的人不必前来（${count(view)} 人）。确定吗？`,
      `everyone with a place, waiting or still to answer (${count(view)}) is told not to come. Is that right?`,
    ],
  ],
  [
    'cancel',
    'cancel',
    '停止，但不通知任何人；要通知请用 stand-down / stop, and tell nobody; to tell them use stand-down',
    (view) => [
      `取消后不会通知任何人，已定的 ${view.standing?.placed ?? 0} 人仍会前来；要通知请改用 muster callout stand-down。确定吗？`,
      `nobody will be told: ${view.standing?.placed ?? 0} people with a place will still come; to tell them, use \`muster callout stand-down\`. Is that right?`,
    ],
  ],
];

/** Whom a stand-down concerns. */
const count = ({ standing }: CallOutView): number =>
  (['asked', 'unsure', 'placed', 'waitlisted'] as const).reduce<number>(
    (sum, state) => sum + (standing?.states[state] ?? 0),
    0,
  );

/** The commands of `muster callout` that steer it. */
export function steeringCommands(group: Command, act: Act): void {
  for (const [name, action, description] of PLAIN) {
    steering(group, name, description).action(
      act((session, [runId]: [number], { reason }: SteeringOptions) =>
        steered(session, { runId, action, reason }),
      ),
    );
  }
  addNeed(group, act);
  addExtend(group, act);
  for (const [name, action, description, warning] of FINAL) {
    steering(group, name, description)
      .option('--yes', '不询问，直接执行 / without asking')
      .action(
        act(async (session, [runId]: [number], { reason, yes = false }: SteeringOptions) => {
          if (!yes && !(await confirmed(session, runId, warning))) return;
          await steered(session, { runId, action, reason });
        }),
      );
  }
}

const steering = (group: Command, name: string, description: string): Command =>
  group
    .command(name)
    .description(description)
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log');

const addNeed = (group: Command, act: Act) =>
  steering(
    group,
    'need',
    '改变需要的人数；不能少于已定的；停止询问后又会开始 / need another number of people; asks again if it was finished',
  )
    .argument('<number>', '现在需要多少人 / how many are needed now', wholeNumber)
    .action(
      act((session, [runId, amount]: [number, number], { reason }: SteeringOptions) =>
        needed(session, { runId, action: 'need', amount, reason }),
      ),
    );

const addExtend = (group: Command, act: Act) =>
  steering(group, 'extend', '给还没回复的人更多时间 / give those who are silent more time')
    .argument('<span>', '多久，如 30m、2h / how much more, like 30m or 2h', spanSeconds)
    .action(
      act((session, [runId, amount]: [number, number], { reason }: SteeringOptions) =>
        steered(session, { runId, action: 'extend', amount, reason }),
      ),
    );

/** Carries it out, and answers where the call-out stands then. */
async function steered(session: Session, wish: SteeringWish): Promise<void> {
  const actor: Actor = await session.actor();
  const progress = await steer(session.office, actor, wish);
  const view = { ...(await showCallOut(session.office, actor, wish.runId)), progress, state: progress.state };
  session.answer(
    view,
    () => `${session.words.label('活动', 'run')} ${wish.runId}: ${callOutLine(view, session.words)}`,
  );
}

/** Says so where it asks again although it was finished. */
async function needed(session: Session, wish: SteeringWish): Promise<void> {
  const { standing } = await showCallOut(session.office, await session.actor(), wish.runId);
  await steered(session, wish);
  if (standing?.asking === false) session.remark('又开始询问', 'asking goes on again');
}

/** Whether a person still wants it, knowing what comes of it. */
async function confirmed(
  session: Session,
  runId: number,
  warning: (view: CallOutView) => [zh: string, en: string],
): Promise<boolean> {
  requirePerson(session);
  const view = await showCallOut(session.office, await session.actor(), runId);
  if (await agreed(session, ...warning(view))) return true;
  session.remark('什么都没有改变', 'nothing has changed');
  return false;
}

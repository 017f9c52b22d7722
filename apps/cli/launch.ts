import type { Actor } from '../../ledger/operators.js';
import type { Run } from '../../ledger/runs.js';
import { launch, launchedBefore } from '../../office/launch.js';
import { prepare, type Prepared } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { refuse } from '../../office/refusal.js';
import { follow } from './follow.js';
import type { Session } from './session.js';
import { previewView } from './views/preview.js';
import { runView } from './views/run.js';
import type { Written } from './written.js';

/** How a launch is wanted. */
export interface LaunchOptions {
  preview?: boolean;
  yes?: boolean;
  follow?: boolean;
}

/** Previews, or previews, asks and launches, or launches without asking. */
export async function launchWritten(
  session: Session,
  written: Written,
  options: LaunchOptions,
): Promise<void> {
  const { office } = session;
  const actor = await session.actor();
  if (options.preview)
    return showPreview(session, await written.placing(() => prepare(office, actor, written.value)));
  if (!options.yes) requirePerson(session);
  const first = await written.placing(() => launchedBefore(office, actor, written.value));
  if (first)
    return answer(
      session,
      actor,
      { run: first, created: false, started: first.state !== 'starting' },
      options,
    );
  const prepared = await written.placing(() => prepare(office, actor, written.value));
  if (!options.yes && !(await agreed(session, prepared)))
    return session.remark('没有发起，什么都没有改变', 'not launched: nothing has changed');
  await answer(session, actor, await launch(office, actor, prepared), options);
}

async function showPreview(session: Session, prepared: Prepared): Promise<void> {
  const ahead = await preview(session.office, prepared);
  session.answer(ahead, () => previewView(ahead, session.words));
}

/** Asked before anything is planned, so that a script learns at once what it lacks. */
function requirePerson({ world, json }: Session): void {
  if (world.interactive && !json) return;
  throw refuse(
    'invalid',
    'nobody-to-ask',
    '这里没有人可以确认：请加 --yes 直接发起，或用 --preview 只看预览',
    'there is nobody here to ask: add --yes to launch, or --preview to look only',
  );
}

const YES = /^(y|yes|是|好|确认)$/i;

async function agreed(session: Session, prepared: Prepared): Promise<boolean> {
  await showPreview(session, prepared);
  const question = session.words.say('现在发起吗？输入 yes 或 是', 'launch it now? type yes');
  return YES.test((await session.world.ask(`\n${question}: `)).trim());
}

interface Outcome {
  run: Run;
  created: boolean;
  started: boolean;
}

async function answer(
  session: Session,
  actor: Actor,
  { run, created, started }: Outcome,
  options: LaunchOptions,
): Promise<void> {
  const { words } = session;
  if (options.follow) {
    session.remark(...sentence(run, created));
    const view = await follow(session, actor, run.id);
    return session.answer({ ...view, created, started }, () => runView(view, words));
  }
  session.answer({ run: run.id, state: run.state, created, started }, () =>
    words.say(...sentence(run, created)),
  );
  if (!started) {
    session.remark(
      'Temporal 没有应答：活动已登记，它恢复后会自动开始',
      'Temporal does not answer: the run is written down and begins by itself when it is back',
    );
  }
}

const sentence = (run: Run, created: boolean): [string, string] =>
  created
    ? [
        `已发起：活动 ${run.id}，受众 ${run.audienceAtLaunch} 人；muster run show ${run.id} 查看进展`,
        `launched as run ${run.id}, audience ${run.audienceAtLaunch}`,
      ]
    : [
        `先前已经发起过，就是活动 ${run.id}（${run.state}）；没有再次发送`,
        `launched before: it is run ${run.id} (${run.state}); nothing was sent again`,
      ];

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
  const plan = () => written.placing(() => prepare(office, actor, written.value));
  if (options.preview) return showPreview(session, await plan());
  if (!options.yes) requirePerson(session);
  const first = await written.placing(() => launchedBefore(office, actor, written.value));
  if (first) {
    const before = { run: first, created: false, started: first.state !== 'starting' };
    return answer(session, actor, before, options);
  }
  const prepared = await plan();
  if (options.yes || (await agreed(session, prepared))) {
    const launched = await written.placing(() => launch(office, actor, prepared));
    return answer(session, actor, launched, options);
  }
  session.remark('没有发起，什么都没有改变', 'not launched: nothing has changed');
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

/** Anything else is a no: a launch cannot be taken back. */
const YES = /^(y|yes|是|好|确认)$/i;

async function agreed(session: Session, prepared: Prepared): Promise<boolean> {
  await showPreview(session, prepared);
  const question = session.words.say('现在发起吗？输入 yes 或 是', 'launch it now? type yes');
  return YES.test((await session.world.ask(`\n${question}: `)).trim());
}

/** What a launch came to, now or before. */
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
  if (!started) {
    session.remark(
      '活动已登记，流程还没有开始：Temporal 应答后会自动开始',
      'the run is written down and has not begun: it begins by itself once Temporal answers',
    );
  }
  if (!options.follow) {
    const outcome = { run: run.id, state: run.state, created, started };
    return session.answer(outcome, () => words.say(...sentence(run, created)));
  }
  session.remark(...sentence(run, created));
  const view = await follow(session, actor, run.id);
  session.answer({ ...view, created, started }, () => runView(view, words));
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

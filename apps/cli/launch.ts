import { KIND_NAMES, type KindName } from '../../campaigns/registry.js';
import { RUN_STATE_MEANING } from '../../domain/plan/run-state.js';
import type { Actor } from '../../ledger/operators.js';
import type { LaunchedRun } from '../../ledger/runs.js';
import { officeTime } from '../../domain/calendar/office-day.js';
import type { ApprovalNeeded } from '../../office/approval.js';
import { launch, launchedBefore, type Launched } from '../../office/launch.js';
import { testSend } from '../../office/test-send.js';
import { prepare, type Prepared } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { Refusal } from '../../office/refusal.js';
import { agreed, requirePerson } from './confirm.js';
import { follow } from './follow.js';
import type { Session } from './session.js';
import { callOutView } from './views/call-out.js';
import { previewView } from './views/preview.js';
import { runView } from './views/run.js';
import { watchCallOut } from './watch-call-out.js';
import type { Written } from './written.js';

/** How a launch is wanted. */
export interface LaunchOptions {
  preview?: boolean;
  yes?: boolean;
  follow?: boolean;
  /** A call-out only: it needs more people than may be asked, and shall be launched all the same. */
  acceptShortage?: boolean;
}

/** Previews, or previews, asks and launches, or launches without asking. */
export async function launchWritten(
  session: Session,
  kind: KindName,
  written: Written,
  options: LaunchOptions,
): Promise<void> {
  const { office } = session;
  const actor = await session.actor();
  const plan = () => written.placing(async () => prepare(office, actor, ofKind(kind, written.value)));
  if (options.preview) return showPreview(session, actor, await plan());
  if (!options.yes) requirePerson(session, ONLY_LOOK);
  const first = await written.placing(async () => launchedBefore(office, actor, ofKind(kind, written.value)));
  if (first) {
    const before = { run: first, created: false, started: first.state !== 'starting', approval: null };
    return answer(session, actor, before, options);
  }
  const prepared = await plan();
  const accepted = await acceptance(session, actor, prepared, options);
  if (accepted) {
    const launched = await written.placing(() => launch(office, actor, prepared, accepted));
    return answer(session, actor, launched, options);
  }
  session.remark('没有发起，什么都没有改变', 'not launched: nothing has changed');
}

/** Sends the texts of what was written to a few named people. */
export async function testWritten(
  session: Session,
  kind: KindName,
  written: Written,
  people: readonly string[],
): Promise<void> {
  const actor = await session.actor();
  const { run } = await written.placing(async () =>
    testSend(session.office, actor, { written: ofKind(kind, written.value), people }),
  );
  session.remark(
    '短信按运营商审核的原文发出，不能加测试字样；邮件标题以【测试】开头',
    'texts go out word for word as the carrier approved them; the subject of a mail begins 【测试】',
  );
  session.answer({ run: run.id, state: run.state, test: true, people: run.audienceAtLaunch }, () =>
    session.words.say(
      `测试已发出：活动 ${run.id}，${run.audienceAtLaunch} 人；muster run show ${run.id} 查看进展`,
      `test launched as run ${run.id}, to ${run.audienceAtLaunch} people`,
    ),
  );
}

const ONLY_LOOK = { zh: '，或用 --preview 只看预览', en: ', or --preview to look only' };

/**
 * What was written, unless it says that it is of another kind: that has a command with options of its own. A kind
 * nobody knows is for the schema to tell.
 */
function ofKind(kind: KindName, written: unknown): unknown {
  const said = (written as { kind?: unknown } | null)?.kind;
  if (said === kind || !KIND_NAMES.includes(said as KindName)) return written;
  const command = COMMANDS[said as KindName];
  throw new Refusal('invalid', [
    {
      path: ['kind'],
      reason: 'other-kind',
      zh: `写的是 ${String(said)}：请用 muster ${command}`,
      en: `this is a ${String(said)}: use \`muster ${command}\``,
    },
  ]);
}

const COMMANDS: Record<KindName, string> = {
  notice: 'notice launch',
  'call-out': 'callout launch',
  question: 'question ask',
  deadline: 'deadline open',
  theme: 'theme open',
  meeting: 'meeting call',
};

async function showPreview(session: Session, actor: Actor, prepared: Prepared): Promise<void> {
  const ahead = await preview(session.office, actor, prepared);
  session.answer(ahead, () => previewView(ahead, session.words));
}

/**
 * What a person agrees to, here or by option; undefined: they do not want it launched. Who is asked has seen that
 * people are missing; --yes alone has not.
 */
async function acceptance(
  session: Session,
  actor: Actor,
  prepared: Prepared,
  { yes, acceptShortage = false }: LaunchOptions,
): Promise<{ acceptShortage: boolean } | undefined> {
  const { shortBy, audience } = prepared;
  if (yes) {
    if (shortBy > 0 && !acceptShortage)
      session.remark('确要发起请加 --accept-shortage', 'to launch all the same, add --accept-shortage');
    return { acceptShortage };
  }
  await showPreview(session, actor, prepared);
  const question: [string, string] =
    shortBy > 0
      ? [
          `需要 ${audience + shortBy} 人，可询问的只有 ${audience} 人，全部都来也差 ${shortBy} 人。仍然发起吗？`,
          `${audience + shortBy} people are needed and only ${audience} may be asked: ${shortBy} short even if all come. Launch it all the same?`,
        ]
      : ['现在发起吗？', 'launch it now?'];
  return (await agreed(session, ...question)) ? { acceptShortage: shortBy > 0 } : undefined;
}

async function answer(
  session: Session,
  actor: Actor,
  { run, created, started, approval }: Launched,
  options: LaunchOptions,
): Promise<void> {
  const { words } = session;
  if (approval) session.remark(...waits(run, approval));
  if (!started) {
    session.remark(
      '活动已登记，流程还没有开始：Temporal 应答后会自动开始',
      'the run is written down and has not begun: it begins by itself once Temporal answers',
    );
  }
  if (!options.follow) {
    const outcome = { run: run.id, state: run.state, created, started, ...(approval ? { approval } : {}) };
    return session.answer(outcome, () => words.say(...sentence(run, created)));
  }
  session.remark(...sentence(run, created));
  return FOLLOWED[run.kind](session, actor, run.id, { created, started });
}

const waits = ({ id }: LaunchedRun, { until, approvers }: ApprovalNeeded): [string, string] => [
  `须经审批才会发送：请 ${approvers.join('、')} 在 ${officeTime(until)} 前用 muster run approve ${id} 审批，逾期作废`,
  `nothing is sent before somebody else agrees: ${approvers.join(', ')} by \`muster run approve ${id}\`, until ${officeTime(until)}`,
];

/** How a run of each kind is watched until it is over, and what it has come to then. */
const FOLLOWED: Record<
  KindName,
  (session: Session, actor: Actor, runId: number, launched: object) => Promise<void>
> = {
  async notice(session, actor, runId, launched) {
    const view = await follow(session, actor, runId);
    session.answer({ ...view, ...launched }, () => runView(view, session.words));
  },
  async question(session, actor, runId, launched) {
    const view = await follow(session, actor, runId);
    session.answer({ ...view, ...launched }, () => runView(view, session.words));
  },
  async theme(session, actor, runId, launched) {
    const view = await follow(session, actor, runId);
    session.answer({ ...view, ...launched }, () => runView(view, session.words));
  },
  async meeting(session, actor, runId, launched) {
    const view = await follow(session, actor, runId);
    session.answer({ ...view, ...launched }, () => runView(view, session.words));
  },
  async deadline(session, actor, runId, launched) {
    const view = await follow(session, actor, runId);
    session.answer({ ...view, ...launched }, () => runView(view, session.words));
  },
  async 'call-out'(session, actor, runId, launched) {
    const view = await watchCallOut(session, actor, runId);
    session.answer({ ...view, ...launched }, () =>
      callOutView(view, session.words, session.office.clock.now()),
    );
  },
};

const sentence = (run: LaunchedRun, created: boolean): [string, string] =>
  created ? CREATED[run.kind](run) : launchedEarlier(run);

const CREATED: Record<KindName, (run: LaunchedRun) => [string, string]> = {
  notice: ({ id, audienceAtLaunch: people }) => [
    `已发起：活动 ${id}，受众 ${people} 人；muster run show ${id} 查看进展`,
    `launched as run ${id}, audience ${people}`,
  ],
  'call-out': ({ id, audienceAtLaunch: people }) => [
    `已发起：活动 ${id}，可询问 ${people} 人；muster callout show ${id} --watch 查看进展`,
    `launched as run ${id}, ${people} people may be asked`,
  ],
  theme: ({ id }) => [
    `已开始：活动 ${id}；muster deadline show ${id} 查看各单位报送情况`,
    `opened as run ${id}; see \`muster deadline show ${id}\``,
  ],
  meeting: ({ id, audienceAtLaunch: people }) => [
    `已通知：活动 ${id}，${people} 位联系人；muster meeting show ${id} 查看回执`,
    `told as run ${id}, ${people} contact persons; see \`muster meeting show ${id}\``,
  ],
  deadline: ({ id }) => [
    `已开始催报：活动 ${id}；muster deadline show ${id} 查看谁报了`,
    `opened as run ${id}; see \`muster deadline show ${id}\``,
  ],
  question: ({ id }) => [
    `已提出：问题 ${id}；muster question show ${id} 查看答复`,
    `asked as question ${id}; see \`muster question show ${id}\``,
  ],
};

const launchedEarlier = ({ id, state }: LaunchedRun): [string, string] => [
  `先前已经发起过，就是活动 ${id}（${RUN_STATE_MEANING[state].zh}）；没有再次发送`,
  `launched before: it is run ${id} (${state}); nothing was sent again`,
];

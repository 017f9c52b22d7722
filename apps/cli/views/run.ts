import { officeTime } from '../../../domain/calendar/office-day.js';
import { MESSAGE_STATES, OPEN_STATES } from '../../../domain/messages/states.js';
import type { Step } from '../../../domain/plan/plan.js';
import type { PlanVersionLine } from '../../../ledger/plan-versions.js';
import type { Rate } from '../../../ledger/rates.js';
import type { SaidWord } from '../../../ledger/standing.js';
import type { Spending } from '../../../ledger/spending.js';
import type { RunSummary, RunView } from '../../../office/runs.js';
import { TEST_MARK } from '../../../domain/messages/test-mark.js';
import { approvalState, DECISIONS } from './approval.js';
import { money } from './budget.js';
import { pairs, table } from '../table.js';
import { channelLabel, runStateLabel, stateLabel, type Words } from '../words.js';

/** Runs, one a line. */
export function runsView(runs: readonly RunSummary[], words: Words): string {
  if (runs.length === 0) return words.say('还没有活动', 'no runs yet');
  const { stacked } = words;
  return table(
    [
      stacked('活动', 'run'),
      stacked('状态', 'state'),
      stacked('类型', 'kind'),
      stacked('标题', 'title'),
      stacked('受众', 'audience'),
      stacked('发起人', 'by'),
      stacked('发起时间', 'at'),
    ],
    runs.map((run) => [
      run.id,
      runStateLabel(words, run.state),
      run.kind,
      titleOf(run),
      run.audienceAtLaunch,
      run.launchedBy,
      officeTime(run.launchedAt),
    ]),
  );
}

/** A test says that it is one. */
export const titleOf = ({ title, test }: Pick<RunSummary, 'title' | 'test'>): string =>
  test ? `${TEST_MARK}${title}` : title;

/** One run: what it is, what it is doing, where its messages stand. */
export function runView(run: RunView, words: Words): string {
  const { label } = words;
  const states = MESSAGE_STATES.filter((state) => run.states[state] !== undefined);
  return [
    pairs([
      [label('活动', 'run'), `${run.id} ${titleOf(run)}`],
      [label('类型', 'kind'), run.kind],
      [label('状态', 'state'), runStateLabel(words, run.state)],
      ...(run.approval === null
        ? []
        : [[label('审批', 'approval'), approvalState(run.approval, words)] as const]),
      [label('进展', 'progress'), stageOf(run, words)],
      ...(run.slowed
        ? [
            [
              label('放慢', 'slowed'),
              words.say('收件积压，普通通道放慢发送', 'the inbox backs up: bulk sending is slowed'),
            ] as const,
          ]
        : []),
      ...(run.paused ? [[label('暂停', 'paused'), pauseText(run.paused)] as const] : []),
      [label('唯一标识', 'key'), run.key],
      [label('发起', 'launched'), `${run.launchedBy} ${officeTime(run.launchedAt)}`],
      [label('受众', 'audience'), String(run.audienceAtLaunch)],
      ...(run.spending === null ? [] : [[label('费用', 'cost'), costText(run.spending, words)] as const]),
      ...run.steps.map(
        (step) => [label('步骤', 'step'), `${step.key} ${plannedTime(step) ?? '—'} ${step.lane}`] as const,
      ),
    ]),
    '',
    states.length === 0
      ? words.say('还没有写入消息', 'no messages written yet')
      : pairs(states.map((state) => [stateLabel(words, state), String(run.states[state])])),
    ...(run.rates.length === 0
      ? []
      : ['', pairs(run.rates.map((rate) => [channelLabel(words, rate.channel), rateText(rate, words)]))]),
    ...(run.words?.length ? ['', wordsTable(run.words, words)] : []),
    ...(run.versions.length > 0 ? ['', versionsTable(run.versions, words)] : []),
  ].join('\n');
}

/** When a step is due, where its time is planned and not brought by an event. */
const plannedTime = (step: Step): string | undefined =>
  'at' in step && step.at !== null ? officeTime(new Date(step.at)) : undefined;

/** What the office has said last, a line each. */
const wordsTable = (said: readonly SaidWord[], words: Words): string =>
  table(
    [
      words.stacked('时间', 'at'),
      words.stacked('内容', 'step'),
      words.stacked('次', 'occurrence'),
      words.stacked('人', 'people'),
      words.stacked('消息', 'messages'),
    ],
    said.map(({ at, step, occurrence, people, states }) => [
      officeTime(at),
      step,
      occurrence,
      people,
      statesLine({ states }, words),
    ]),
  );

/** How the plan was made anew, a version a line. */
const versionsTable = (versions: readonly PlanVersionLine[], words: Words): string =>
  table(
    [
      ...[words.stacked('方案', 'plan'), words.stacked('提出', 'made')],
      ...[words.stacked('原因', 'reason'), words.stacked('结果', 'outcome')],
    ],
    versions.map((one) => [
      ...[String(one.version), `${one.madeBy} ${officeTime(one.madeAt)}`, one.reason ?? '—'],
      outcomeOf(one, words),
    ]),
  );

function outcomeOf(version: PlanVersionLine, words: Words): string {
  const { decision, until, carriedOutAt } = version;
  if (decision === null)
    return words.say(`待审批，期限 ${timeOf(until)}`, `waits for it until ${timeOf(until)}`);
  const decided = words.label(...DECISIONS[decision]);
  if (decision !== 'approved')
    return [decided, version.decidedBy, version.answer].filter((part) => part !== null).join(' · ');
  return carriedOutAt
    ? words.say(`${officeTime(carriedOutAt)} 起执行`, `followed since ${officeTime(carriedOutAt)}`)
    : `${decided} · ${words.say('活动应答后生效', 'takes effect once the run answers')}`;
}

const timeOf = (at: Date | null): string => (at === null ? '—' : officeTime(at));

/** What it did cost once that is known, until then what was reserved for it. */
function costText({ reservedFen, actualFen, parts }: Spending, { say }: Words): string {
  return actualFen === null
    ? say(`预留 ${money(reservedFen)}`, `${money(reservedFen)} reserved`)
    : say(`${money(actualFen)}，计费 ${parts} 条`, `${money(actualFen)} for ${parts} parts`);
}

const pauseText = ({ by, at, reason }: NonNullable<RunView['paused']>): string =>
  `${by} ${officeTime(at)} ${reason}`;

/** How many went out in how long. A handful sent at once has no rate worth saying. */
function rateText({ sent, seconds }: Rate, words: Words): string {
  const took = `${sent} / ${seconds.toFixed(1)} s`;
  if (seconds < 0.1) return took;
  const each = Math.round(sent / seconds);
  return `${took} = ${words.say(`每秒 ${each} 条`, `${each} a second`)}`;
}

const STAGES = {
  waiting: ['等待发送时间', 'waiting for its time'],
  writing: ['正在写入消息', 'writing messages'],
  sending: ['正在发送', 'sending'],
  settling: ['等待回执', 'waiting for receipts'],
  listening: ['等待回复', 'waiting for answers'],
} as const;

/** What the workflow says it is doing. */
export function stageOf({ progress }: Pick<RunView, 'progress'>, words: Words): string {
  if (progress?.grownTo) {
    return words.say(
      `受众增至 ${progress.grownTo}，已停下：请恢复（即接受）或取消`,
      `the audience grew to ${progress.grownTo}: resume to accept it, or cancel`,
    );
  }
  if (!progress?.stage) return '—';
  const [zh, en] = STAGES[progress.stage];
  return words.say(zh, en);
}

/** How far a run is: what needs no more work of ours, and everything there will be. */
export function completion({ states, steps, audienceAtLaunch }: RunView): { done: number; total: number } {
  const written = MESSAGE_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  const open = OPEN_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  const planned = steps.reduce((sum, { channels }) => sum + channels.length * audienceAtLaunch, 0);
  return { done: written - open, total: Math.max(written, planned) };
}

/** The states on one line. */
export const statesLine = ({ states }: Pick<RunView, 'states'>, words: Words): string =>
  MESSAGE_STATES.filter((state) => states[state])
    .map((state) => `${stateLabel(words, state)} ${states[state]}`)
    .join(' · ');

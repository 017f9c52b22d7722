import { officeTime } from '../domain/calendar/office-day.js';
import { DEFAULT_VARIABLE_LENGTH } from '../domain/messages/template.js';
import { valueFault } from '../domain/messages/values.js';
import { mayApprove, type Decision } from '../domain/plan/approval.js';
import type { StandingStep } from '../domain/plan/standing.js';
import type { Statement } from '../runtime/database.js';
import { operatorsAbove, type Reachable } from './approvals.js';
import type { PlanVersion } from './plan-versions.js';
import type { Run } from './runs.js';
import { tellFromOffice } from './standing.js';

/** What waits, or waited, for somebody's agreement: a run, or a new version of its plan. */
export interface Proposal {
  what: 'run' | 'version';
  run: Run;
  /** The operator who proposed it. */
  author: string;
  /** Until when it may be agreed to. */
  until: Date;
}

/** A version of a run's plan that somebody else has to agree to. */
export const proposedVersion = (
  run: Run,
  { madeBy, until }: Pick<PlanVersion, 'madeBy' | 'until'>,
): Proposal => ({
  ...{ what: 'version', run, author: madeBy, until: until! },
});

/** What was said to a proposal. */
export interface ProposalAnswer {
  decision: Decision;
  by: string;
  /** Why; null: nothing was said. */
  reason: string | null;
}

/** Tells everyone who may agree to a proposal that it waits for them, and what it costs, in fen. */
export async function tellAsked(
  sql: Statement,
  proposal: Proposal & { costFen: number },
  now: Date,
): Promise<void> {
  const { run, author, until, costFen } = proposal;
  const short = {
    ...{ title: titleOf(proposal), author, until: officeTime(until) },
    audience: String(run.audienceAtLaunch),
  };
  const { approvers } = await concerned(sql, proposal);
  const long = { ...short, run: String(run.id), cost: `¥${(costFen / 100).toFixed(2)}` };
  await tell(sql, { step: 'approval-asked', people: approvers, short, long }, now);
}

const ANSWERS: Record<Proposal['what'], Record<Exclude<Decision, 'lapsed'>, string>> = {
  run: { approved: '同意', refused: '不同意', withdrawn: '发起人已撤回' },
  version: { approved: '同意', refused: '不同意', withdrawn: '已撤回' },
};

/** Tells the author what was decided; of a withdrawal those who were asked, of a lapse both. */
export async function tellAnswered(
  sql: Statement,
  proposal: Proposal & ProposalAnswer,
  now: Date,
): Promise<void> {
  const { what, run, until, decision, by, reason } = proposal;
  const { author, approvers } = await concerned(sql, proposal);
  const title = titleOf(proposal);
  if (decision === 'lapsed') {
    const short = { title, until: officeTime(until) };
    const long = { ...short, run: String(run.id) };
    return tell(sql, { step: 'approval-lapsed', people: [...author, ...approvers], short, long }, now);
  }
  const short = { title, answer: ANSWERS[what][decision], approver: by };
  const long = { ...short, run: String(run.id), reason: reason ?? '无' };
  const people = decision === 'withdrawn' ? approvers : author;
  await tell(sql, { step: 'approval-answered', people, short, long }, now);
}

/** The author and those who may agree, as far as they can be written to. */
async function concerned(
  sql: Statement,
  { author, run: { scopePath } }: Proposal,
): Promise<{ author: number[]; approvers: number[] }> {
  const operators = await operatorsAbove(sql, scopePath);
  return {
    author: peopleOf(operators.filter(({ name }) => name === author)),
    approvers: peopleOf(operators.filter((operator) => mayApprove(operator, { author, scopePath }))),
  };
}

const peopleOf = (operators: readonly Reachable[]): number[] =>
  operators.flatMap(({ personId }) => personId ?? []);

/** A title that no SMS may hold is named by its number. */
function titleOf({ what, run: { id, title } }: Proposal): string {
  const [full, numbered] = what === 'run' ? [title, `活动${id}`] : [`${title}（改期）`, `活动${id}改期`];
  const fault = valueFault({ name: 'title', maxLength: DEFAULT_VARIABLE_LENGTH }, full, 'sms');
  return fault === null ? full : numbered;
}

/** What is said, with the values of its SMS and of its mail: a carrier takes no value its text does not name. */
interface Word {
  step: StandingStep;
  people: readonly number[];
  short: Record<string, string>;
  long: Record<string, string>;
}

async function tell(sql: Statement, { step, people, short, long }: Word, now: Date): Promise<void> {
  const messages = [
    { channel: 'sms', template: `office-${step}`, variables: short },
    { channel: 'email', template: `office-${step}-mail`, variables: long },
  ] as const;
  await tellFromOffice(sql, { step, people, messages, now });
}

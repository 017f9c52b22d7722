import { officeTime } from '../domain/calendar/office-day.js';
import { DEFAULT_VARIABLE_LENGTH } from '../domain/messages/template.js';
import { valueFault } from '../domain/messages/values.js';
import { mayApprove, type Decision } from '../domain/plan/approval.js';
import type { StandingStep } from '../domain/plan/standing.js';
import { operatorsAbove, type Approval, type Reachable } from '../ledger/approvals.js';
import type { Run } from '../ledger/runs.js';
import { spendingOf } from '../ledger/spending.js';
import { tellFromOffice } from '../ledger/standing.js';
import type { Statement } from '../runtime/database.js';

/** A run that waits, or waited, for somebody's agreement. */
export interface Proposal {
  run: Run;
  approval: Approval;
}

/** Tells everyone who may agree to a run that it waits for them. */
export async function tellApprovers(sql: Statement, { run, approval }: Proposal, now: Date): Promise<void> {
  const { reservedFen } = (await spendingOf(sql, run.id)) ?? { reservedFen: 0 };
  const short = {
    ...{ title: titleOf(run), author: run.launchedBy, until: officeTime(approval.until) },
    audience: String(run.audienceAtLaunch),
  };
  const { approvers } = await concerned(sql, run);
  const long = { ...short, run: String(run.id), cost: `¥${(reservedFen / 100).toFixed(2)}` };
  await tell(sql, { step: 'approval-asked', people: approvers, short, long }, now);
}

const ANSWERS: Record<Exclude<Decision, 'lapsed'>, string> = {
  approved: '同意',
  refused: '不同意',
  withdrawn: '发起人已撤回',
};

/** Tells the author what was decided; of a withdrawal those who were asked, of a lapse both. */
export async function tellDecided(sql: Statement, { run, approval }: Proposal, now: Date): Promise<void> {
  const { author, approvers } = await concerned(sql, run);
  const { decision, decidedBy, reason } = approval;
  const title = titleOf(run);
  if (decision === null) return;
  if (decision === 'lapsed') {
    const short = { title, until: officeTime(approval.until) };
    const long = { ...short, run: String(run.id) };
    return tell(sql, { step: 'approval-lapsed', people: [...author, ...approvers], short, long }, now);
  }
  const short = { title, answer: ANSWERS[decision], approver: decidedBy ?? '' };
  const long = { ...short, run: String(run.id), reason: reason ?? '无' };
  const people = decision === 'withdrawn' ? approvers : author;
  await tell(sql, { step: 'approval-answered', people, short, long }, now);
}

/** The author and those who may agree, as far as they can be written to. */
async function concerned(sql: Statement, run: Run): Promise<{ author: number[]; approvers: number[] }> {
  const { launchedBy: author, scopePath } = run;
  const operators = await operatorsAbove(sql, scopePath);
  return {
    author: peopleOf(operators.filter(({ name }) => name === author)),
    approvers: peopleOf(operators.filter((operator) => mayApprove(operator, { author, scopePath }))),
  };
}

const peopleOf = (operators: readonly Reachable[]): number[] =>
  operators.flatMap(({ personId }) => personId ?? []);

/** A title that no SMS may hold is named by its number. */
const titleOf = ({ id, title }: Run): string =>
  valueFault({ name: 'title', maxLength: DEFAULT_VARIABLE_LENGTH }, title, 'sms') === null
    ? title
    : `活动${id}`;

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

import { officeTime } from '../domain/calendar/office-day.js';
import { legalBasis } from '../domain/messages/basis.js';
import type { Sentence } from '../domain/problem.js';
import { approvalOf } from '../ledger/approvals.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { audienceOf, fates, type Fate } from '../ledger/why.js';
import { approvalSentence } from './approval-sentence.js';
import { approverNames } from './approval.js';
import { fateSentence } from './fate-sentence.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { maskedPhone, personMeant, shownName } from './person.js';
import { requireRight } from './rights.js';

/** What became of one message, and the sentence that says so. */
export interface ExplainedFate extends Fate {
  sentence: Sentence;
  /** On what the sending stands in law. */
  basis: Sentence;
}

/** Why one person did or did not get a run's messages. */
export interface Explanation {
  run: number;
  person: { id: number; name: string; committee: string; phone: string };
  /** In the frozen audience. */
  recipient: boolean;
  /** One sentence per channel; empty when there is no message, and then `sentence` says why. */
  fates: ExplainedFate[];
  sentence: Sentence | null;
}

/** The answer to "why did Zhang not get this?": by ledger id, phone, mail address or exact name. */
export async function why(
  office: Office,
  actor: Actor,
  { runId, person: written }: { runId: number; person: string },
): Promise<Explanation> {
  requireRight(actor, 'see people');
  const run = await visibleRun(office, actor, runId);
  const person = await personMeant(office, actor, written, runId);
  const asked = { runId, personId: person.id };
  const { frozenAt, recipient } = await audienceOf(office.database, asked);
  const now = office.clock.now();
  const found = (await fates(office.database, asked)).map((known) => {
    const fate = withShownNames(actor, known);
    return { ...fate, sentence: fateSentence(fate, run.state, now), basis: legalBasis(fate) };
  });
  return {
    run: runId,
    person: {
      id: person.id,
      name: shownName(actor, person.name),
      committee: person.committee,
      phone: maskedPhone(office, person),
    },
    recipient,
    fates: found,
    sentence:
      found.length > 0
        ? null
        : ((await unapproved(office, run, frozenAt)) ?? noMessage(run, frozenAt, recipient)),
  };
}

/** Who else is named in it, as the actor may see them. */
function withShownNames(actor: Actor, fate: Fate): Fate {
  const { context } = fate;
  if (!context?.twin) return fate;
  return {
    ...fate,
    context: { ...context, twin: { ...context.twin, name: shownName(actor, context.twin.name) } },
  };
}

/** That nobody is written to for want of somebody's agreement; null: that is not why. */
async function unapproved(
  { database, clock }: Office,
  run: Run,
  frozenAt: Date | null,
): Promise<Sentence | null> {
  const approval = frozenAt === null ? await approvalOf(database, run.id) : undefined;
  if (!approval) return null;
  const approvers = await approverNames(database, { author: run.launchedBy, scopePath: run.scopePath });
  return approvalSentence(run, { approval, approvers }, clock.now());
}

/** No message at all: the audience is not fixed yet, they are not in it, or their page is still to be written. */
function noMessage(run: Run, frozenAt: Date | null, recipient: boolean): Sentence {
  if (recipient)
    return { zh: '在受众之中，消息正在写入台账', en: 'is in the audience; the message is being written' };
  if (frozenAt !== null) {
    const time = officeTime(frozenAt);
    return {
      zh: `不在活动 ${run.id} 的受众中（受众确定于 ${time}），因此没有消息`,
      en: `was not in the audience of run ${run.id} when it was frozen at ${time}, hence no message`,
    };
  }
  if (run.state === 'cancelled') {
    return {
      zh: `活动 ${run.id} 在确定受众之前已取消`,
      en: `run ${run.id} was cancelled before its audience was frozen`,
    };
  }
  const [first] = run.plan.steps;
  if (first === undefined)
    return { zh: `活动 ${run.id} 还没有发过消息`, en: `nothing has been said in run ${run.id} yet` };
  const time = officeTime(new Date(first.at));
  return {
    zh: `活动 ${run.id} 的受众尚未确定，计划于 ${time} 发送`,
    en: `the audience of run ${run.id} is not frozen yet; it is planned for ${time}`,
  };
}

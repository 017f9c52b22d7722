import { Context } from '@temporalio/activity';
import type { QuestionOutcome } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { silenceBell } from '../ledger/bells.js';
import { endQuestion, holdQuestion } from '../ledger/questions.js';
import { cancelQueued } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import type { ActivityDependencies } from './deps.js';

/** What a question's workflow may do beside sending. */
export function questionActivities({ database, clock }: Pick<ActivityDependencies, 'database' | 'clock'>) {
  return {
    /**
     * Looks whether the question has ended. The bell is silenced first: what comes later rings again. Reminders that were
     * written while it ended, and have not gone out, are taken back.
     */
    async hearAnswer(runId: number): Promise<QuestionOutcome | null> {
      await silenceBell(database, runId, clock.now());
      const outcome = await database.begin((sql) => outcomeOf(sql, runId));
      if (outcome === null) return null;
      const pending = { runId, reason: outcome, now: clock.now() };
      while ((await cancelQueued(database, pending)) > 0) Context.current().heartbeat();
      return outcome;
    },

    /** Ends a question that nobody has answered, once; the answer is how it has ended, which may be otherwise after all. */
    endUnanswered: (runId: number): Promise<QuestionOutcome> =>
      database.begin(async (sql) => {
        const outcome = await outcomeOf(sql, runId);
        if (outcome !== null) return outcome;
        const now = clock.now();
        await endQuestion(sql, { id: runId, outcome: 'unanswered', now });
        const entry = { actor: 'muster', action: 'question unanswered', subject: `run ${runId}` };
        await writeAudit(sql, entry, now);
        return 'unanswered';
      }),
  };
}

async function outcomeOf(sql: Statement, runId: number): Promise<QuestionOutcome | null> {
  const held = await holdQuestion(sql, runId);
  if (!held) throw new Error(`run ${runId} is no question`);
  return held.outcome;
}

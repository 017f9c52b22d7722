import { sleep } from '@temporalio/workflow';
import { callOut as unchangedCallOut } from '../../workflows/call-out.js';
import type { CallOutInput, RunInput } from '../../workflows/contract.js';
import { notice as unchangedNotice } from '../../workflows/notice.js';
import { question as unchangedQuestion } from '../../workflows/question.js';

/** The notice with a sleep added in front: what a careless change does to campaigns that are under way. */
export async function notice(input: RunInput): Promise<void> {
  await sleep('1 minute');
  return unchangedNotice(input);
}

/** The same carelessness in a call-out. */
export async function callOut(input: CallOutInput): Promise<void> {
  await sleep('1 minute');
  return unchangedCallOut(input);
}

/** And in a question. */
export async function question(input: RunInput): Promise<void> {
  await sleep('1 minute');
  return unchangedQuestion(input);
}

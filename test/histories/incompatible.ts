import { sleep } from '@temporalio/workflow';
import { callOut as unchangedCallOut } from '../../workflows/call-out.js';
import { deadline as unchangedDeadline } from '../../workflows/deadline.js';
import { meeting as unchangedMeeting } from '../../workflows/meeting.js';
import { notice as unchangedNotice } from '../../workflows/notice.js';
import { question as unchangedQuestion } from '../../workflows/question.js';
import { theme as unchangedTheme } from '../../workflows/theme.js';

/** A workflow with a sleep added in front: what a careless change does to campaigns that are under way. */
const careless =
  <Input>(unchanged: (input: Input) => Promise<void>) =>
  async (input: Input): Promise<void> => {
    await sleep('1 minute');
    return unchanged(input);
  };

export const notice = careless(unchangedNotice);
export const callOut = careless(unchangedCallOut);
export const question = careless(unchangedQuestion);
export const deadline = careless(unchangedDeadline);
export const theme = careless(unchangedTheme);
export const meeting = careless(unchangedMeeting);

import { test } from '@jest/globals';
import { QUESTION_TEMPLATES } from '../../campaigns/question/texts.js';
import { DAY_MILLISECONDS } from '../../domain/calendar/office-day.js';
import { answerQuestion } from '../../office/questions.js';
import { skippedTime } from '../../rehearsal/place.js';
import { openMuster } from '../journeys/muster.js';
import { ended } from '../journeys/notices.js';
import { ask, said } from '../journeys/questions.js';
import { keep } from './keep.js';

/**
 * Records the histories of questions that test/histories/replay.test.ts replays. When and when not: record.ts.
 *
 *     npm test -- --runInBand --testMatch '<rootDir>/test/histories/record-questions.ts'
 */
const muster = await openMuster({ place: skippedTime, templates: QUESTION_TEMPLATES });
await muster.work();
muster.dispatch();
muster.sweep();

test('answered: late, after the deputy has heard of it', async () => {
  const run = await ask(muster, 'answered');
  await muster.place.skip(5 * DAY_MILLISECONDS);
  await said(muster, run, 'late');
  await answerQuestion(muster.office, muster.operator, { id: run.id, text: '不差人。' });
  await ended(muster, run);
  await keep(muster, run, 'question-answered');
}, 90_000);

test('unanswered: to the end', async () => {
  const run = await ask(muster, 'unanswered');
  await ended(muster, run);
  await keep(muster, run, 'question-unanswered');
}, 90_000);

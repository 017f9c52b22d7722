import { expect, test } from '@jest/globals';
import { QUESTION_TEMPLATES } from '../../campaigns/question/texts.js';
import { renderCall } from '../../dispatch/render.js';
import { NO_PAGE } from '../../domain/messages/question-link.js';
import { questionsByLink } from '../../office/question-page.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { addApproved, newTemplate } from '../support/templates.js';

const ADDRESS = 'he@luannan.invalid';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const asked = QUESTION_TEMPLATES.find(({ code }) => code === 'question-asked-mail')!;
const { id: templateId } = await addApproved(database, newTemplate(asked), { carrierCode: null, now: NOW });

/** The mail of a question to 何军. */
async function mailOf(portalUrl: string | undefined): Promise<{ text: string; subject: string }> {
  const values = {
    question: '7',
    subject: '避难场所',
    asker: '唐山市',
    debtor: '滦南县',
    due: '8月6日17:00',
  };
  const { call } = await renderCall({ ...desk, portalUrl }, { templateId, carrierCode: null, test: false }, [
    {
      ...{ id: 1, attemptId: 1, outId: 'out', addressCipher: KEYS.encrypt(ADDRESS), variables: values },
      ...{ personId: city.id('何军'), topic: 'reports' },
    },
  ]);
  return call.messages[0] as unknown as { text: string; subject: string };
}

test('a mail carries its recipient’s own link to the page of questions, the same at every try', async () => {
  const { text } = await mailOf('https://muster.invalid/');
  const [, token = ''] = /https:\/\/muster\.invalid\/q\/([\w-]+)/.exec(text) ?? [];
  expect(await questionsByLink({ database, keys: KEYS, clock: desk.clock }, token)).toEqual({
    ...{ owed: [], asked: [], below: [] },
  });
  expect((await mailOf('https://muster.invalid/')).text).toBe(text);
});

test('no mail of a question but a withdrawal’s leaves a contact without a way to read it', () => {
  const mails = QUESTION_TEMPLATES.filter(({ channel }) => channel === 'email');
  const linked = mails.filter(({ text }) => text.includes('${page}')).map(({ code }) => code);
  const without = mails.map(({ code }) => code).filter((code) => !linked.includes(code));
  expect(without).toEqual(['question-withdrawn-mail']);
});

test('where the office has no pages it says how to answer instead', async () => {
  expect((await mailOf(undefined)).text).toContain(NO_PAGE);
});

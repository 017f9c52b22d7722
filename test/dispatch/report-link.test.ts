import { expect, test } from '@jest/globals';
import { DUTY_TEMPLATES } from '../../campaigns/deadline/texts.js';
import { renderCall } from '../../dispatch/render.js';
import { reportPages } from '../../dispatch/report-link.js';
import { NO_PAGE } from '../../domain/messages/question-link.js';
import { readReportLink } from '../../domain/messages/report-link.js';
import { openReportLink } from '../../office/report-link.js';
import { KEYS, NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { addApproved, newTemplate } from '../support/templates.js';

const TO = 'he@luannan.invalid';
const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const pages = '2026-09-30\nluannan 滦南县';
const tokens = (text: string): string[] =>
  [...text.matchAll(/https:\/\/pages\.invalid\/r\/([\w-]+)/g)].map(([, token]) => token!);

test('a digest’s mail links to the reports of its reader’s committee, and not to questions', async () => {
  const content = DUTY_TEMPLATES.find(({ code }) => code.endsWith('-mail') && code.startsWith('duty-d'))!;
  const { id } = await addApproved(database, newTemplate(content), { carrierCode: null, now: NOW });
  const values = { duty_count: '1', duty_late: '0', duty_list: '1. 季度总结', duty_pages: pages };
  const asked = { templateId: id, carrierCode: null, test: false };
  const { call, unrenderable } = await renderCall({ ...desk, portalUrl: 'https://pages.invalid/' }, asked, [
    {
      ...{ id: 1, attemptId: 1, outId: 'out', addressCipher: KEYS.encrypt(TO), variables: values },
      ...{ personId: city.id('何军'), topic: 'reports' },
    },
  ]);
  expect(unrenderable).toEqual([]);
  const { text } = call.messages[0] as unknown as { text: string };
  expect(text).not.toContain('/q/');
  const [token, ...others] = tokens(text);
  expect(others).toEqual([]);
  expect(await openReportLink({ database, keys: KEYS, clock: { now: () => NOW } }, token!)).toMatchObject({
    ...{ kind: 'open', debtor: { code: 'luannan' }, lastDay: '2026-09-30' },
  });
});

test('one link for each committee, the same at every try, short enough for the portal', () => {
  const portal = { portalUrl: 'https://pages.invalid', keys: KEYS };
  const both = reportPages(portal, { personId: 12 }, { to: TO, pages: `${pages}\nbencheng 倴城 镇` });
  expect(reportPages(portal, { personId: 12 }, { to: TO, pages: `${pages}\nbencheng 倴城 镇` })).toBe(both);
  expect(both).toContain('；倴城 镇 https://');
  const found = tokens(both);
  expect(found.map((token) => readReportLink(KEYS.readToken(token)!)?.committee)).toEqual([
    'luannan',
    'bencheng',
  ]);
  for (const token of found) expect(token.length).toBeLessThanOrEqual(200);
});

test.each([
  ['no pages', { portalUrl: undefined, keys: KEYS }, 12, pages],
  ['nobody', { portalUrl: 'https://pages.invalid', keys: KEYS }, undefined, pages],
  ['no committee', { portalUrl: 'https://pages.invalid', keys: KEYS }, 12, '2026-09-30'],
])('with %s there is none', (_what, portal, personId, written) => {
  expect(reportPages(portal, { personId }, { to: TO, pages: written })).toBe(NO_PAGE);
});

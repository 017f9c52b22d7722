import { expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { prepare } from '../../office/prepare.js';
import { SHIPPED_KINDS } from '../../campaigns/shipped.js';
import { loadShippedTexts } from '../../office/shipped-texts.js';
import { addTemplateFrom, lintOf, showTemplate } from '../../office/templates.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const actor = office.actor('office');
const question = {
  ...{ kind: 'question', from: 'tangshan', to: 'luannan', subject: '避难场所' },
  ...{ question: '还差多少人？', due: '2026-08-06 17:00' },
};

test('an office without the texts of questions asks its first one by mail at once, and by SMS after the review', async () => {
  const before = await prepare(office, actor, question).catch((error: unknown) => error);
  expect((before as { problems: { zh: string }[] }).problems[0]!.zh).toContain(
    'muster template load question 添加随软件附带的',
  );
  const loaded = await loadShippedTexts(office, actor, ['question']);
  expect(loaded.map(({ added }) => added)).not.toContain(false);
  expect(loaded.filter(({ channel }) => channel === 'sms').map(({ standing }) => standing.state)).toEqual(
    Array(8).fill('draft'),
  );
  for (const { code } of loaded) expect((await lintOf(office, actor, { code })).errors).toEqual([]);
  expect((await prepare(office, actor, { ...question, channels: ['email'] })).plan.kind).toBe('question');
  expect((await refusalOf(prepare(office, actor, question))).reasons).toContain('not-approved');
  for (const { code, channel, text, class: messageClass, kind } of loaded) {
    if (channel === 'email') continue;
    const written = { code, channel, text, class: messageClass, kind, carrier_code: 'SMS_154000077' };
    expect((await addTemplateFrom(office, actor, written)).added).toBe(true);
  }
  expect((await prepare(office, actor, question)).plan.kind).toBe('question');
});

test('what the office has changed stays as it is, and only what was added is audited', async () => {
  const changed = { code: 'call-out-waitlist', channel: 'sms', class: 'notice', kind: 'call-out' };
  await addTemplateFrom(office, actor, { ...changed, text: '${event}已取消。' });
  const loaded = await loadShippedTexts(office, actor);
  expect(loaded.find(({ code }) => code === changed.code)).toMatchObject({
    added: false,
    text: '${event}已取消。',
  });
  expect((await showTemplate(office, actor, changed.code)).version).toBe(1);
  const fresh = loaded.filter(({ added }) => added).map(({ code }) => `template ${code}`);
  const audited = (await listAudit(office.database, { limit: 500 })).filter(
    ({ detail }) => detail['shipped'],
  );
  const asked = loaded.filter(({ kind }) => kind === 'question').map(({ code }) => `template ${code}`);
  expect(audited.map(({ subject }) => subject).sort()).toEqual([...fresh, ...asked].sort());
  const again = await loadShippedTexts(office, actor);
  expect(again.filter(({ added }) => added)).toEqual([]);
  expect(again.map(({ version }) => version)).toEqual(loaded.map(({ version }) => version));
});

test('every kind has texts, each code once', async () => {
  const loaded = await loadShippedTexts(office, actor);
  expect(new Set(loaded.map(({ code }) => code)).size).toBe(loaded.length);
  for (const kind of SHIPPED_KINDS) {
    expect((await loadShippedTexts(office, actor, [kind])).length).toBeGreaterThan(0);
  }
});

test('only who keeps the templates of the whole office adds them', async () => {
  expect((await refusalOf(loadShippedTexts(office, office.actor('clerk')))).kind).toBe('not-allowed');
  expect((await refusalOf(loadShippedTexts(office, office.actor('auditor')))).kind).toBe('not-allowed');
});

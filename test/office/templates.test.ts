import { describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import type { Refusal } from '../../office/refusal.js';
import { addTemplateFrom, showTemplate, templates } from '../../office/templates.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const clerk = office.actor('office');

const drill = {
  code: 'drill',
  channel: 'sms',
  class: 'notice',
  text: '${name}您好，${day}演练。',
  carrier_code: 'SMS_154000009',
};
const add = (written: object, as: 'office' | 'clerk' = 'office') =>
  addTemplateFrom(office, office.actor(as), written);

test('a template is added with the variables its words take, and the audit knows', async () => {
  const { template, added } = await add(drill);
  expect(added).toBe(true);
  expect(template).toMatchObject({
    code: 'drill',
    version: 1,
    standing: { state: 'approved' },
    reviews: [{ provider: 'aliyun', state: 'approved', carrierCode: 'SMS_154000009' }],
    language: 'zh-CN',
    createdBy: 'office',
  });
  expect(template.variables.map(({ name }) => name)).toEqual(['name', 'day']);
  expect((await listAudit(office.database, { limit: 2 })).reverse()).toMatchObject([
    {
      actor: 'office',
      action: 'template add',
      subject: 'template drill',
      detail: { version: 1, channel: 'sms' },
    },
    {
      actor: 'office',
      action: 'template approved',
      detail: { provider: 'aliyun', carrierCode: 'SMS_154000009' },
    },
  ]);
});

test('the same words again are the version that is there, other words the next one', async () => {
  const again = await add(drill);
  expect([again.added, again.template.version]).toEqual([false, 1]);
  const better = await add({ ...drill, text: '${name}您好，${day}举行演练。' });
  expect([better.added, better.template.version]).toEqual([true, 2]);
  expect((await showTemplate(office, clerk, 'drill')).version).toBe(2);
  expect((await showTemplate(office, clerk, 'drill', 1)).text).toBe(drill.text);
  expect(
    (await templates(office, clerk)).filter(({ code }) => code === 'drill').map(({ version }) => version),
  ).toEqual([2]);
});

test('what its variables hold, its kind, language and filed links are kept with it', async () => {
  const { template } = await add({
    ...{ code: 'declared', channel: 'sms', class: 'notice', kind: 'training', language: 'zh-CN' },
    text: '请${name}于${time}看 example.cn 。',
    variables: { name: { attribute: 'name' }, time: { max_length: 12 } },
    links: ['example.cn'],
  });
  expect(template).toMatchObject({ kind: 'training', links: ['example.cn'], standing: { state: 'draft' } });
  expect(template.variables).toEqual([
    { name: 'name', maxLength: 20, attribute: 'name' },
    { name: 'time', maxLength: 12 },
  ]);
});

test('what only a review would turn away is told, and added all the same', async () => {
  const { added, lint } = await add({ ...drill, code: 'asking', text: '请填写问卷，现招募。' });
  expect([added, lint.errors[0]?.reason, lint.warnings[0]?.reason]).toEqual([true, 'word', 'doubtful-word']);
});

describe('is refused', () => {
  test.each<[string, object, string[], string]>([
    ['a field that is not one', { ...drill, txt: 'x' }, ['txt'], 'unknown-word'],
    ['without words', { code: 'x', channel: 'sms', class: 'notice' }, ['text'], 'missing'],
    ['a code with blanks', { ...drill, code: 'Drill one' }, ['code'], 'not-as-written'],
    ['nothing but a variable', { ...drill, text: '${day}' }, ['text'], 'all-variable'],
    ['over the limit', { ...drill, text: '长'.repeat(600) }, ['text'], 'too-long'],
    ['two variables side by side', { ...drill, text: '您好${name}${day}' }, ['text'], 'adjacent-variables'],
    [
      'a variable that is not declared',
      { ...drill, variables: { name: {} } },
      ['variables', 'day'],
      'undeclared-variable',
    ],
    [
      'a variable that is declared in vain',
      { ...drill, variables: { name: {}, day: {}, river: {} } },
      ['variables', 'river'],
      'unused-variable',
    ],
    [
      'a variable longer than what it holds may be',
      { ...drill, variables: { name: { attribute: 'name', max_length: 30 }, day: {} } },
      ['variables', 'name', 'max_length'],
      'longer-than-attribute',
    ],
    [
      'a mail with a carrier’s code',
      { code: 'm', channel: 'email', class: 'notice', subject: 'x', text: '您好', carrier_code: 'SMS_1' },
      ['carrier_code'],
      'no-review',
    ],
    ['an SMS with a subject', { ...drill, subject: '演练' }, ['subject'], 'mail-only'],
    [
      'a mail without a subject',
      { code: 'm', channel: 'email', class: 'notice', text: '您好' },
      ['subject'],
      'empty',
    ],
  ])('%s', async (_, written, path, reason) => {
    const error = await add(written).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ kind: 'invalid', problems: [{ path, reason }] });
  });

  describe('for its length', () => {
    const page = { code: 'page', channel: 'email', class: 'notice', subject: '长文', text: '您好' };
    const rows = () => office.database`
      SELECT (SELECT count(*) FROM template) AS templates, (SELECT count(*) FROM audit) AS entries`;

    test.each(['text', 'subject', 'html'])(
      'a mail’s %s of 100,001 characters, and one of 2 MB',
      async (part) => {
        const before = await rows();
        for (const length of [100_001, 700_000]) {
          const error = await add({ ...page, [part]: '长'.repeat(length) }).catch(
            (refusal: unknown) => refusal,
          );
          expect(error).toMatchObject({ kind: 'invalid', problems: [{ path: [part], reason: 'too-long' }] });
          const [{ zh, en }] = (error as Refusal).problems as [Refusal['problems'][number]];
          expect(zh).toBe(
            `邮件的每一部分最多 100000 字，这里有 ${length} 字，请缩短，长文请放到网上再给链接`,
          );
          expect(en).toContain(`at most 100000 characters, this one ${length}`);
        }
        expect(await rows()).toEqual(before);
      },
    );

    test('not at 100,000', async () => {
      expect((await add({ ...page, text: '长'.repeat(100_000) })).added).toBe(true);
    });

    test('an SMS of 2 MB', async () => {
      const before = await rows();
      const long = { code: 'long', channel: 'sms', class: 'notice', text: '长'.repeat(700_000) };
      expect(await refusalOf(add(long))).toEqual({ kind: 'invalid', reasons: ['too-long'] });
      expect(await rows()).toEqual(before);
    });
  });

  test('to those who work for a part: a template is everybody’s', async () => {
    expect(await refusalOf(add(drill, 'clerk'))).toEqual({
      kind: 'not-allowed',
      reasons: ['no-right'],
    });
  });

  test('what is not there', async () => {
    expect((await refusalOf(showTemplate(office, clerk, 'nothing'))).kind).toBe('not-found');
    expect((await refusalOf(showTemplate(office, clerk, 'drill', 9))).kind).toBe('not-found');
  });
});

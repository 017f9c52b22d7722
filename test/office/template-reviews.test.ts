import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { prepare } from '../../office/prepare.js';
import { readDueReviews, readReviews, submitTemplate } from '../../office/template-reviews.js';
import { addTemplateFrom, lintOf, showTemplate } from '../../office/templates.js';
import type { ReviewAnswer, Submission } from '../../providers/contract.js';
import { createLogger } from '../../runtime/log.js';
import { NOW } from '../support/cast.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const clerk = office.actor('office');

/** A carrier that answers as it is told, and remembers what it was asked. */
const carrier = {
  name: 'aliyun',
  asked: [] as string[],
  submission: { kind: 'submitted', carrierCode: 'SMS_7' } as Submission,
  answer: { kind: 'read', state: 'approved', reason: null } as ReviewAnswer,
  templates: {
    submit: ({ code }: { code: string }) => {
      carrier.asked.push(`submit ${code}`);
      return Promise.resolve(carrier.submission);
    },
    review: (code: string) => {
      carrier.asked.push(`review ${code}`);
      return Promise.resolve(carrier.answer);
    },
  },
};
const carriers = [carrier];
let count = 0;
const added = async (text = '明日演练，请到${place}集合。', more: object = {}): Promise<string> => {
  const code = `drill-${++count}`;
  await addTemplateFrom(office, clerk, { code, channel: 'sms', class: 'notice', text, ...more });
  return code;
};
const submit = (code: string) => submitTemplate(office, clerk, { code, carriers });
const stateOf = async (code: string) => (await showTemplate(office, clerk, code)).standing;
const launchable = (code: string) =>
  prepare(office, clerk, {
    ...flood,
    key: code,
    channels: [{ channel: 'sms', template: code, variables: { place: '西河' } }],
  });

beforeEach(() => {
  carrier.asked = [];
  carrier.submission = { kind: 'submitted', carrierCode: `SMS_${count + 100}` };
  carrier.answer = { kind: 'read', state: 'approved', reason: null };
});

test('a template is handed in, read back and only then launched; every step is audited', async () => {
  const code = await added();
  expect((await refusalOf(launchable(code))).reasons).toEqual(['not-approved']);
  expect(await submit(code)).toMatchObject([
    { provider: 'aliyun', state: 'submitted', carrierCode: `SMS_${count + 99}` },
  ]);
  expect((await refusalOf(launchable(code))).reasons).toEqual(['not-approved']);
  expect(await refusalOf(submit(code))).toEqual({ kind: 'conflict', reasons: ['handed-in'] });
  const [news] = await readReviews(office, clerk, { code, carriers });
  expect(news).toMatchObject({ template: code, version: 1, state: 'approved', unanswered: null });
  expect((await launchable(code)).audience).toBeGreaterThan(0);
  const { history, versions } = await showTemplate(office, clerk, code);
  expect(history.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
    ...['muster template approved', 'office template submitted'],
    ...['office template submit requested', 'office template add'],
  ]);
  expect(versions).toMatchObject([{ version: 1, standing: { state: 'approved' } }]);
});

test('a rejected one says why, and may be handed in again', async () => {
  const code = await added();
  await submit(code);
  carrier.answer = { kind: 'read', state: 'rejected', reason: '错别字' };
  await readReviews(office, clerk, { code, carriers });
  expect(await stateOf(code)).toEqual({ state: 'rejected', reason: '错别字' });
  const refusal = (await launchable(code).catch((error: unknown) => error)) as { message: string };
  expect(refusal.message).toContain('错别字');
  expect(await submit(code)).toMatchObject([{ state: 'submitted', reason: null }]);
});

describe('is not handed in', () => {
  test('what the review would turn away: nobody is asked', async () => {
    const code = await added('请填写问卷。');
    expect(await refusalOf(submit(code))).toEqual({ kind: 'invalid', reasons: ['word'] });
    expect(carrier.asked).toEqual([]);
  });

  test.each<[Submission, string]>([
    [{ kind: 'refused', code: 'isv.X' }, 'refused'],
    [{ kind: 'unanswered', code: 'link.no-answer' }, 'unanswered'],
  ])('what the carrier does not take (%j): it stays a draft, audited', async (submission, reason) => {
    carrier.submission = submission;
    const code = await added();
    expect((await refusalOf(submit(code))).reasons).toEqual([reason]);
    expect((await stateOf(code)).state).toBe('draft');
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
      action: `template submit ${reason}`,
    });
  });

  test('a mail, by a part of the office, or what is not there', async () => {
    const code = `mail-${++count}`;
    await addTemplateFrom(office, clerk, {
      code,
      channel: 'email',
      class: 'notice',
      subject: '演练',
      text: '明日演练。',
    });
    expect((await refusalOf(submit(code))).reasons).toEqual(['no-review']);
    expect((await refusalOf(submit('nothing'))).kind).toBe('not-found');
    const county = office.actor('clerk');
    expect((await refusalOf(submitTemplate(office, county, { code, carriers }))).kind).toBe('not-allowed');
    expect((await refusalOf(readReviews(office, county, { carriers }))).kind).toBe('not-allowed');
  });
});

test('the sweeper asks at its own pace, and a carrier without an answer decides nothing', async () => {
  const code = await added();
  await submit(code);
  const round = () =>
    readDueReviews({ ...office, carriers, minutes: 10, log: createLogger('test', 'silent') });
  await round();
  expect(carrier.asked).toEqual([`submit ${code}`]);
  office.clock.set(new Date(+NOW + 10 * 60_000 + 1));
  carrier.answer = { kind: 'unanswered', code: 'link.no-answer' };
  expect((await round()).find(({ template }) => template === code)).toMatchObject({
    ...{ state: 'submitted', unanswered: 'link.no-answer' },
  });
  carrier.asked = [];
  await round();
  expect(carrier.asked).toEqual([]);
  office.clock.set(new Date(+NOW + 20 * 60_000 + 2));
  carrier.answer = { kind: 'read', state: 'approved', reason: null };
  await round();
  expect((await stateOf(code)).state).toBe('approved');
});

test('a template is meant for one kind of campaign, and refused in another', async () => {
  const code = await added('明日演练，请到${place}集合。', { kind: 'training', carrier_code: 'SMS_8' });
  expect((await refusalOf(launchable(code))).reasons).toEqual(['other-kind']);
});

test('lint reads a code or what was written, and finds what is missing or surplus', async () => {
  const code = await added();
  expect(await lintOf(office, clerk, { code })).toMatchObject({
    errors: [],
    warnings: [],
    parts: { longest: { parts: 1 } },
  });
  const written = {
    code: 'x',
    channel: 'sms',
    class: 'notice',
    text: '请到${place}。',
    variables: { time: {} },
  };
  expect((await lintOf(office, clerk, { written })).errors.map(({ reason }) => reason)).toEqual([
    'undeclared-variable',
    'unused-variable',
  ]);
});

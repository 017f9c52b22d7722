import { expect, test } from '@jest/globals';
import { phoneOf } from '../../support/cast.js';
import { launch, states } from '../../support/launch.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const who = phoneOf('张蔷');
const consent = (...line: string[]) => muster(office, ['consent', ...line]);

test('consent add, list and withdraw', async () => {
  const given = [who, '--channel', 'sms', '--source', '登记表 2026-03', '--day', '2026-03-05'];
  expect((await consent('list', who)).out).toContain('没有登记过同意');
  expect(await consent('add', ...given)).toMatchObject({ code: 0, out: expect.stringContaining('已登记') });
  expect((await consent('add', ...given)).out).toContain('先前已经登记过');
  expect((await consent('list', who)).out).toMatch(/短信 sms +本人同意 consent +登记表 2026-03 +2026-03-05/);
  expect(answered(await consent('withdraw', who, '--json'))).toMatchObject({ withdrawn: 1 });
  expect((await consent('withdraw', who)).out).toContain('没有有效的同意');
  expect(answered(await consent('list', who, '--json'))).toMatchObject({
    consents: [{ channel: 'sms', basis: 'consent', withdrawnAt: expect.any(String) }],
  });
});

test.each([
  [['add', who, '--channel', 'fax', '--source', 'x']],
  [['add', who, '--channel', 'sms']],
  [['add', who, '--channel', 'sms', '--source', 'x', '--day', 'tomorrow']],
])('%j is refused', async (line) => {
  expect((await consent(...line)).code).toBe(2);
});

test('opt-out add --topic stops that topic alone, and the list names it', async () => {
  const { code } = await muster(office, ['opt-out', 'add', who, '--topic', 'training']);
  expect(code).toBe(0);
  expect((await muster(office, ['opt-out', 'list'])).out).toMatch(/短信 sms +培训 training/);
  const stateOf = async (topic: 'training' | 'notices') =>
    (await states(office.city, await launch(office.city, { topic }))).张蔷;
  expect([await stateOf('training'), await stateOf('notices')]).toEqual(['suppressed: opted out', 'queued']);
  expect((await muster(office, ['opt-out', 'add', who, '--topic', 'weather'])).code).toBe(2);
});

test('link prints a person’s own page, and warns whom to give it', async () => {
  const { code, out, err } = await muster(office, ['link', who]);
  expect([code, out]).toEqual([0, expect.stringMatching(/^https:\/\/wishes\.invalid\/u\/[\w-]+$/)]);
  expect(err).toContain('只交给本人');
  expect(answered(await muster(office, ['link', who, '--json']))).toMatchObject({ url: out });
  expect((await muster(office, ['link', '15499999998'])).code).toBe(3);
});

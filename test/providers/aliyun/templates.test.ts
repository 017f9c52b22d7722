import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import type { TemplateDesk } from '../../../providers/contract.js';
import { undeclared, type TemplateVersion } from '../../../domain/messages/template.js';
import { systemClock } from '../../../runtime/clock.js';
import { closedAddress, listening } from '../support.js';
import { settingsFor, startCarrierHarness } from './carrier.js';

const carrier = await startCarrierHarness(undefined, { reviewMilliseconds: 0 });
const slow = await startCarrierHarness(undefined, { reviewMilliseconds: 60_000 });
afterAll(() => Promise.all([carrier.close(), slow.close()]));

const template = (text: string, more: Partial<TemplateVersion> = {}): TemplateVersion => ({
  ...{ code: 'flood', version: 2, channel: 'sms', class: 'notice', text, variables: undeclared('sms', text) },
  ...more,
});
const desk = carrier.provider.templates!;
const handedIn = async (text: string, at: TemplateDesk = desk): Promise<string> => {
  const submission = await at.submit(template(text));
  if (submission.kind !== 'submitted') throw new Error(submission.code);
  return submission.carrierCode;
};
const decide = (decision: object) =>
  fetch(`http://${carrier.address}/control/template-review`, {
    method: 'POST',
    body: JSON.stringify(decision),
  });

test('what is handed in is read, then approved, then may be sent', async () => {
  const code = await handedIn('${river}水位上涨，请远离${place}。');
  expect(code).toMatch(/^SMS_\d+$/);
  expect(await desk.review(code)).toEqual({ kind: 'read', state: 'approved', reason: null });
  const waiting = await handedIn('${river}水位上涨。', slow.provider.templates);
  expect(await slow.provider.templates!.review(waiting)).toEqual({
    kind: 'read',
    state: 'submitted',
    reason: null,
  });
});

test('what the reviewer objects to is rejected with the reason', async () => {
  const code = await handedIn('请填写问卷，谢谢。');
  expect(await desk.review(code)).toEqual({
    kind: 'read',
    state: 'rejected',
    reason: expect.stringContaining('问卷'),
  });
});

test('an approval can be taken back and given again; then sends are refused, and taken', async () => {
  const code = await handedIn('水位上涨，请远离河岸。');
  const send = () =>
    carrier.provider.send({
      ...carrier.call(),
      template: { code: 'flood', carrierCode: code, class: 'notice' },
    });
  await decide({ code, state: 'rejected', reason: '内容不符' });
  expect(await desk.review(code)).toEqual({ kind: 'read', state: 'rejected', reason: '内容不符' });
  expect(await send()).toEqual({ kind: 'rejected', scope: 'template', code: 'isv.SMS_TEMPLATE_ILLEGAL' });
  await decide({ code, state: 'approved' });
  expect(await send()).toMatchObject({ kind: 'accepted' });
});

test('a code the carrier does not know is as good as rejected', async () => {
  expect(await desk.review('SMS_1')).toEqual({
    kind: 'read',
    state: 'rejected',
    reason: 'isv.SMS_TEMPLATE_ILLEGAL',
  });
});

test('a form the carrier does not take is refused at once', async () => {
  expect(await desk.submit(template('请${a}自查。', { variables: [] }))).toEqual({
    kind: 'refused',
    code: 'isv.TEMPLATE_RULE_ILLEGAL',
  });
});

describe('a desk that says nothing to be relied on', () => {
  test.each([
    ['words', '<html>'],
    ['another shape', '{"Code":"OK","TemplateStatus":"7","TemplateCode":5}'],
    ['no code', '{}'],
  ])('answering %s decides nothing', async (_, answer) => {
    const server = createServer((_request, response) => void response.writeHead(200).end(answer));
    const provider = createAliyun(settingsFor(await listening(server)), systemClock);
    expect(await provider.templates!.submit(template('水位上涨。'))).toMatchObject({ kind: 'unanswered' });
    expect(await provider.templates!.review('SMS_1')).toMatchObject({ kind: 'unanswered' });
    await provider.close();
    server.close();
  });

  test('nobody there, or closed, decides nothing', async () => {
    const provider = createAliyun(settingsFor(await closedAddress()), systemClock);
    expect(await provider.templates!.review('SMS_1')).toMatchObject({ kind: 'unanswered' });
    await provider.close();
    expect(await provider.templates!.submit(template('水位上涨。'))).toEqual({
      kind: 'unanswered',
      code: 'link.closed',
    });
  });
});

import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPortal } from '../../../apps/portal/server.js';
import { createLogger } from '../../../runtime/log.js';
import { openTestOffice } from '../../office/office.js';
import { KEYS, NOW, phoneOf } from '../../support/cast.js';
import { giveCode, oweDuty } from '../../support/duties.js';
import { openTestFiles } from '../../support/files.js';
import { speaksFor } from '../../support/questions.js';

const office = await openTestOffice();
const { database, city, clock } = office;
const files = await openTestFiles();
const portal = createPortal({ ...files, database, keys: KEYS, clock, log: createLogger('test', 'silent') });
afterAll(() => portal.close());

let minutes = 0;
beforeEach(async () => {
  await city.reset();
  // Another minute for each test: the portal counts by the minute.
  clock.set(new Date(+NOW + ++minutes * 60_000));
  await oweDuty(city);
});

describe('a short code', () => {
  const CODE = 'ACDE3479';
  const give = (expiresAt: Date) =>
    giveCode(city, { code: CODE, name: '何军', phone: phoneOf('何军'), expiresAt });
  const type = (code: string, from = '192.0.2.1') =>
    portal.inject({
      ...{
        method: 'POST',
        url: '/r',
        remoteAddress: from,
        payload: new URLSearchParams({ code }).toString(),
      },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const soon = new Date('2026-08-10T04:00:00Z');

  test('typed in any spelling leads to a link that expires with it', async () => {
    await give(soon);
    expect((await portal.inject('/r')).body).toContain('name="code"');
    for (const spelt of [CODE, 'acde-3479', ' ＡＣＤＥ ３４７９ ', 'acde—3479']) {
      const { statusCode, headers } = await type(spelt);
      expect(statusCode).toBe(303);
      expect((await portal.inject(`/${headers.location!}`)).body).toContain('季度总结');
    }
    const { headers } = await type(CODE);
    clock.set(new Date('2026-08-10T16:00:00Z'));
    expect((await portal.inject(`/${headers.location!}`)).statusCode).toBe(410);
    const late = await type(CODE);
    expect([late.statusCode, late.body.includes('这个报送码已过期')]).toEqual([410, true]);
  });

  test('of somebody with several committees asks for which', async () => {
    await speaksFor(city, '何军', { code: 'bencheng', role: 'head' });
    await give(soon);
    const { statusCode, body } = await type(CODE);
    expect(statusCode).toBe(200);
    expect(body.match(/href="r\/[\w-]+"/g)).toHaveLength(2);
    expect(body).toMatch(/滦南县[^]*倴城镇/);
    await database`DELETE FROM contact_role WHERE committee_id = ${city.committee('bencheng')}`;
  });

  test('is void once the phone is another', async () => {
    await give(soon);
    await database`UPDATE person SET phone_hash = ${KEYS.fingerprint('phone', '15400000099')} WHERE id = ${city.id('何军')}`;
    expect((await type(CODE)).statusCode).toBe(404);
  });

  test('that is wrong is told so, is typed again, and is not guessed: beyond the limit right ones do not open either', async () => {
    await give(soon);
    const wrong = await type('<b>ACDE3477');
    expect([wrong.statusCode, wrong.body.includes('没有这个报送码')]).toEqual([404, true]);
    expect(wrong.body).toContain('value="&lt;b&gt;ACDE3477"');
    for (let guess = 1; guess < 30; guess++) expect((await type('CCCCCCCC')).statusCode).toBe(404);
    expect((await type(CODE)).statusCode).toBe(429);
    expect((await type(CODE, '192.0.2.2')).statusCode).toBe(303);
  });
});

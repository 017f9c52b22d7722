import { expect, test } from '@jest/globals';
import { nameAt, phoneOf } from '../support/cast.js';
import { states } from '../support/launch.js';
import { until } from '../support/until.js';
import { openMuster } from './muster.js';
import { auditOf, balanceOf, ended, floodNotice, stateOf } from './notices.js';

const muster = await openMuster();
await muster.work();
muster.dispatch();

test('a notice reaches everyone it can, and the statement balances', async () => {
  const { run, created, started } = await muster.launch(floodNotice('flood'));
  expect({ created, started }).toEqual({ created: true, started: true });
  await ended(muster, run);

  expect(await stateOf(muster, run)).toBe('closed');
  expect(await balanceOf(muster, run)).toEqual({
    balanced: true,
    sms: { audience: 9, delivered: 6, suppressed: 3 },
    email: { audience: 9, sent: 4, suppressed: 5 },
  });
  expect(await states(muster.city, { run })).toMatchObject({
    张蔷: 'delivered',
    李小岚: 'suppressed: duplicate address',
    王磊: 'suppressed: opted out',
    赵敏: 'suppressed: no address',
  });
  const texts = await muster.simulators.texts();
  expect(texts.map(({ phone }) => nameAt(phone)).sort()).toEqual(
    ['张蔷', '李岚', '陈涛', '刘洋', '孙静', '吴芳'].sort(),
  );
  expect(texts.find(({ phone }) => phone === phoneOf('陈涛'))?.text).toBe(
    '【唐山志愿】陈涛您好，兴城镇提醒：请远离滦河。',
  );
  const mails = await muster.simulators.mails();
  expect(mails.map(({ envelopeTo }) => nameAt(envelopeTo)).sort()).toEqual(
    ['张蔷', '李岚', '赵敏', '刘洋'].sort(),
  );
  expect((await auditOf(muster, run)).map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
    'office: run launch',
    'muster: run opened',
    'muster: run closed',
  ]);
});

test('a second launch of the same thing answers with the first run and sends nothing', async () => {
  const before = await muster.simulators.texts();
  const first = await muster.launch(floodNotice('flood'));
  expect(first).toMatchObject({ created: false, started: true, run: { id: 1, state: 'closed' } });
  const rows = await muster.database`SELECT FROM run`;
  expect(rows).toHaveLength(1);
  expect(await muster.simulators.texts()).toEqual(before);
});

test('who answers 退订 is left out of the next run', async () => {
  await muster.simulators.reply(phoneOf('陈涛'), '退订');
  const addressHash = muster.desk.keys.fingerprint('phone', phoneOf('陈涛'));
  await until(async () => {
    const [optOut] =
      await muster.database`SELECT FROM opt_out WHERE address_hash = ${addressHash} AND source = 'reply'`;
    return optOut !== undefined;
  });
  const before = (await muster.simulators.texts()).length;
  const { run } = await muster.launch(floodNotice('flood-again'));
  await ended(muster, run);

  expect(await states(muster.city, { run })).toMatchObject({
    陈涛: 'suppressed: opted out',
    刘洋: 'delivered',
  });
  expect(await balanceOf(muster, run)).toMatchObject({
    balanced: true,
    sms: { audience: 9, delivered: 5, suppressed: 4 },
  });
  const texts = (await muster.simulators.texts()).slice(before);
  expect(texts.map(({ phone }) => phone)).not.toContain(phoneOf('陈涛'));
});

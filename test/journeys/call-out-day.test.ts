import { expect, test } from '@jest/globals';
import type { Plan } from '../../domain/plan/plan.js';
import { attest } from '../../office/call-outs.js';
import { inbox } from '../../office/inbox.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, heard, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { auditOf, stateOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 40);
await muster.work();
muster.dispatch();
muster.sweep();
const { office, operator, place } = muster;

const skipTo = (instant: number): Promise<void> => place.skip(instant - place.clock.now().getTime());

/** When people are reminded, the event begins and ends, and signing in is over. */
function hours({ run }: CallOut): { reminder: number; from: number; to: number; signInUntil: number } {
  const [ask, ...tells] = (run.plan as Extract<Plan, { kind: 'call-out' }>).steps;
  const to = Date.parse(ask.event.to);
  return {
    reminder: Date.parse(tells.find(({ after }) => after === 'day before')!.at!),
    from: Date.parse(ask.event.from),
    to,
    signInUntil: to + ask.signInSeconds * 1000,
  };
}

const attended = async (call: CallOut): Promise<number> => (await call.view()).standing!.attended;

test('from the day before until everyone who came has signed in', async () => {
  const call = await CallOut.launch(muster, '演练', { needed: 3 });
  const { reminder, from, to, signInUntil } = hours(call);
  const asked = await call.asked(6);
  for (const text of asked.slice(0, 5)) await call.say(text, '#能来');
  await call.told('已列入候补', 2);
  const placed = await call.texts('已为您登记');
  const waitlisted = await call.texts('已列入候补');
  await skipTo(reminder - MINUTE);
  expect(await call.texts('提醒您')).toEqual([]);

  await skipTo(reminder + MINUTE);
  const reminded = await call.told('提醒您', 3);
  expect(reminded.map(({ phone }) => phone).sort()).toEqual(placed.map(({ phone }) => phone).sort());

  // Whoever drops out now is replaced; the new one is confirmed, and nobody reminded again.
  await call.say(placed[0], '#来不了了');
  const [, , , replacement] = await call.told('已为您登记', 4);
  expect(waitlisted.map(({ phone }) => phone)).toContain(replacement!.phone);
  expect(await call.texts('提醒您')).toHaveLength(3);

  await skipTo(from + MINUTE);
  for (const action of ['nextWave', 'need', 'extend', 'finish'] as const) {
    expect(await refusalOf(call.command(action, 5))).toMatchObject({
      reason: 'event-begun',
      zh: expect.stringContaining('事项已经开始，不再询问') as unknown,
      en: expect.stringContaining('the event has begun') as unknown,
    });
  }
  // On the way there somebody's car breaks down: who comes instead is told.
  await call.say(placed[1], '#车坏了，来不了');
  await call.told('已为您登记', 5);
  expect(await call.standing()).toMatchObject({ placed: 3, withdrawn: 2 });

  const { signInCode } = (await call.view()).standing!;
  await call.say(placed[2], `签到${signInCode}`);
  await until(async () => (await attended(call)) === 1);
  await skipTo(to + HOUR);
  await call.say(replacement, `${signInCode}`);
  await until(async () => (await attended(call)) === 2);
  // The leader has the paper list: who is noted already is not noted again.
  const list = [placed[2]!.phone, asked[5]!.phone];
  expect(await attest(office, operator, { runId: call.run.id, people: list })).toMatchObject({
    noted: 1,
    before: 1,
  });
  expect((await auditOf(muster, call.run)).at(-1)).toMatchObject({
    actor: 'office',
    action: 'call-out attest',
  });
  expect(await stateOf(muster, call.run)).toBe('running');

  await skipTo(signInUntil + MINUTE);
  await heard(muster, async () => (await stateOf(muster, call.run)) === 'closed');
  await call.say(waitlisted[0], `签到${signInCode}`);
  await until(async () => (await inbox(office, operator, 10)).length === 1);
  expect((await call.view()).standing).toMatchObject({ attended: 3, placed: 3 });
});

test('a pause that outlasts the day before leaves nobody to be reminded, and no counting without end', async () => {
  const call = await CallOut.launch(muster, '宣讲', { needed: 1 });
  const [text] = await call.asked(2);
  const { from } = hours(call);
  await call.say(text, '#能来');
  await call.told('已为您登记', 1);
  await call.command('pause');
  await skipTo(from + MINUTE);
  await call.command('resume');
  await place.skip(MINUTE);
  const before = await call.events();
  await place.skip(2 * HOUR);
  expect(await call.events()).toHaveLength(before.length);
  expect(await call.texts('提醒您')).toEqual([]);
  await call.callOff();
});

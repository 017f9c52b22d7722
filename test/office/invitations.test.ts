/** Invitations of the office: previewed, launched, changed and cancelled, up to what a relay is handed. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SendStep } from '../../domain/plan/plan.js';
import { openOccurrence } from '../../ledger/occurrences.js';
import { moveRun } from '../../ledger/runs.js';
import type { PreviewedInvitation } from '../../office/preview/invitation.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { preview } from '../../office/preview.js';
import { previewView } from '../../apps/cli/views/preview.js';
import { wordsOf } from '../../apps/cli/words.js';
import { calendarFile } from '../../domain/messages/invitation.js';
import { NOW } from '../support/cast.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { freeze, PROVIDERS, writeAll } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;
const desk = await openTestDesk(city);
beforeEach(async () => {
  await city.reset();
  desk.email.restart();
});

const DRILL = { title: '防汛演练', place: '滦河大桥', from: '2026-08-02 09:00', to: '2026-08-02 11:00' };
const inviting = (invitation: object) => ({
  ...{ kind: 'notice', title: '演练', audience: { committees: ['luannan'] }, at: '2026-08-01 09:00' },
  channels: [{ channel: 'email', template: 'flood-mail', variables: { river: '滦河' }, invitation }],
});
type As = 'office' | 'clerk';
const prepared = (invitation: object, as: As = 'office') =>
  prepare(office, office.actor(as), inviting(invitation));
const go = async (invitation: object, as: As = 'office') =>
  (await launch(office, office.actor(as), await prepared(invitation, as))).run;
const look = async (invitation: object) =>
  preview(office, office.actor('office'), await prepared(invitation));
const previewed = async (invitation: object): Promise<PreviewedInvitation | undefined> => {
  const found = await look(invitation);
  return found.kind === 'notice' ? found.steps[0]!.channels[0]!.invitation : undefined;
};
const stored = () => database`
  SELECT uid, sequence, run_id, cancelled, event ->> 'place' AS place FROM invitation ORDER BY run_id`;

describe('a preview', () => {
  test('says what a new invitation puts into calendars', async () => {
    expect(await previewed(DRILL)).toEqual({
      ...{ method: 'REQUEST', uid: null, sequence: 0, description: null },
      ...{ title: '防汛演练', place: '滦河大桥' },
      ...{ from: new Date('2026-08-02T01:00:00Z'), to: new Date('2026-08-02T03:00:00Z') },
    });
    expect(await stored()).toEqual([]);
  });

  test('says what a change and a cancellation do to the one that was sent', async () => {
    const { id } = await go(DRILL);
    const uid = `run-${id}-notice@muster.invalid`;
    const change = { of: id, place: '西岸', description: '带雨具' };
    expect(await previewed(change)).toMatchObject({
      ...{ method: 'REQUEST', uid, sequence: 1, title: '防汛演练', place: '西岸', description: '带雨具' },
    });
    expect(await previewed({ of: id, cancel: true })).toMatchObject({
      ...{ method: 'CANCEL', uid, sequence: 1, place: '滦河大桥' },
    });
  });

  test('can be read by people, in both languages', async () => {
    const { id } = await go(DRILL);
    const read = async (invitation: object) => previewView(await look(invitation), wordsOf('both'));
    const fresh = await read({ ...DRILL, description: '带雨具\n穿雨鞋' });
    expect(fresh).toMatch(/^日历邀请 invitation +新邀请（REQUEST） \/ a new one \(REQUEST\)$/m);
    expect(fresh).toMatch(/^起止 from, to +2026-08-02 09:00 – 2026-08-02 11:00$/m);
    expect(fresh).toMatch(/^地点 place +滦河大桥$/m);
    expect(fresh).toMatch(/^说明 description +带雨具\n +穿雨鞋$/m);
    expect(fresh).toMatch(/^UID +发起时按活动编号定/m);
    const cancelling = await read({ of: id, cancel: true });
    expect(cancelling).toMatch(/^日历邀请 invitation +取消原来的邀请（CANCEL）/m);
    expect(cancelling).toContain(`run-${id}-notice@muster.invalid`);
  });

  test('of a mail without one says nothing of calendars', async () => {
    const plain = { ...inviting({}), channels: [{ ...inviting({}).channels[0]!, invitation: undefined }] };
    const written: unknown = JSON.parse(JSON.stringify(plain));
    const actor = office.actor('office');
    const shown = previewView(
      await preview(office, actor, await prepare(office, actor, written)),
      wordsOf('zh'),
    );
    expect(shown).not.toContain('日历邀请');
  });
});

/** Sends a run as its workflow would. */
async function send({ id, plan, ...run }: Awaited<ReturnType<typeof go>>): Promise<void> {
  await moveRun(database, { runId: id, to: 'running', now: NOW });
  const step = plan.steps[0] as SendStep;
  const occurrence = await openOccurrence(database, { runId: id, step, number: 1, providers: PROVIDERS });
  const [{ template, variables }] = step.channels as [SendStep['channels'][number]];
  const source = {
    channel: 'email',
    templateId: city.template(template).id,
    provider: PROVIDERS.email,
  } as const;
  const launched = {
    ...{ run: { ...run, id, plan }, step, occurrence },
    channels: [{ ...source, variables, personal: ['name' as const] }],
  };
  await freeze(city, launched, NOW);
  await writeAll(city, launched);
  await workOff(desk);
}

/** What the relay got since, as one attendee's calendar reads it. */
function handedOver(): string[] {
  const calls = desk.email.calls.map(({ messages }) => messages[0]!);
  desk.email.restart();
  const organiser = { name: '唐山志愿者', address: 'notice@muster.invalid' };
  return calls.map(({ invitation, address }) =>
    calendarFile(invitation!, organiser)(address).replace(/\r\n /g, ''),
  );
}

describe('what a launch sends', () => {
  test('an invitation, its change and its cancellation are one event to a calendar', async () => {
    const first = await go(DRILL);
    const uid = `run-${first.id}-notice@muster.invalid`;
    await send(first);
    const invited = handedOver();
    expect(invited.length).toBeGreaterThan(1);
    for (const file of invited) {
      expect(file).toMatch(new RegExp(`METHOD:REQUEST[^]*UID:${uid}\r\nSEQUENCE:0\r\n[^]*LOCATION:滦河大桥`));
    }
    const change = await go({ of: first.id, place: '西岸', to: '2026-08-02 12:00' });
    await send(change);
    const changed = handedOver();
    expect(changed).toHaveLength(invited.length);
    for (const file of changed) {
      expect(file).toMatch(new RegExp(`METHOD:REQUEST[^]*UID:${uid}\r\nSEQUENCE:1\r\n`));
      expect(file).toMatch(/DTSTART:20260802T010000Z\r\nDTEND:20260802T040000Z\r\n[^]*LOCATION:西岸/);
    }
    // The change has a number of its own, and stands for the same invitation.
    const cancellation = await go({ of: change.id, cancel: true });
    await send(cancellation);
    const cancelled = handedOver();
    expect(cancelled).toHaveLength(invited.length);
    for (const file of cancelled) {
      expect(file).toMatch(new RegExp(`METHOD:CANCEL[^]*UID:${uid}\r\nSEQUENCE:2\r\n[^]*LOCATION:西岸`));
      expect(file).toContain('STATUS:CANCELLED');
    }
    expect(await stored()).toEqual([
      { uid, sequence: 0, runId: first.id, cancelled: false, place: '滦河大桥' },
      { uid, sequence: 1, runId: change.id, cancelled: false, place: '西岸' },
      { uid, sequence: 2, runId: cancellation.id, cancelled: true, place: '西岸' },
    ]);
  });

  test('nothing changes what is cancelled', async () => {
    const { id } = await go(DRILL);
    await go({ of: id, cancel: true });
    const again = { kind: 'invalid', reasons: ['already-cancelled'] };
    expect(await refusalOf(go({ of: id, place: '西岸' }))).toEqual(again);
    expect(await refusalOf(go({ of: id, cancel: true }))).toEqual(again);
  });

  test('of two who change one at once the second is refused, and nothing of theirs is written', async () => {
    const { id } = await go(DRILL);
    const [one, other] = [
      await prepared({ of: id, place: '西岸' }),
      await prepared({ of: id, place: '东岸' }),
    ];
    const by = office.actor('office');
    await launch(office, by, one);
    const runs = async () => (await database`SELECT FROM run`).length;
    const before = await runs();
    expect(await refusalOf(launch(office, by, other))).toEqual({
      ...{ kind: 'conflict', reasons: ['invitation-changed'] },
    });
    expect([await runs(), (await stored()).map(({ place }) => place as string)]).toEqual([
      before,
      ['滦河大桥', '西岸'],
    ]);
  });

  test('a clerk of a county changes only what was sent within it', async () => {
    const { id } = await go(DRILL);
    expect(await refusalOf(go({ of: id, cancel: true }, 'clerk'))).toEqual({
      ...{ kind: 'invalid', reasons: ['no-invitation'] },
    });
    const own = await go(DRILL, 'clerk');
    await go({ of: own.id, cancel: true }, 'clerk');
    expect((await stored()).map(({ cancelled }) => cancelled as boolean)).toEqual([false, false, true]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { smsLength, smsParts } from '../../domain/messages/parts.js';
import { render } from '../../domain/messages/rendering.js';
import { preview, type NoticePreview, type Preview } from '../../office/preview.js';
import { prepare } from '../../office/prepare.js';
import { CAST } from '../support/cast.js';
import { launch, states } from '../support/launch.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();

/** One notice a day and no more. */
const capped = await openTestOffice({ capNoticesPerDay: 1 });

/** A notice is previewed as a notice. */
function notice(found: Preview): NoticePreview {
  if (found.kind !== 'notice') throw new Error(`previewed as a ${found.kind}`);
  return found;
}

const look = async (change: object = {}, as: 'office' | 'clerk' | 'auditor' = 'office') =>
  notice(
    await preview(office, office.actor(as), await prepare(office, office.actor(as), { ...flood, ...change })),
  );

/** One of a step's channels. */
const channel = async (name: 'sms' | 'email', change: object = {}) => {
  const { steps } = await look(change);
  return steps[0]!.channels.find((one) => one.channel === name)!;
};

describe('who gets it', () => {
  test('is judged exactly as a launch judges', async () => {
    const { steps } = await look();
    const launched = await launch(office.city, { sms: 'named', email: 'flood-mail' });
    for (const { channel: name, messages, exclusions } of steps[0]!.channels) {
      const written = Object.values(await states(office.city, launched, name));
      const suppressed = exclusions.flatMap(({ reason, people }) =>
        Array<string>(people).fill(`suppressed: ${reason}`),
      );
      expect([...Array<string>(messages).fill('queued'), ...suppressed].sort()).toEqual(written.sort());
    }
  });

  test('adds up to the audience on every channel', async () => {
    const { steps } = await look();
    const { audience, channels } = steps[0]!;
    for (const { messages, exclusions } of channels) {
      expect(messages + exclusions.reduce((sum, { people }) => sum + people, 0)).toBe(audience);
    }
  });

  test('stops at the scope of whoever asks', async () => {
    const luannan = { audience: { committees: ['luannan'] } };
    const [city, county] = [await look(), await look(luannan, 'clerk')];
    expect(county.steps[0]!.audience).toBeLessThan(city.steps[0]!.audience);
    expect(county.renders.map(({ committee }) => committee)).not.toContain('兴城镇');
  });

  test('counts the cap of the day', async () => {
    const launched = await launch(capped.city, {});
    await capped.database`UPDATE message SET state = 'sending' WHERE state = 'queued'`;
    const actor = capped.actor('office');
    const { steps } = notice(await preview(capped, actor, await prepare(capped, actor, flood)));
    const sms = steps[0]!.channels[0]!;
    const reached = Object.values(await states(capped.city, launched)).filter(
      (state) => state === 'sending',
    ).length;
    expect(sms.exclusions).toContainEqual({ reason: 'frequency cap', people: reached });
    expect(sms.messages).toBe(0);
  });
});

test('nothing is left of it', async () => {
  const rows = () => office.database`
    SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM occurrence) AS occurrences,
      (SELECT count(*) FROM recipient) AS recipients, (SELECT count(*) FROM message) AS messages,
      (SELECT count(*) FROM rendering) AS renderings, (SELECT count(*) FROM audit) AS entries,
      (SELECT last_value FROM batch_id_seq) AS batches, (SELECT count(*) FROM pg_class WHERE relname LIKE 'preview%') AS tables`;
  const before = await rows();
  await look();
  await Promise.all([look(), look()]);
  expect(await rows()).toEqual(before);
});

describe('parts and cost', () => {
  test('are those of every single text', async () => {
    const long = '请注意防范'.repeat(9);
    const sms = await channel('sms', {
      channels: [{ channel: 'sms', template: 'named', variables: { river: long.slice(0, 35) } }],
    });
    const { renders } = await look({
      channels: [{ channel: 'sms', template: 'named', variables: { river: long.slice(0, 35) } }],
    });
    expect(renders).toHaveLength(sms.messages);
    // A render shows the signature already, in its brackets.
    const parts = renders.map(({ text }) => smsParts(text.length));
    expect(sms.sms).toEqual({
      parts: parts.reduce((sum, one) => sum + one, 0),
      partsEach: { least: Math.min(...parts), most: Math.max(...parts) },
      longest: Math.max(...renders.map(({ text }) => text.length)),
      costFen: Math.round(parts.reduce((sum, one) => sum + one, 0) * 4.5),
    });
  });

  test('count a rare character as the two units it is billed', async () => {
    const before = await channel('sms');
    await office.database`UPDATE person SET name = '𠮷𠮷𠮷𠮷𠮷𠮷' WHERE id = ${office.city.id('张蔷')}`;
    const after = await channel('sms');
    await office.database`UPDATE person SET name = '张蔷' WHERE id = ${office.city.id('张蔷')}`;
    const text = render('𠮷𠮷𠮷𠮷𠮷𠮷您好，倴城镇提醒：请远离滦河。', {});
    expect(after.sms!.longest).toBe(smsLength('唐山应急', text.ok ? text.value : ''));
    expect(after.sms!.longest).toBeGreaterThan(before.sms!.longest);
  });

  test('are refused where a name makes the text too long', async () => {
    await office.database`UPDATE person SET name = repeat('长', 480) WHERE id = ${office.city.id('张蔷')}`;
    const refusal = await refusalOf(look());
    await office.database`UPDATE person SET name = '张蔷' WHERE id = ${office.city.id('张蔷')}`;
    expect(refusal).toEqual({ kind: 'invalid', reasons: ['too-long'] });
  });
});

describe('the end', () => {
  test('follows the pace of the lane: one SMS call carries a hundred, a mail is a call', async () => {
    const { steps } = await look();
    const { at, channels, endsAt } = steps[0]!;
    const [sms, email] = channels;
    expect(sms!.endsAt).toEqual(at);
    expect(email!.callsPerSecond).toBe(1);
    expect(email!.endsAt).toEqual(new Date(at.getTime() + (email!.messages - 1) * 1000));
    expect(endsAt).toEqual(email!.endsAt);
  });

  test('is the beginning where nothing is paced', async () => {
    const { endsAt, at } = (await look({ lane: 'urgent' })).steps[0]!;
    expect(endsAt).toEqual(at);
  });

  test('waits for the window', async () => {
    const { endsAt } = (await look({ window: { from: '10:00', to: '10:01' } })).steps[0]!;
    expect(endsAt.toISOString()).toBe('2026-08-01T02:00:03.000Z');
  });
});

describe('the renders', () => {
  test('show real recipients, their addresses masked', async () => {
    const { renders } = await look();
    expect(renders.length).toBeLessThanOrEqual(10);
    expect(renders[0]).toMatchObject({
      channel: 'sms',
      name: '张蔷',
      committee: '倴城镇',
      to: '154****0001',
      text: '【唐山应急】张蔷您好，倴城镇提醒：请远离滦河。',
    });
    expect(renders.find((one) => one.channel === 'email')).toMatchObject({
      subject: '滦河汛情',
      to: 'z***@luannan.invalid',
    });
  });

  test('hold no name for those who may not see personal data', async () => {
    const { renders, namesMasked } = await look({}, 'auditor');
    expect(namesMasked).toBe(true);
    expect(renders[0]).toMatchObject({ name: '张*', text: '【唐山应急】张*您好，倴城镇提醒：请远离滦河。' });
    expect(renders.find((one) => one.channel === 'email')?.text).toMatch(/^张\*您好/);
    const shown = JSON.stringify(renders);
    for (const name of Object.keys(CAST)) expect(shown).not.toContain(name);
    expect((await look()).namesMasked).toBe(false);
  });

  test('of a name that cannot be sent are refused also where the name is masked', async () => {
    await office.database`UPDATE person SET name = '【张蔷】' WHERE id = ${office.city.id('张蔷')}`;
    const refusal = await refusalOf(look({}, 'auditor'));
    await office.database`UPDATE person SET name = '张蔷' WHERE id = ${office.city.id('张蔷')}`;
    expect(refusal).toEqual({ kind: 'invalid', reasons: ['unrenderable'] });
  });

  test('are shared among the channels, and ten in all', async () => {
    await office.database`
      INSERT INTO person (name, home_committee_id, created_at, phone_cipher, phone_hash, email_cipher, email_hash)
      SELECT '群众' || n, home_committee_id, created_at, phone_cipher, decode(md5('p' || n), 'hex'), email_cipher, decode(md5('e' || n), 'hex')
      FROM person, generate_series(1, 30) n WHERE person.id = ${office.city.id('张蔷')}`;
    await office.database`
      INSERT INTO membership (person_id, committee_id, from_date)
      SELECT id, home_committee_id, '2020-01-01' FROM person WHERE name LIKE '群众%'`;
    const { renders } = await look();
    expect(renders.map((one) => one.channel)).toEqual([...Array(5).fill('sms'), ...Array(5).fill('email')]);
    expect(new Set(renders.map((one) => one.person)).size).toBeGreaterThan(5);
  });
});

import { beforeAll, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { insertOperators } from '../../ledger/load.js';
import { statementOf } from '../../ledger/statement.js';
import { erasePerson, keptOfErased } from '../../office/erase-person.js';
import { showPerson } from '../../office/people.js';
import { tidyErasures } from '../../office/tidy-erasures.js';
import { askEveryone, openCall, settleTexts } from '../support/call-out.js';
import { KEYS, NOW, phoneOf, type Name } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database, clock } = office;
const desk = await openTestDesk(city);
const clerk = office.actor('office');
const ID_NUMBER = '130299198503121241';
const erased = (name: Name, more: object = {}, by = clerk) =>
  erasePerson(office, by, {
    ...{ person: String(city.id(name)), because: 'wish', preview: false },
    ...more,
  });

/** Everything the ledger holds, as text, table by table; sealed bytes opened where one text is sealed alone. */
async function everything(): Promise<Map<string, string>> {
  const tables = await database<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  const all = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await database<{ row: string }[]>`SELECT t::text AS row FROM ${database(name)} t`;
    const text = rows.map(({ row }) => row).join('\n');
    const opened = [...text.matchAll(/\\\\x([0-9a-f]{58,})/g)].map(([, hex]) => open(hex!));
    all.set(name, [text, ...opened].join('\n'));
  }
  return all;
}

function open(hex: string): string {
  try {
    return KEYS.decrypt(Buffer.from(hex, 'hex'));
  } catch {
    return '';
  }
}

/** Tables in which one of these words still stands. */
const holding = async (...words: string[]): Promise<string[]> =>
  [...(await everything())].flatMap(([name, text]) =>
    words.some((word) => text.includes(word)) ? [name] : [],
  );

const hash = (kind: 'phone' | 'email' | 'id', text: string) => KEYS.fingerprint(kind, text).toString('hex');

beforeAll(async () => {
  await loadTeam(city);
  await settleTexts(city);
  const person = city.id('张蔷');
  await database`UPDATE person SET id_number_hash = ${KEYS.fingerprint('id', ID_NUMBER)},
    id_number_cipher = ${KEYS.encrypt(ID_NUMBER)} WHERE id = ${person}`;
  await database`INSERT INTO qualification (person_id, kind, number, from_date) VALUES (${person}, 'driving-licence', ${ID_NUMBER}, '2020-01-01')`;
  await database`INSERT INTO consent (person_id, channel, basis, source, given_at) VALUES (${person}, 'sms', 'consent', 'form', ${NOW})`;
  await database`INSERT INTO former_phone (person_id, phone_hash, phone_cipher, until)
    VALUES (${person}, ${KEYS.fingerprint('phone', '15400009999')}, ${KEYS.encrypt('15400009999')}, ${NOW})`;
  await database`INSERT INTO opt_out (channel, address_hash, topic, source, since)
    VALUES ('email', ${KEYS.fingerprint('email', 'zhang@luannan.invalid')}, 'training', 'clerk', ${NOW})`;
  const [{ id: inbox }] = await database<[{ id: number }]>`
    INSERT INTO inbox (kind, provider, body, received_at) VALUES ('reply', 'aliyun', '[]', ${NOW}) RETURNING id`;
  await database`
    INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at)
    VALUES (${inbox}, 'aliyun', '1', ${KEYS.fingerprint('phone', phoneOf('张蔷'))}, '1', ${KEYS.encrypt('我是张蔷')}, 'unclear', ${NOW})`;
});

describe('somebody who is erased', () => {
  test('is looked at first, and nothing is changed by that', async () => {
    const before = await everything();
    expect(await erased('张蔷', { preview: true })).toMatchObject({
      ...{ name: '张蔷', phone: '154****0001', keptUntil: '2029-08-01', preview: true },
    });
    expect(await everything()).toEqual(before);
  });

  test('stands nowhere in the ledger any more, except sealed, and by address where they have opted out', async () => {
    const launched = await launch(city, { email: 'flood-mail' });
    const texts = await launch(city, { key: 'texts', sms: 'named' });
    await workOff(desk);
    const words = ['张蔷', phoneOf('张蔷'), 'zhang@luannan.invalid', ID_NUMBER, '15400009999'];
    const hashes = [hash('phone', phoneOf('张蔷')), hash('id', ID_NUMBER), hash('phone', '15400009999')];
    expect(await holding(...words, ...hashes)).toEqual(
      expect.arrayContaining(['person', 'former_phone', 'qualification', 'rendering', 'reply']),
    );
    expect(await erased('张蔷')).toMatchObject({ person: city.id('张蔷'), keptUntil: '2029-08-01' });
    expect(await holding(...words, ...hashes)).toEqual(['erasure']);
    expect(await holding(hash('email', 'zhang@luannan.invalid'))).toEqual(['opt_out']);
    for (const { run } of [launched, texts])
      expect((await statementOf(database, run.id, 'tangshan/')).balanced).toBe(true);
    const [entry] = await listAudit(database, { limit: 1 });
    expect(entry).toMatchObject({
      action: 'person erase',
      detail: { because: 'wish', keptUntil: '2029-08-01' },
    });
  });

  test('is shown as such, belongs to nobody, and is never filled again', async () => {
    const shown = await showPerson(office, clerk, { person: String(city.id('张蔷')) });
    expect(shown).toMatchObject({
      ...{ name: '（已删除）', phone: null, email: null, idNumber: null, age: null, skills: [] },
      ...{ qualifications: [], erased: { because: 'wish', keptUntil: '2029-08-01' } },
      consents: [{ withdrawnAt: NOW }],
    });
    expect(shown.memberships.filter(({ inForce }) => inForce)).toEqual([]);
    expect(shown.teams.filter(({ inForce }) => inForce)).toEqual([]);
    await expect(database`UPDATE person SET name = '张蔷' WHERE id = ${city.id('张蔷')}`).rejects.toThrow(
      'was erased',
    );
    expect(await refusalOf(erased('张蔷'))).toEqual({ kind: 'conflict', reasons: ['erased-before'] });
  });

  test('gets nothing of what waits for them, and the others get all of it', async () => {
    const launched = await launch(city, { key: 'waiting', sms: 'flood' });
    await erased('陈涛');
    await workOff(desk);
    const all: Record<string, string> = await states(city, launched);
    // 陈涛 has no name any more.
    expect(all['']).toBe('suppressed: no address');
    expect(all['刘洋']).toBe('sent');
    expect((await statementOf(database, launched.run.id, 'tangshan/')).balanced).toBe(true);
  });

  test('does not take the words of a namesake along', async () => {
    await database`UPDATE person SET name = '刘洋' WHERE id = ${city.id('赵敏')}`;
    await database`UPDATE person SET phone_hash = ${Buffer.alloc(16, 7)}, phone_cipher = ${KEYS.encrypt('15400007777')} WHERE id = ${city.id('赵敏')}`;
    const before = await launch(city, { key: 'namesakes', sms: 'named' });
    await erased('刘洋');
    const after = await launch(city, { key: 'namesake', sms: 'named' });
    const said = await database<{ name: string }[]>`
      SELECT t.variables ->> 'name' AS name FROM message m JOIN rendering t ON t.id = m.rendering_id
      WHERE m.occurrence_id = ANY(${[before.occurrence.id, after.occurrence.id]}) AND m.person_id = ${city.id('赵敏')}`;
    expect(said.map(({ name }) => name)).toEqual(['刘洋', '刘洋']);
  });
});

describe('what the law keeps', () => {
  const kept = (reason = '法院调取', by = clerk) =>
    keptOfErased(office, by, { person: city.id('张蔷'), reason });

  test('is opened for a reason, by who may, and the log says so', async () => {
    expect(await kept()).toMatchObject({
      ...{ name: '张蔷', idNumber: ID_NUMBER, phone: phoneOf('张蔷'), because: 'wish' },
      qualifications: expect.arrayContaining([expect.objectContaining({ kind: 'driving-licence' })]),
    });
    expect((await listAudit(database, { limit: 1 }))[0]).toMatchObject({ action: 'person kept' });
    expect((await refusalOf(kept(' '))).reasons).toEqual(['no-reason']);
    expect((await refusalOf(kept('好奇', office.actor('auditor')))).reasons).toEqual(['no-right']);
    const nobody = keptOfErased(office, clerk, { person: city.id('孙静'), reason: '核对' });
    expect((await refusalOf(nobody)).reasons).toEqual(['not-erased']);
  });

  test('is destroyed when its time is over', async () => {
    clock.set(new Date('2029-08-01T15:00:00Z'));
    await tidyErasures(office);
    expect(await kept()).toMatchObject({ name: '张蔷' });
    clock.set(new Date('2029-08-01T16:30:00Z'));
    await tidyErasures(office);
    await tidyErasures(office);
    expect((await refusalOf(kept())).reasons).toEqual(['kept-no-more']);
    expect(await holding('张蔷', ID_NUMBER)).toEqual([]);
    const destroyed = (await listAudit(database, { limit: 9 })).filter(
      ({ action }) => action === 'kept destroyed',
    );
    expect(destroyed).toHaveLength(1);
    clock.set(NOW);
  });
});

describe('nobody is erased', () => {
  const reasonsOf = async (request: Promise<unknown>) => (await refusalOf(request)).reasons;

  test('who is asked by a call-out, or uses Muster: each is told by what', async () => {
    const call = await openCall(city, { audience: { committees: ['bencheng'] } });
    await askEveryone(city, call);
    const [asked] = await database<[{ person: number }]>`
      SELECT person_id AS person FROM candidate WHERE run_id = ${call.run} AND state = 'asked' LIMIT 1`;
    await insertOperators(database, [
      { name: 'asked', committeeId: city.committee('tangshan'), maySeePersonalData: true, role: 'clerk' },
    ]);
    await database`UPDATE operator SET person_id = ${asked.person} WHERE name = 'asked'`;
    const again = erasePerson(office, clerk, {
      ...{ person: String(asked.person), because: 'wish', preview: true },
    });
    expect(await reasonsOf(again)).toEqual(['in-a-call-out', 'is-operator']);
  });

  test('beyond one’s part of the tree, or by who does not keep people', async () => {
    expect(await reasonsOf(erased('孙静', {}, office.actor('clerk')))).toEqual(['no-such-person']);
    expect(await reasonsOf(erased('孙静', {}, office.actor('auditor')))).toEqual(['no-right']);
  });
});

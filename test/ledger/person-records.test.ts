import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeAudit } from '../../ledger/audit.js';
import { addOptOut, revokeOptOuts } from '../../ledger/opt-outs.js';
import { wholePerson } from '../../ledger/whole-person.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { askEveryone, openCall, settleTexts, type OpenCall } from '../support/call-out.js';
import { createTestDatabase } from '../support/database.js';
import { launch } from '../support/launch.js';

const { database: sql } = await createTestDatabase();
const city = await settleCast(sql);
const person = city.id('张蔷');
const phoneHash = KEYS.fingerprint('phone', phoneOf('张蔷'));
const emailHash = KEYS.fingerprint('email', 'zhang@luannan.invalid');
const whole = (id = person) => wholePerson(sql, id, { scopePath: 'tangshan/', now: NOW });

let call: OpenCall;
beforeAll(async () => {
  await loadTeam(city);
  await settleTexts(city);
  call = await openCall(city, { audience: { committees: ['bencheng'] } });
});

const later = new Date(+NOW + 60_000);
const cipher = KEYS.encrypt('x');
const push = async (kind: 'reply' | 'mail'): Promise<number> => {
  const [row] = await sql<[{ id: number }]>`
    INSERT INTO inbox (kind, provider, body, digest, received_at)
    VALUES (${kind}, 'aliyun', ${kind === 'mail' ? null : '[]'}, ${kind === 'mail' ? Buffer.alloc(32, 1) : null}, ${NOW}) RETURNING id`;
  return row.id;
};

/** A report that 张蔷's committee owes. */
async function duty(): Promise<number> {
  const { run } = await launch(city);
  const [row] = await sql<[{ id: number }]>`
    INSERT INTO duty (run_id, key, committee_id, title, due_at, since)
    VALUES (${run.id}, 'report', ${city.committee('luannan')}, 'x', ${later}, ${NOW}) RETURNING id`;
  return row.id;
}

/** Tables that hold something of a person or an address, each with a row more of 张蔷; in this order. */
const HELD: Record<string, () => Promise<unknown>> = {
  person: () => sql`UPDATE person SET skills = '{radio}' WHERE id = ${person}`,
  membership: () => sql`INSERT INTO membership (person_id, committee_id, from_date)
    VALUES (${person}, ${city.committee('qianxi')}, '2026-01-01')`,
  contact_role: () => sql`INSERT INTO contact_role (person_id, committee_id, role, from_date)
    VALUES (${person}, ${city.committee('qianxi')}, 'deputy', '2026-01-01')`,
  qualification: () =>
    sql`INSERT INTO qualification (person_id, kind, from_date) VALUES (${person}, 'boat', '2026-01-01')`,
  team_member: () => sql`INSERT INTO team_member (team_id, person_id, from_date)
    SELECT id, ${person}, '2020-01-01' FROM team LIMIT 1`,
  availability: () => sql`DELETE FROM availability WHERE person_id = ${person}`,
  absence: () => sql`INSERT INTO absence (person_id, from_at, until_at, source, recorded_at)
    VALUES (${person}, ${NOW}, ${later}, 'clerk', ${NOW})`,
  consent: () => sql`INSERT INTO consent (person_id, channel, basis, source, given_at)
    VALUES (${person}, 'sms', 'consent', 'form', ${NOW})`,
  opt_out: () =>
    addOptOut(sql, {
      ...({ channel: 'email', addressHash: emailHash, topic: 'training', source: 'page' } as const),
      now: NOW,
    }),
  dead_address: () => sql`INSERT INTO dead_address (channel, address_hash, code, since)
    VALUES ('email', ${emailHash}, 'bounce 5.1.1', ${NOW})`,
  former_phone: () => sql`INSERT INTO former_phone (person_id, phone_hash, phone_cipher, until)
    VALUES (${person}, '\\x01', ${cipher}, ${later})`,
  message: () => launch(city, { email: 'flood-mail' }),
  mail_answer: async () => sql`INSERT INTO mail_answer (inbox_id, kind, message_id, action, code, received_at)
    SELECT ${await push('mail')}, 'bounce', id, 'failed', '5.1.1', ${NOW} FROM message
    WHERE person_id = ${person} AND channel = 'email'`,
  candidate: () => askEveryone(city, call),
  response: () => sql`INSERT INTO response (run_id, person_id, answer, source, answered_at, effect)
    VALUES (${call.run}, ${person}, 'yes', 'clerk', ${NOW}, 'kept')`,
  owed: () =>
    sql`INSERT INTO owed (run_id, person_id, step, since) VALUES (${call.run}, ${person}, 'details', ${NOW})`,
  reply: async () => sql`
    INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at)
    VALUES (${await push('reply')}, 'aliyun', '1', ${phoneHash}, '1', ${cipher}, 'opt-out', ${NOW})`,
  roster_change: () =>
    sql`INSERT INTO roster_change (person_id, import_id, row_number, after_state) VALUES (${person}, 1, 1, 1)`,
  operator: () => sql`INSERT INTO operator (name, committee_id, role, person_id)
    VALUES ('zhang', ${city.committee('tangshan')}, 'clerk', ${person})`,
  question_entry: async () => {
    const { run } = await launch(city);
    await sql`INSERT INTO question (run_id, from_committee_id, to_committee_id, thread, due_at)
      VALUES (${run.id}, ${city.committee('tangshan')}, ${city.committee('luannan')}, ${run.id}, ${later})`;
    await sql`INSERT INTO question_entry (run_id, kind, text_cipher, written_by, written_at)
      VALUES (${run.id}, 'answer', ${cipher}, ${`person ${person}`}, ${NOW})`;
  },
  term: () => sql`INSERT INTO term (committee_id, kind, title, person_id, from_date, until_date, entered_by, entered_at)
    VALUES (${city.committee('luannan')}, 'ambassador', 'x', ${person}, '2026-01-01', '2026-12-31', 'office', ${NOW})`,
  submission: async () => sql`INSERT INTO submission (duty_id, version, values_cipher, written_by, written_at)
    VALUES (${await duty()}, 1, ${cipher}, ${`person ${person}`}, ${NOW})`,
  duty_told: async () => sql`INSERT INTO duty_told (occurrence_id, person_id, duty_id, rung)
    SELECT min(id), ${person}, ${await duty()}, 'due' FROM occurrence`,
  erasure: () => sql`INSERT INTO erasure (person_id, erased_at, erased_by, because, kept_until)
    VALUES (${person}, ${NOW}, 'office', 'wish', '2029-08-01')`,
  page_code: () => sql`INSERT INTO page_code (code, person_id, phone_hash, made_at, expires_at)
    VALUES ('abcdefgh', ${person}, ${phoneHash}, ${NOW}, ${later})`,
};

/** Tables that name a person or an address and add nothing to what is shown. */
const NOTHING_MORE: Record<string, string> = {
  recipient: 'whoever is one has messages, and those are counted',
  attempt: 'a try of a message',
  receipt: 'a word on a message',
  recipient_value: 'what their own message says, and that is counted',
  roster_match: 'a plan for a file: what comes of it is the person, and the plan is let go of',
  roster_row: 'a line of such a file',
};

describe('what is held about a person', () => {
  test.each(Object.keys(HELD))('a row more in %s is seen', async (table) => {
    const before = await whole();
    await HELD[table]!();
    expect(JSON.stringify(await whole())).not.toBe(JSON.stringify(before));
  });

  test('no table with a person, an address or a message in it is forgotten', async () => {
    const rows = await sql<{ name: string }[]>`
      SELECT DISTINCT c.table_name AS name FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name ~
        '(^|_)(person|message)_id$|(phone|email|address|id_number)_(hash|cipher)$|^(written_by|candidates)$'
      UNION SELECT r.relname FROM pg_constraint f JOIN pg_class r ON r.oid = f.conrelid
      WHERE f.contype = 'f' AND f.confrelid IN ('person'::regclass, 'message'::regclass)`;
    const known = new Set(['person', ...Object.keys(HELD), ...Object.keys(NOTHING_MORE)]);
    expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(NOTHING_MORE)));
    expect(rows.length).toBeGreaterThan(20);
  });

  test('is shown as it is, and nothing of anybody else', async () => {
    expect(await whole()).toMatchObject({
      optOuts: [{ channel: 'email', topic: 'training', source: 'page', since: NOW, revokedAt: null }],
      consents: [{ channel: 'sms', basis: 'consent', withdrawnAt: null }],
      deadAddresses: [{ channel: 'email', code: 'bounce 5.1.1', since: NOW, clearedAt: null }],
      mailAnswers: [{ kind: 'bounce', code: '5.1.1', receivedAt: NOW }],
      questionsAnswered: [{ at: NOW }],
      operators: [{ name: 'zhang', role: 'clerk' }],
      counts: {
        formerPhones: 1,
        replies: 1,
        callOuts: 1,
        responses: 1,
        owed: 1,
        rosterChanges: 1,
        ...{ reportsWritten: 1, reportsTold: 1, reportLinks: 1 },
      },
    });
    const none = { optOuts: [], deadAddresses: [], mailAnswers: [], questionsAnswered: [], operators: [] };
    expect(await whole(city.id('孙静'))).toMatchObject({
      ...none,
      counts: {
        formerPhones: 0,
        replies: 0,
        callOuts: 0,
        responses: 0,
        owed: 0,
        rosterChanges: 0,
        ...{ reportsWritten: 0, reportsTold: 0, reportLinks: 0 },
      },
    });
  });

  test('a withdrawal that was lifted stays, with who lifted it', async () => {
    const address = { channel: 'email', addressHash: emailHash } as const;
    await revokeOptOuts(sql, { ...address, topics: ['training'], by: 'office', now: later });
    expect((await whole())?.optOuts).toMatchObject([{ revokedAt: later, revokedBy: 'office' }]);
  });

  test('every unmasking is, alone or in a list of a call-out, with who, when and why', async () => {
    const by = { actor: 'office', detail: { reason: '核对' } };
    await writeAudit(sql, { ...by, action: 'person unmask', subject: `person ${person}` }, NOW);
    const listed = (people: number[]) => ({ ...by.detail, people });
    const list = { ...by, action: 'call-out unmask', subject: `run ${call.run}` };
    await writeAudit(sql, { ...list, detail: listed([1_000_000, person]) }, later);
    await writeAudit(sql, { ...list, detail: listed([1_000_000]) }, later);
    await writeAudit(sql, { ...by, action: 'person away', subject: `person ${person}` }, later);
    expect((await whole())?.unmaskings).toEqual([
      { at: later, by: 'office', reason: '核对' },
      { at: NOW, by: 'office', reason: '核对' },
    ]);
  });
});

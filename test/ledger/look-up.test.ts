import { beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut, listOptOuts } from '../../ledger/opt-outs.js';
import { findPeople, type PersonWanted } from '../../ledger/people.js';
import { addTemplate, listTemplates, templateByCode, type NewTemplate } from '../../ledger/templates.js';
import { audienceOf, fates } from '../../ledger/why.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, openRun } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
beforeEach(() => city.reset());

const phone = (of: Parameters<typeof phoneOf>[0]): Buffer => KEYS.fingerprint('phone', phoneOf(of));

describe('people', () => {
  const found = async (by: PersonWanted, scopePath = 'tangshan/') =>
    (await findPeople(database, by, { scopePath, limit: 5 })).map(({ name }) => name);

  test('are found by id, phone, mail address or name, a family by its phone', async () => {
    expect(await found({ id: city.id('孙静') })).toEqual(['孙静']);
    expect(await found({ phoneHash: phone('李岚') })).toEqual(['李岚', '李小岚']);
    expect(await found({ emailHash: KEYS.fingerprint('email', 'zhao@luannan.invalid') })).toEqual(['赵敏']);
    expect(await found({ name: '张蔷' })).toEqual(['张蔷']);
  });

  test('outside the scope are not there', async () => {
    expect(await found({ id: city.id('孙静') }, 'tangshan/luannan/')).toEqual([]);
    expect(await found({ phoneHash: phone('李岚') }, 'tangshan/luannan/bencheng/dongjie/')).toEqual([
      '李小岚',
    ]);
  });
});

describe('an opt-out', () => {
  test('is added once, and listed with the people it concerns', async () => {
    const optOut = { channel: 'sms', addressHash: phone('李岚'), source: 'clerk', now: NOW } as const;
    const first = await addOptOut(database, optOut);
    expect(await addOptOut(database, { ...optOut, source: 'form' })).toEqual({ id: first.id, added: false });
    const [listed] = await listOptOuts(database, { scopePath: 'tangshan/', limit: 5 });
    expect(listed).toMatchObject({ id: first.id, channel: 'sms', source: 'clerk', since: NOW, people: 2 });
    expect(await listOptOuts(database, { scopePath: 'tangshan/qianxi/', limit: 5 })).toEqual([]);
  });
});

describe('a template', () => {
  const words: NewTemplate = {
    ...{
      code: 'drill',
      channel: 'sms',
      class: 'notice',
      language: 'zh-CN',
      subject: null,
      html: null,
    },
    text: '今日演练。',
  };
  const add = (template: NewTemplate) =>
    database.begin((sql) => addTemplate(sql, template, { by: '何军', now: NOW }));

  test('gets a new version for new words, and none for the same', async () => {
    expect(await add(words)).toMatchObject({ added: true, template: { version: 1, createdBy: '何军' } });
    expect(await add(words)).toMatchObject({ added: false, template: { version: 1 } });
    expect(await add({ ...words, text: '明日演练。' })).toMatchObject({
      added: true,
      template: { version: 2 },
    });
    expect(await templateByCode(database, 'drill')).toMatchObject({ version: 2 });
    expect(await templateByCode(database, 'drill', 1)).toMatchObject({ text: '今日演练。' });
    expect((await listTemplates(database)).filter(({ code }) => code === 'drill')).toHaveLength(1);
  });

  test('added by several at once gets each version once', async () => {
    const texts = ['甲', '乙', '丙', '丁'].map((each) => ({ ...words, code: 'race', text: `${each}。` }));
    const added = await Promise.all(texts.map(add));
    expect(added.map(({ template }) => template.version).sort()).toEqual([1, 2, 3, 4]);
  });

  test.each(['UPDATE template SET text = text', 'DELETE FROM template'])(
    'is never changed: %s',
    async (statement) => {
      await expect(database.unsafe(statement)).rejects.toMatchObject({ code: 'MU002' });
    },
  );
});

describe('why somebody did or did not get a message', () => {
  test('is told by its state, tries and reference', async () => {
    const { run } = await launch(city, { sms: 'flood', email: 'flood-mail' });
    await workOff(desk);
    const why = await fates(database, { runId: run.id, personId: city.id('赵敏') });
    expect(why).toMatchObject([
      {
        channel: 'sms',
        state: 'suppressed',
        reason: 'no address',
        tries: 0,
        provider: null,
        acceptedAt: null,
      },
      {
        channel: 'email',
        state: 'sent',
        reason: null,
        tries: 1,
        provider: 'relay',
        reference: 'reference',
        acceptedAt: NOW,
      },
    ]);
  });

  test('tells who was never meant from whom nobody has written to yet', async () => {
    const open = await openRun(city);
    const asked = { runId: open.run.id, personId: city.id('郑明') };
    expect(await audienceOf(database, asked)).toEqual({ frozenAt: null, recipient: false });
    const { run } = await launch(city);
    expect(await audienceOf(database, { ...asked, runId: run.id })).toEqual({
      frozenAt: NOW,
      recipient: false,
    });
    expect(await audienceOf(database, { runId: run.id, personId: city.id('张蔷') })).toEqual({
      frozenAt: NOW,
      recipient: true,
    });
    expect(await fates(database, { ...asked, runId: run.id })).toEqual([]);
  });
});

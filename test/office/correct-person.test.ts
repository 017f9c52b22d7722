import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { correctPerson } from '../../office/correct-person.js';
import { erasePerson } from '../../office/erase-person.js';
import { showPerson } from '../../office/people.js';
import { KEYS, NOW, phoneOf } from '../support/cast.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch, states } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;
const desk = await openTestDesk(city);
const clerk = office.actor('office');
const id = (name: '张蔷' | '李岚' | '陈涛' | '吴芳') => String(city.id(name));
const correct = (more: object, who = id('张蔷'), by = clerk) =>
  correctPerson(office, by, { person: who, reason: '本人来电', ...more });
const shown = (who = id('张蔷')) => showPerson(office, clerk, { person: who, unmask: { reason: '核对' } });
beforeEach(() => city.reset());

describe('somebody is set right', () => {
  test('name, numbers and what follows from the ID; the log has the fields and no value', async () => {
    const wish = { name: '张 薇', phone: '154 0000 7777', idNumber: '130299198503121241' };
    expect(await correct(wish)).toEqual({ person: city.id('张蔷'), fields: ['name', 'phone', 'idNumber'] });
    expect(await shown()).toMatchObject({
      ...{ name: '张薇', phone: '15400007777', idNumber: '130299198503121241' },
      ...{ birthDate: '1985-03-12', sex: 'female', email: 'zhang@luannan.invalid' },
      counts: { formerPhones: 1 },
    });
    const entry = (await listAudit(database, { limit: 9 })).find(({ action }) => action === 'person correct');
    expect(entry).toMatchObject({
      subject: `person ${city.id('张蔷')}`,
      detail: { fields: ['name', 'phone', 'idNumber'], reason: '本人来电' },
    });
    await correct({ name: '张蔷' });
  });

  test('whoever has opted out stays so at the new phone, and is not written to', async () => {
    const addressHash = KEYS.fingerprint('phone', phoneOf('陈涛'));
    await addOptOut(database, { channel: 'sms', addressHash, source: 'reply', now: NOW });
    await correct({ phone: '15400008888' }, id('陈涛'));
    const launched = await launch(city, { sms: 'flood' });
    await workOff(desk);
    expect((await states(city, launched))['陈涛']).toBe('suppressed: opted out');
    expect(desk.sms.reached()).not.toContain('陈涛');
  });

  test('who has no mail address any more gets no mail', async () => {
    await correct({ email: null }, id('李岚'));
    expect(await shown(id('李岚'))).toMatchObject({ email: null, phone: phoneOf('李岚') });
  });
});

describe('refused is', () => {
  const reasonsOf = async (request: Promise<unknown>) => (await refusalOf(request)).reasons;

  test('the ID of somebody else: nothing of the correction is done', async () => {
    await correct({ idNumber: '130299198503121241' });
    const twin = correct({ name: '李兰', idNumber: '130299198503121241' }, id('李岚'));
    expect(await reasonsOf(twin)).toEqual(['twin-id']);
    expect((await shown(id('李岚'))).name).toBe('李岚');
  });

  test('what cannot be read, a correction of nothing, without a reason, or elsewhere', async () => {
    expect(await reasonsOf(correct({ phone: '1', name: '3' }))).toHaveLength(2);
    expect(await reasonsOf(correct({}))).toEqual(['nothing-to-correct']);
    expect(await reasonsOf(correct({ name: '张薇', reason: ' ' }))).toEqual(['no-reason']);
    expect(
      await reasonsOf(correct({ name: '陈滔' }, String(city.id('陈涛')), office.actor('clerk'))),
    ).toEqual(['no-such-person']);
    expect(await reasonsOf(correct({ name: '张薇' }, id('张蔷'), office.actor('auditor')))).toEqual([
      'no-right',
    ]);
  });

  test('somebody who was erased', async () => {
    await erasePerson(office, clerk, { person: id('吴芳'), because: 'mistake', preview: false });
    expect(await reasonsOf(correct({ name: '吴芳' }, id('吴芳')))).toEqual(['erased-before']);
  });
});

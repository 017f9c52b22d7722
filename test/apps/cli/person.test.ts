import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../../ledger/opt-outs.js';
import { NOW, phoneOf } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
beforeEach(() => loadTeam(office.city));

const id = String(office.city.id('张蔷'));
const person = (...line: string[]) => muster(office, ['person', ...line]);

describe('person find', () => {
  test('lists who fits, phones masked', async () => {
    const { code, out } = await person('find', '岚');
    expect(code).toBe(0);
    expect(out).toMatch(/^ *\d+ +李岚 +倴城镇 +154\*{4}0002\n *\d+ +李小岚 +东街村 +154\*{4}0002$/m);
    expect(answered(await person('find', phoneOf('李岚'), '--json'))).toHaveLength(2);
  });

  test('says that there may be more, and that there are none', async () => {
    expect((await person('find', '李', '--limit', '1')).err).toContain('可能还有');
    const { code, out } = await person('find', '1540000');
    expect(code).toBe(0);
    expect(out).toContain('须写完整');
  });
});

describe('person show', () => {
  test('is everything about one, masked', async () => {
    const { code, out } = await person('show', '张蔷');
    expect(code).toBe(0);
    expect(out).toMatch(/^手机 phone +154\*{4}0001$/m);
    expect(out).toMatch(/^年龄 age +41$/m);
    expect(out).toMatch(/^成员 member +倴城镇 bencheng 自 since 2020-01-01$/m);
    expect(out).toMatch(/^服务队 team +防汛抢险志愿服务队 flood 队长 leader 自 since 2024-01-01$/m);
    expect(out).toMatch(/^资格 qualification +insurance 2026-01-01 – 2026-12-31 有效 in force$/m);
    expect(out).toMatch(
      /^可出勤 can come +周一至周五 18:00-22:00；周末 全天 \/ Mon–Fri 18:00-22:00; weekend all day$/m,
    );
    expect(out).toMatch(/^消息 messages +近 30 天 last 30 days: 没有 none$/m);
    expect(out).not.toMatch(/154\d{8}|1985-03-12/);
  });

  test('tells absences, opt-outs and roles', async () => {
    expect((await person('show', '陈涛')).out).toMatch(
      /^请假 away +2026-07-30 00:00 至 2026-08-05（含） \/ through 2026-08-05$/m,
    );
    expect((await person('show', '王磊')).out).toMatch(
      /^已退订 opted out +短信 sms 2026-01-01 00:00 clerk$/m,
    );
    expect((await person('show', '许峰')).out).toMatch(
      /^联系人 contact +联络员 liaison 滦南县 luannan 自 since 2020-01-01 止于 until 2024-01-01 \(不在期内 not in force\)$/m,
    );
  });

  test('tells topics refused, dead addresses, who saw the numbers, and what else is held', async () => {
    const { database, keys } = office;
    const addressHash = keys.fingerprint('email', 'zhang@luannan.invalid');
    const refused = { channel: 'email', addressHash, topic: 'training', source: 'page' } as const;
    await addOptOut(database, { ...refused, now: NOW });
    await database`INSERT INTO dead_address (channel, address_hash, code, since, cleared_at, cleared_by)
      VALUES ('email', ${addressHash}, 'bounce 5.1.1', ${NOW}, ${NOW}, 'office')`;
    await database`INSERT INTO former_phone (person_id, phone_hash, phone_cipher, until)
      VALUES (${id}, '\\x01', ${keys.encrypt('1')}, ${NOW})`;
    await person('show', id, '--unmask', '--reason', '核对');
    const { out } = await person('show', id);
    expect(out).toMatch(/^已退订 opted out +邮件 email 培训 training 2026-08-01 09:00 page$/m);
    expect(out).toMatch(
      /^失效地址 dead address +邮件 email 2026-08-01 09:00 bounce 5\.1\.1 已恢复 cleared 2026-08-01 09:00$/m,
    );
    expect(out).toMatch(/^号码曾被查看 numbers seen +2026-08-01 09:00 office 核对$/m);
    expect(out).toMatch(/^另有 also held +旧号码 former phones 1$/m);
  });

  test('--unmask shows numbers to who may, with a reason', async () => {
    const { code, out } = await person('show', id, '--unmask', '--reason', '核对');
    expect(code).toBe(0);
    expect(out).toContain(phoneOf('张蔷'));
    expect((await muster(office, ['audit', 'list', '--limit', '1'])).out).toMatch(
      new RegExp(`person unmask +person ${id} +reason 核对`),
    );
    expect((await person('show', id, '--unmask')).code).toBe(2);
    expect((await person('show', id, '--unmask', '--reason', '核对', '--as', 'auditor')).code).toBe(4);
  });

  test('--json has the same, and no sealed bytes', async () => {
    const shown = answered(await person('show', '张蔷', '--json'));
    expect(shown).toMatchObject({ phone: '154****0001', teams: [{ code: 'flood' }], unmasked: false });
    expect(JSON.stringify(shown)).not.toMatch(/cipher|hash/i);
  });

  test('of nobody ends with 3, of several with 2', async () => {
    expect((await person('show', '诸葛亮')).code).toBe(3);
    expect((await person('show', phoneOf('李岚'))).code).toBe(2);
  });
});

describe('person away, back and hours', () => {
  test('away is recorded until the end of the day, and replaces what it overlaps', async () => {
    const { code, out } = await person('away', '张蔷', '--until', '2026-08-10', '--reason', '出差');
    expect(code).toBe(0);
    expect(out).toContain(`已登记：${id} 号从 2026-08-01 09:00 至 2026-08-10（含）请假 / recorded`);
    const again = await person(
      'away',
      '张蔷',
      '--from',
      '2026-08-03',
      '--until',
      '2026-08-04',
      '--reason',
      '改期',
    );
    expect(again.out).toContain('取代先前的 1 次');
    expect(again.out).not.toContain('张蔷');
  });

  test('away tells what is wrong by its option', async () => {
    const { code, err } = await person('away', '张蔷', '--until', '下周五', '--reason', '出差');
    expect(code).toBe(2);
    expect(err).toMatch(/^until: 应写作 2026-12-01/);
    expect((await person('away', '张蔷', '--until', '2026-08-10')).code).toBe(2);
  });

  test('back ends it, and says when there was nothing to end', async () => {
    expect((await person('back', '陈涛', '--reason', '回来了')).out).toContain('已销假');
    expect((await person('back', '陈涛', '--reason', '回来了')).out).toContain('本来就没有请假');
    expect(answered(await person('back', '陈涛', '--reason', 'x', '--coming', '--json'))).toEqual({
      person: office.city.id('陈涛'),
      absences: [],
    });
  });

  test('hours are read, answered in words, and cleared', async () => {
    const { code, out } = await person('hours', '张蔷', '工作日晚上6点到10点');
    expect(code).toBe(0);
    expect(out).toBe(
      `${id} 号可出勤时间：周一至周五 18:00-22:00 / person ${id} can come: Mon–Fri 18:00-22:00`,
    );
    expect((await person('hours', '张蔷', '--clear')).out).toContain('随时');
    const wrong = await person('hours', '张蔷', '周一 18:00');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/^hours: “18:00” 只有一头/);
  });

  test.each([[[]], [['每天 全天', '--clear']]])('hours %j is neither or both', async (more) => {
    const { code, err } = await person('hours', '张蔷', ...more);
    expect(code).toBe(2);
    expect(err).toContain('--clear');
  });
});

describe('what somebody may ask of what is held about them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-person-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '张蔷.json');

  test('export writes everything into a file that only its writer may read, for a reason, and over no other file', async () => {
    const { code, out } = await person('export', id, '--out', file, '--reason', '本人查阅');
    expect([code, out]).toEqual([0, expect.stringContaining(file)]);
    expect(out).not.toContain(phoneOf('张蔷'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: '张蔷', phone: phoneOf('张蔷') });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await person('export', id, '--out', file, '--reason', '本人查阅');
    expect([again.code, again.err]).toEqual([5, expect.stringContaining('已经存在')]);
  });

  test('erase shows what goes and what stays, asks, and takes only a clear yes', async () => {
    const erase = (answer: string | undefined, ...more: string[]) =>
      muster(office, ['person', 'erase', String(office.city.id('吴芳')), '--because', 'wish', ...more], {
        ...(answer === undefined ? {} : { answer }),
      });
    expect((await erase(undefined)).err).toContain('--yes');
    const looked = await erase(undefined, '--preview');
    expect(looked.out).toMatch(/^封存 sealed +姓名、证件、手机、资格：加密保存到 2029-08-01/m);
    const no = await erase('算了');
    expect([no.code, no.err]).toEqual([0, expect.stringContaining('没有删除')]);
    expect((await person('show', String(office.city.id('吴芳')))).out).toMatch(/^姓名 name +吴芳$/m);
    expect((await erase('yes')).out).toContain('封存到 2029-08-01');
    expect((await person('show', String(office.city.id('吴芳')))).out).toMatch(
      /^已删除 erased +2026-08-01 .*封存至 2029-08-01/m,
    );
    const kept = await person('kept', String(office.city.id('吴芳')), '--reason', '法院调取');
    expect(kept.out).toMatch(/^姓名 name +吴芳$/m);
    expect((await erase(undefined, '--yes')).err).toContain('已于 2026-08-01 删除');
  });
});

test('person correct says which fields, and never what stands in them', async () => {
  const { code, out } = await person(
    'correct',
    '郑明',
    '--phone',
    '15400006666',
    '--no-email',
    '--reason',
    '换号',
  );
  expect([code, out]).toEqual([
    0,
    `${office.city.id('郑明')} 号已更正：手机、邮箱 / person ${office.city.id('郑明')} is set right: phone, mail address`,
  ]);
  expect((await person('show', '郑明')).out).toMatch(/^手机 phone +154\*{4}6666\n邮箱 mail +—$/m);
  const nothing = await person('correct', '郑明', '--reason', '换号');
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('请写明要更正什么')]);
});

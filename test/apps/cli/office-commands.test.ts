import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { phoneOf } from '../../support/cast.js';
import { launch } from '../../support/launch.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));

describe('template', () => {
  test('add takes a file, or options; list and show give it back', async () => {
    const file = join(folder, 'template.yaml');
    await writeFile(
      file,
      'code: drill\nchannel: email\nclass: notice\nsubject: 演练\ntext: |\n  ${name}，您好：\n  ${day}演练。\n',
    );
    const added = await muster(office, ['template', 'add', file]);
    expect(added.code).toBe(0);
    const options = [
      '--code',
      'drill-sms',
      '--channel',
      'sms',
      '--class',
      'notice',
      '--text',
      '${day}演练。',
      '--carrier-code',
      'SMS_154000009',
    ];
    expect(answered(await muster(office, ['template', 'add', ...options, '--json']))).toMatchObject({
      added: true,
      template: { version: 1 },
    });
    const again = await muster(office, ['template', 'add', ...options]);
    expect(again.err).toContain('没有新增');
    expect((await muster(office, ['template', 'list'])).out).toMatch(
      /^drill-sms +1 +短信 sms +notice +— +zh-CN +已通过 approved aliyun SMS_154000009 +day$/m,
    );
    expect((await muster(office, ['template', 'show', 'drill'])).out).toContain(
      '${name}，您好：\n${day}演练。',
    );
    expect((await muster(office, ['template', 'show', 'nothing'])).code).toBe(3);
  });

  test('load adds what comes with Muster, and says what is to be done next', async () => {
    const first = await muster(office, ['template', 'load', 'question']);
    expect(first.out).toMatch(/^question-asked +1 +短信 sms +未报备 draft +新增 added$/m);
    expect(first.err).toContain('muster template submit question-asked');
    const again = await muster(office, ['template', 'load', 'question']);
    expect(again.out).toMatch(/^question-asked-mail +1 +邮件 email +— +已有，未改动 there before$/m);
    expect((await muster(office, ['template', 'load', 'weather'])).code).toBe(2);
  });

  test('lint tells what a carrier turns away and how many parts it is', async () => {
    const file = join(folder, 'asking.yaml');
    await writeFile(file, 'code: asking\nchannel: sms\nclass: notice\ntext: 请填写问卷。\n');
    const { code, out } = await muster(office, ['template', 'lint', file]);
    expect(code).toBe(2);
    expect(out).toMatch(/✗ text: “问卷”会被运营商退回.*\n\n最短 shortest +12 字，计 1 条/s);
    expect((await muster(office, ['template', 'lint', 'flood'])).code).toBe(0);
    expect((await muster(office, ['template', 'lint', 'nothing'])).code).toBe(3);
  });

  test('submit hands in, review reads back, show tells the history', async () => {
    const carrier = {
      name: 'aliyun',
      templates: {
        submit: () => Promise.resolve({ kind: 'submitted', carrierCode: 'SMS_77' } as const),
        review: () => Promise.resolve({ kind: 'read', state: 'rejected', reason: '错别字' } as const),
      },
    };
    const options = ['--code', 'filed', '--channel', 'sms', '--class', 'notice', '--text', '明日演练。'];
    await muster(office, ['template', 'add', ...options]);
    const wish = { carriers: [carrier] };
    const submitted = await muster(office, ['template', 'submit', 'filed'], wish);
    expect([submitted.code, submitted.out]).toEqual([
      0,
      expect.stringMatching(/filed v1 +aliyun +审核中 submitted +SMS_77/),
    ]);
    const reviewed = await muster(office, ['template', 'review', 'filed', '--json'], wish);
    expect(answered(reviewed)).toMatchObject([{ template: 'filed', state: 'rejected', reason: '错别字' }]);
    const { out } = await muster(office, ['template', 'show', 'filed']);
    expect(out).toContain('aliyun: 错别字');
    expect(out).toMatch(/office +template submit requested/);
    expect((await muster(office, ['template', 'review'], wish)).code).toBe(0);
    expect((await muster(office, ['template', 'submit', 'flood-mail'], wish)).code).toBe(5);
  });

  test('add refuses a file of 2 MB unread, in both languages', async () => {
    const file = join(folder, 'book.yaml');
    const text = '长'.repeat(700_000);
    await writeFile(file, `code: book\nchannel: email\nclass: notice\nsubject: 书\ntext: ${text}\n`);
    const { code, err } = await muster(office, ['template', 'add', file]);
    expect([code, err]).toEqual([2, expect.stringMatching(/文件过大，最多 1 MB.*too large: 1 MB at most/s)]);
    expect(err.length).toBeLessThan(500);
    expect((await muster(office, ['template', 'show', 'book'])).code).toBe(3);
  });

  test('add tells what is wrong by its line', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'code: wrong\nchannel: sms\nclass: notice\ntext: 您好${name}${day}\n');
    const { code, err } = await muster(office, ['template', 'add', file]);
    expect(code).toBe(2);
    expect(err).toContain('wrong.yaml:4:1 text: 两个变量紧挨着');
  });
});

test('opt-out add and list', async () => {
  const { code, out } = await muster(office, ['opt-out', 'add', phoneOf('张蔷')]);
  expect(code).toBe(0);
  expect(out).toContain('已登记退订');
  expect((await muster(office, ['opt-out', 'add', phoneOf('张蔷')])).out).toContain('先前已经登记过');
  expect((await muster(office, ['opt-out', 'list'])).out).toMatch(
    /^ *\d+ +短信 sms +全部 everything +工作人员登记 clerk +1 +2026-08-01 09:00$/m,
  );
  expect((await muster(office, ['opt-out', 'add', '12'])).code).toBe(2);
});

test('failed list and redrive', async () => {
  expect((await muster(office, ['failed', 'list'])).out).toContain('没有失败的消息');
  const { run, occurrence } = await launch(office.city, {});
  await office.database`UPDATE message SET state = 'failed', reason = 'isv.MOBILE_NUMBER_ILLEGAL' WHERE occurrence_id = ${occurrence.id}
    AND person_id = ${office.city.id('陈涛')}`;
  const { out } = await muster(office, ['failed', 'list', '--run', String(run.id)]);
  expect(out).toMatch(/兴城镇 +手机号不正确，isv\.MOBILE_NUMBER_ILLEGAL +2026-08-01 09:00$/m);
  const redriven = await muster(office, [
    'failed',
    'redrive',
    String(run.id),
    '--reason',
    '号码已改',
    '--json',
  ]);
  expect(answered(redriven)).toEqual({ run: run.id, messages: 1 });
});

describe('schedule', () => {
  test('preview is the year ahead, month by month, with what is provisional; list says how far each is certain', async () => {
    const { out } = await muster(office, ['schedule', 'preview']);
    expect(out).toMatch(/^2026-08-01 至 2027-08-01 会自动发生的：\d+ 项，其中暂定 \d+ 项/);
    expect(out.match(/每月安全提示/g)).toHaveLength(12);
    expect(out).toMatch(/^2027-01$/m);
    expect(out).toMatch(
      /01 周五 Fri 08:00 +发起 \/ opens +年度活动规划 \/ annual plan +2027 +2027-02-01 +期限暂定（待 2027 年假期表）/,
    );
    expect(out).toMatch(/项目季度总结.*2027-Q1 +2027-04-15 +暂定，待 2027 年假期表，届时才发起/);
    expect(out).toMatch(/防灾减灾宣传周.* 暂定，待上级公布，届时才发起/);
    expect((await muster(office, ['schedule', 'preview', '--years', '6'])).code).toBe(2);
    const listed = (await muster(office, ['schedule', 'list'])).out;
    expect(listed).toMatch(
      /^monthly-safety-notice +Temporal 未应答 unanswered +2026-09-01 09:00 +— +— +office/m,
    );
    expect(listed).toMatch(
      /^obligation-quarterly-summary +.* +2026-09-22 08:00 +2026-Q3 +2026-09-22 +office/m,
    );
  });

  test('trigger launches once, skip lets go; whatever changes Temporal needs it', async () => {
    const skipped = [
      'schedule',
      'skip',
      'obligation-annual-plan',
      '--day',
      '2026-01-01',
      '--reason',
      '已另行布置',
    ];
    expect((await muster(office, skipped)).out).toContain('已放弃，不再提醒');
    expect((await muster(office, skipped)).code).toBe(5);
    expect((await muster(office, ['schedule', 'trigger', 'annual'])).code).toBe(3);
    expect((await muster(office, ['schedule', 'sync'])).code).toBe(6);
    expect(
      (await muster(office, ['schedule', 'pause', 'obligation-annual-plan', '--reason', 'x'])).code,
    ).toBe(6);
    expect((await muster(office, ['schedule', 'resume', 'obligation-annual-plan'])).code).toBe(6);
  });
});

test('audit list and verify', async () => {
  expect((await muster(office, ['audit', 'list', '--limit', '2'])).out).toMatch(
    /office +failed redrive +run \d+ +reason 号码已改, messages 1$/m,
  );
  const verified = await muster(office, ['audit', 'verify', '--json']);
  expect(verified.code).toBe(0);
  expect(answered(verified)).toMatchObject({ intact: true, broken: [] });
  await office.database.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`;
    await sql`UPDATE audit SET actor = 'nobody' WHERE id = 1`;
  });
  const tampered = await muster(office, ['audit', 'verify']);
  expect(tampered.code).toBe(5);
  expect(tampered.out).toContain('✗');
});

test('doctor says what is wrong and how to mend it, and ends with 6', async () => {
  const { code, out } = await muster(office, ['doctor']);
  expect(code).toBe(6);
  expect(out).toMatch(/^✓ PostgreSQL /m);
  expect(out).toMatch(/^✗ 连不上 Redis（ECONNREFUSED）.*\n {4}→ 启动 Redis/m);
  expect(out).toMatch(/\n\n有 \d 处需要处理/);
  expect(answered(await muster(office, ['doctor', '--json']))).toMatchObject({
    ok: false,
    findings: expect.any(Array),
  });
});

import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPortal } from '../../../apps/portal/server.js';
import { questionLinkText } from '../../../domain/messages/question-link.js';
import { connectDatabase } from '../../../runtime/database.js';
import { createLogger } from '../../../runtime/log.js';
import { openTestOffice } from '../../office/office.js';
import { KEYS, NOW } from '../../support/cast.js';
import { decide, DUE, LOCK, ONE_LINE, oweDuty, reportTokenOf } from '../../support/duties.js';
import { openTestFiles, pdf, png } from '../../support/files.js';
import { until } from '../../support/until.js';

const office = await openTestOffice();
const { database, city, clock } = office;
const files = await openTestFiles();
const desk = { ...files, database, keys: KEYS, clock, log: createLogger('test', 'error') };
const portal = createPortal(desk);
const address = await portal.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => portal.close());

// Head and liaison of 滦南县, and a volunteer there.
const HEAD = reportTokenOf(city, '郑明', { mail: 'zheng@luannan.invalid' });
const LIAISON = reportTokenOf(city, '何军', { mail: 'he@luannan.invalid' });
const VOLUNTEER = reportTokenOf(city, '张蔷', { mail: 'zhang@luannan.invalid' });

let duty: number;
beforeEach(async () => {
  await city.reset();
  // Another minute for each test: the portal counts by the minute.
  clock.set(new Date(+NOW + ++minutes * 60_000));
  ({ duty } = await oweDuty(city));
});
let minutes = 0;

const look = (token: string, path = '') => portal.inject(`/r/${token}${path}`);

/** A form as a browser sends it. */
interface Sent {
  press?: string;
  seen?: string;
  fields?: Record<string, string | string[]>;
  files?: [slot: string, name: string, content: Buffer][];
}

const markIn = (body: string): string => /name="seen" value="(\w+)"/.exec(body)?.[1] ?? '';

async function send(token: string, id: number, { press = 'draft', seen, fields = {}, files = [] }: Sent) {
  const form = new FormData();
  form.append('seen', seen ?? markIn((await look(token, `/${id}`)).body));
  for (const [key, value] of Object.entries(fields))
    for (const one of [value].flat()) form.append(`f.${key}`, one);
  // A place for files that was left empty.
  form.append('a.roster', new Blob([]), '');
  for (const [slot, name, content] of files)
    form.append(`a.${slot}`, new Blob([new Uint8Array(content)]), name);
  form.append('press', press);
  const encoded = new Response(form);
  const payload = Buffer.from(await encoded.arrayBuffer());
  const headers = { 'content-type': encoded.headers.get('content-type')! };
  return portal.inject({ method: 'POST', url: `/r/${token}/${id}`, headers, payload });
}

const FILLED = { title: '二季度', story: '讲座三场。\r\n<b>共</b> 90 人。', sessions: '3' };
const PHOTO: [string, string, Buffer] = ['photos', '讲座.png', png(1)];
const whole = (change: Sent = {}): Sent => ({ press: 'submit', fields: FILLED, files: [PHOTO], ...change });
const states = () => database`SELECT state, in_time FROM duty WHERE id = ${duty}`;
const versions = () => database`SELECT version, submitted_at, written_by FROM submission ORDER BY version`;
const kept = async () =>
  (await readdir(files.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .length;

describe('a link', () => {
  test('opens the reports of its committee to who speaks for it', async () => {
    const { statusCode, body, headers } = await look(LIAISON);
    expect([statusCode, body.includes('季度总结'), body.includes('期限 2026-08-05 23:59')]).toEqual([
      200,
      true,
      true,
    ]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect((await look(LIAISON, `/${duty}`)).statusCode).toBe(200);
  });

  test('opens nothing else: another committee’s report, a number that is none, a run nobody has agreed to', async () => {
    const other = await oweDuty(city, { committee: 'qianxi', title: '迁西的' });
    const waiting = await oweDuty(city, { runState: 'proposed', title: '待批的' });
    for (const id of [other.duty, waiting.duty, 4711, 'x', '1e3', '99999999999999999999'])
      expect((await look(LIAISON, `/${id}`)).statusCode).toBe(404);
    expect((await send(LIAISON, other.duty, whole({ seen: '' }))).statusCode).toBe(404);
    expect((await look(LIAISON)).body).not.toMatch(/迁西的|待批的/);
    expect(await versions()).toHaveLength(0);
  });

  test('of a volunteer, of a former contact, to a former address, forged, cut, or of another kind is lost', async () => {
    const question = {
      person: city.id('何军'),
      address: KEYS.fingerprint('email', 'he@luannan.invalid').toString('hex'),
    };
    const lost = [
      ...[VOLUNTEER, `${LIAISON}x`, LIAISON.slice(1), 'none', KEYS.token(questionLinkText(question))],
      reportTokenOf(city, '何军', { mail: 'old@luannan.invalid' }),
      reportTokenOf(city, '何军', { mail: 'he@luannan.invalid', committee: 'qianxi' }),
    ];
    for (const token of lost) {
      const { statusCode, body } = await look(token, `/${duty}`);
      expect([statusCode, body.includes('原来的链接不再有效')]).toEqual([404, true]);
      expect((await send(token, duty, whole({ seen: '' }))).statusCode).toBe(404);
    }
    await database`UPDATE contact_role SET to_date = '2026-08-01' WHERE person_id = ${city.id('何军')}`;
    expect((await look(LIAISON)).statusCode).toBe(404);
    await database`UPDATE contact_role SET to_date = NULL WHERE person_id = ${city.id('何军')}`;
    expect((await portal.inject(`/u/${LIAISON}`)).statusCode).toBe(404);
    expect(await versions()).toHaveLength(0);
  });

  test('that has expired says so, and how to get another; until then it opens', async () => {
    const token = reportTokenOf(city, '何军', { mail: 'he@luannan.invalid', lastDay: '2026-08-03' });
    clock.set(new Date('2026-08-03T15:59:59Z'));
    expect((await look(token)).statusCode).toBe(200);
    clock.set(new Date('2026-08-03T16:00:00Z'));
    for (const answer of [
      await look(token),
      await look(token, `/${duty}`),
      await send(token, duty, whole({ seen: '' })),
    ]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toMatch(/链接已过期[^]*到 2026-08-03 为止有效[^]*最近一封提醒邮件或短信/);
    }
    // Forged and expired is forged.
    expect((await look(`${token}x`)).statusCode).toBe(404);
  });
});

describe('the list', () => {
  test('begins with what is most urgent, each with what it lacks', async () => {
    await oweDuty(city, { title: '逾期的', dueAt: new Date('2026-07-30T15:59:59Z'), form: ONE_LINE });
    const back = await oweDuty(city, { title: '退回的', form: ONE_LINE });
    const done = await oweDuty(city, { title: '通过的', form: ONE_LINE });
    const sent = await oweDuty(city, { title: '报了的', form: ONE_LINE });
    for (const { duty: id } of [back, done, sent])
      expect((await send(HEAD, id, { press: 'submit', fields: { plan: '一' } })).statusCode).toBe(200);
    await decide(city, back.duty, { state: 'returned', reason: '缺<数据>', now: clock.now() });
    await decide(city, done.duty, { state: 'accepted', now: clock.now() });
    const { body } = await look(LIAISON);
    expect(body).toMatch(
      /逾期未报（1）[^]*逾期的[^]*已逾期，期限 2026-07-30 23:59，补报到 2026-08-12 23:59 为止[^]*退回修改（1）[^]*退回的[^]*缺&lt;数据&gt;[^]*待报（1）[^]*季度总结[^]*还缺 4 项：名称、开展情况、场次、照片[^]*已报，等待审核（1）[^]*报了的[^]*按时[^]*已办结（1）[^]*通过的/,
    );
  });

  test('of nothing says so', async () => {
    await city.reset();
    expect((await look(LIAISON)).body).toContain('现在没有需要报送的材料');
  });
});

describe('a report', () => {
  test('is handed in with its files, once, however often it is sent', async () => {
    const [one, two] = await Promise.all([
      send(LIAISON, duty, whole()),
      send(LIAISON, duty, whole({ seen: '' })),
    ]);
    expect([one.statusCode, two.statusCode].sort()).toEqual([200, 200]);
    expect([one.body, two.body].filter((body) => body.includes('报送成功'))).toHaveLength(1);
    expect([one.body, two.body].filter((body) => body.includes('已经报送过'))).toHaveLength(1);
    expect(await states()).toEqual([{ state: 'submitted', inTime: true }]);
    expect(await versions()).toHaveLength(1);
    expect(await database`SELECT field, value::int FROM submission_figure`).toEqual([
      { field: 'sessions', value: 3 },
    ]);
    expect(await database`SELECT outcome FROM duty_rung`).toEqual([{ outcome: 'over' }]);
    const seen = (await look(HEAD, `/${duty}`)).body;
    expect(seen).toContain('何军于 2026-08-01');
    expect(seen).toContain('讲座三场。\n&lt;b&gt;共&lt;/b&gt; 90 人。');
  });

  test('that is not whole is kept as a draft, and says what it lacks', async () => {
    const { statusCode, body } = await send(LIAISON, duty, {
      press: 'submit',
      fields: { title: '二季度', sessions: '很多' },
    });
    expect(statusCode).toBe(422);
    expect(body).toMatch(/还没有报送，草稿已保存[^]*缺少“开展情况”[^]*“场次”应为数字[^]*缺少“照片”/);
    expect(body).toContain('value="很多"');
    expect(await states()).toEqual([{ state: 'owed', inTime: null }]);
    expect((await look(HEAD, `/${duty}`)).body).toContain('value="很多"');
    expect((await send(HEAD, duty, whole())).statusCode).toBe(200);
    expect(await versions()).toMatchObject([{ version: 1, writtenBy: `person ${city.id('郑明')}` }]);
  });

  test('is amended until it is accepted: each time another version', async () => {
    await send(LIAISON, duty, whole());
    expect(
      (await send(LIAISON, duty, { press: 'draft', fields: { ...FILLED, sessions: '4' } })).body,
    ).toContain('已保存草稿');
    expect((await look(LIAISON)).body).toContain('有修改还没有报送');
    expect(
      (await send(LIAISON, duty, { press: 'submit', fields: { ...FILLED, sessions: '4' } })).body,
    ).toContain('报送成功');
    expect(await database`SELECT version, value::int FROM submission_figure ORDER BY version`).toEqual([
      { version: 1, value: 3 },
      { version: 2, value: 4 },
    ]);
    expect(await database`SELECT version FROM attachment ORDER BY version`).toHaveLength(2);
    await decide(city, duty, { state: 'accepted', now: clock.now() });
    const { statusCode, body } = await send(LIAISON, duty, {
      press: 'submit',
      seen: '',
      fields: { ...FILLED, story: '更正<一>' },
    });
    expect([statusCode, body.includes('已经通过，不能再改'), body.includes('唐山市经办人员退回')]).toEqual([
      409,
      true,
      true,
    ]);
    expect(body).toContain('更正&lt;一&gt;');
    expect(await versions()).toHaveLength(2);
  });

  test('that was returned says why, and is taken again, changed or not', async () => {
    await send(LIAISON, duty, whole());
    await decide(city, duty, { state: 'returned', reason: '请补签到表', now: clock.now() });
    expect((await look(LIAISON, `/${duty}`)).body).toMatch(/退回意见[^]*请补签到表/);
    expect((await send(LIAISON, duty, whole())).body).toContain('报送成功');
    expect((await send(LIAISON, duty, whole())).body).toContain('已经报送过');
    expect(await versions()).toHaveLength(2);
  });

  test('comes late until its lock, and after it not at all', async () => {
    clock.set(new Date(+DUE + 1));
    expect((await look(LIAISON, `/${duty}`)).body).toContain(
      '已逾期，期限 2026-08-05 23:59，2026-08-12 23:59 锁定',
    );
    clock.set(new Date(+LOCK - 1));
    expect((await send(LIAISON, duty, { ...whole(), press: 'draft' })).statusCode).toBe(200);
    clock.set(LOCK);
    const { statusCode, body } = await send(LIAISON, duty, whole());
    expect(statusCode).toBe(409);
    expect(body).toMatch(
      /没有任何改动：报送到 2026-08-12 23:59 为止，现已锁定；仍需报送，请联系唐山市经办人员解锁/,
    );
    await database`UPDATE duty SET lock_at = NULL WHERE id = ${duty}`;
    expect((await send(LIAISON, duty, whole())).body).toContain('报送成功（逾期）');
    expect(await states()).toEqual([{ state: 'submitted', inTime: false }]);
  });

  test('of a run that was cancelled can be read, and not handed in', async () => {
    await database`UPDATE run SET state = 'cancelled'`;
    const { statusCode, body } = await send(LIAISON, duty, whole({ seen: '' }));
    expect([statusCode, body.includes('这项工作已经取消')]).toEqual([409, true]);
    expect(await versions()).toHaveLength(0);
    expect((await look(LIAISON)).body).toContain('现在没有需要报送的材料');
  });

  test('that somebody else wrote meanwhile is not overwritten unseen, and nothing typed is lost', async () => {
    const seen = markIn((await look(LIAISON, `/${duty}`)).body);
    await send(HEAD, duty, { fields: { ...FILLED, story: '负责人写的' } });
    const { statusCode, body } = await send(LIAISON, duty, {
      seen,
      press: 'submit',
      fields: { ...FILLED, story: '联络员写的' },
    });
    expect([statusCode, body.includes('郑明已于 2026-08-01')]).toEqual([409, true]);
    expect(body).toMatch(/联络员写的<\/textarea>[^]*已保存的是：[^]*负责人写的/);
    // Having seen it, they may press again.
    const again = await send(LIAISON, duty, {
      seen: markIn(body),
      fields: { ...FILLED, story: '联络员写的' },
    });
    expect(again.statusCode).toBe(200);
    expect((await look(HEAD, `/${duty}`)).body).toContain('联络员写的</textarea>');
  });
});

test('who only brings a file does not stand in the way of who writes', async () => {
  const { duty: id } = await oweDuty(city);
  const seen = markIn((await look(LIAISON, `/${id}`)).body);
  await send(HEAD, id, { fields: FILLED });
  const { statusCode, body } = await send(LIAISON, id, { seen, press: 'attach', files: [PHOTO] });
  expect([statusCode, body.includes('讲座三场'), body.includes('讲座.png')]).toEqual([200, true, true]);
  // Handed in is only what they have seen.
  expect((await send(LIAISON, id, { seen, press: 'submit' })).statusCode).toBe(409);
});

test('an amendment that was never handed in is none once the report is accepted', async () => {
  const { duty: id } = await oweDuty(city);
  await send(LIAISON, id, whole());
  await send(LIAISON, id, { fields: { ...FILLED, title: '没有报的改动' } });
  await decide(city, id, { state: 'accepted', now: clock.now() });
  const { body } = await look(LIAISON, `/${id}`);
  expect([body.includes('二季度'), body.includes('没有报的改动')]).toEqual([true, false]);
});

describe('fields that name something', () => {
  const fields = { ...FILLED, villages: '东街村\r\n倴城镇' };

  test('are found by name or code below the committee, and shown by name', async () => {
    expect((await send(LIAISON, duty, whole({ fields }))).statusCode).toBe(200);
    expect((await look(LIAISON, `/${duty}`)).body).toMatch(
      /dongjie\nbencheng<\/textarea>[^]*东街村（dongjie）、倴城镇（bencheng）/,
    );
  });

  test('that name what lies elsewhere, or nothing, are told so', async () => {
    const { statusCode, body } = await send(
      LIAISON,
      duty,
      whole({ fields: { ...FILLED, villages: '兴城镇，没有村' } }),
    );
    expect(statusCode).toBe(422);
    expect(body).toMatch(/本单位之下没有“兴城镇”[^]*本单位之下没有“没有村”/);
    expect(body).toContain('兴城镇\n没有村</textarea>');
  });

  test('take projects of the committee that are open', async () => {
    const project = async (code: string, title: string, until: string | null) => {
      const [row] = await database<{ id: number }[]>`
        INSERT INTO project (committee_id, title, from_date, to_date, entered_by, entered_at)
        VALUES (${city.committee(code)}, ${title}, '2026-01-01', ${until}, 'office', ${NOW}) RETURNING id`;
      return String(row!.id);
    };
    const own = await project('luannan', '平安社区', null);
    const other = await project('qianxi', '别县的', null);
    await project('luannan', '结束的', '2026-07-01');
    const { body } = await look(LIAISON, `/${duty}`);
    expect([body.includes('平安社区'), body.includes('别县的'), body.includes('结束的')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(
      (await send(LIAISON, duty, whole({ fields: { ...FILLED, projects: [own, other] } }))).body,
    ).toContain(`没有进行中的项目“${other}”`);
    expect((await send(LIAISON, duty, whole({ fields: { ...FILLED, projects: own } }))).body).toContain(
      '报送成功',
    );
  });
});

describe('files', () => {
  test('come back as they were, to who may see them, under a name that tells the truth', async () => {
    await send(LIAISON, duty, { files: [['photos', '讲座"照片".jpg', png(1)]] });
    const id = /file\/(\d+)/.exec((await look(LIAISON, `/${duty}`)).body)![1]!;
    const { statusCode, headers, rawPayload } = await look(HEAD, `/${duty}/file/${id}`);
    expect([statusCode, rawPayload.equals(png(1))]).toEqual([200, true]);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('讲座"照片".jpg.png')}`,
    });
    const other = await oweDuty(city, { committee: 'luannan' });
    for (const path of [`/${other.duty}/file/${id}`, `/${duty}/file/4711`, `/${duty}/file/x`])
      expect((await look(HEAD, path)).statusCode).toBe(404);
    expect((await look(VOLUNTEER, `/${duty}/file/${id}`)).statusCode).toBe(404);
  });

  test('that lie about what they are are refused by name; everything else is kept, and nothing handed in', async () => {
    const before = await kept();
    const { statusCode, body } = await send(
      LIAISON,
      duty,
      whole({
        files: [
          ['photos', '<i>照片.jpg', pdf('名册')],
          ['photos', '真.png', png(2)],
        ],
      }),
    );
    expect(statusCode).toBe(422);
    expect(body).toMatch(
      /还没有报送：有文件没有收下[^]*没有收下 &lt;i&gt;照片.jpg：文件名以 .jpg 结尾，内容其实是 PDF 文档/,
    );
    expect(await states()).toEqual([{ state: 'owed', inTime: null }]);
    expect(await database`SELECT media_type FROM attachment`).toEqual([{ mediaType: 'image/png' }]);
    expect(await kept()).toBe(before + 1);
    expect((await send(LIAISON, duty, { press: 'submit', fields: FILLED })).body).toContain('报送成功');
  });

  test('that are too large, empty, too many, or for no slot are refused', async () => {
    const before = await kept();
    const large = await send(LIAISON, duty, { files: [['photos', '大.png', Buffer.alloc(1024 * 1024 + 1)]] });
    expect([large.statusCode, large.body.includes('文件超过 1 MB')]).toEqual([422, true]);
    // Larger than anything that is taken.
    const huge = await send(LIAISON, duty, {
      files: [['photos', '更大.png', Buffer.alloc(3 * 1024 * 1024)]],
      fields: FILLED,
    });
    expect([huge.statusCode, huge.body.includes('讲座三场')]).toEqual([422, true]);
    expect((await send(LIAISON, duty, { files: [['photos', '空.png', Buffer.alloc(0)]] })).body).toContain(
      '文件是空的',
    );
    expect((await send(LIAISON, duty, { files: [['nowhere', '无.png', png(3)]] })).statusCode).toBe(200);
    expect(await kept()).toBe(before);
    const three = [4, 5, 6].map((shade): [string, string, Buffer] => ['photos', `${shade}.png`, png(shade)]);
    expect((await send(LIAISON, duty, { files: three })).body).toMatch(/没有收下 6.png：这一项已满/);
    expect(await database`SELECT FROM attachment`).toHaveLength(2);
  });

  test('are taken out of the draft, and stay in what was handed in', async () => {
    await send(LIAISON, duty, whole({ files: [PHOTO, ['photos', '二.png', png(2)]] }));
    const [, id] = /value="remove\.(\d+)"/.exec((await look(LIAISON, `/${duty}`)).body)!;
    for (const _twice of [1, 2]) {
      const { statusCode, body } = await send(LIAISON, duty, { press: `remove.${id}`, fields: FILLED });
      expect([statusCode, body.match(/value="remove\./g)]).toEqual([200, ['value="remove.']]);
    }
    expect(
      await database`SELECT version, count(*)::int AS files FROM attachment GROUP BY version ORDER BY version`,
    ).toEqual([
      { version: 1, files: 2 },
      { version: 2, files: 1 },
    ]);
    await expect(database`DELETE FROM attachment WHERE version = 1`).rejects.toThrow('never changed');
    await expect(database`UPDATE submission SET written_by = 'x' WHERE version = 1`).rejects.toThrow(
      'never changed',
    );
  });

  test('of a phone that loses its connection leave nothing half', async () => {
    const before = await kept();
    const boundary = 'x154';
    const url = new URL(address);
    const head = `POST /r/${LIAISON}/${duty} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: 900000\r\n\r\n`;
    const part = `--${boundary}\r\ncontent-disposition: form-data; name="f.title"\r\n\r\n半截\r\n--${boundary}\r\ncontent-disposition: form-data; name="a.photos"; filename="p.png"\r\ncontent-type: image/png\r\n\r\n`;
    const socket = connect(Number(url.port), url.hostname);
    socket.write(Buffer.concat([Buffer.from(head + part), png(9), Buffer.alloc(200_000, 1)]));
    await until(async () => (await kept()) > before);
    socket.destroy();
    await until(async () => (await kept()) === before);
    expect(await versions()).toHaveLength(0);
    expect((await look(LIAISON, `/${duty}`)).statusCode).toBe(200);
  });
});

test('with the ledger away somebody who hands in is told how not to lose it, and no file is left', async () => {
  const before = await kept();
  const away = connectDatabase('postgres://nobody@127.0.0.1:1/none', { name: 'away', max: 1 });
  const dark = createPortal({ ...desk, database: away });
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const sent = await dark.inject({
    method: 'POST',
    url: `/r/${LIAISON}/${duty}`,
    headers,
    payload: '--b--\r\n',
  });
  expect([sent.statusCode, sent.body.includes('重复提交只算一次')]).toEqual([500, true]);
  expect(await kept()).toBe(before);
  await dark.close();
  await away.end({ timeout: 1 });
});

test('what is no form of ours is refused', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { statusCode, body } = await portal.inject({
    method: 'POST',
    url: `/r/${LIAISON}/${duty}`,
    headers,
    payload: 'f.title=x',
  });
  expect([statusCode, body.includes('没有任何改动')]).toEqual([406, true]);
});

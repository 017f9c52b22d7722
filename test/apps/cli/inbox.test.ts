import { beforeEach, describe, expect, test } from '@jest/globals';
import { acceptingCommands } from '../../../apps/cli/inbox-guess.js';
import type { ReplyMeaning } from '../../../domain/messages/reply-reader.js';
import { listAudit } from '../../../ledger/audit.js';
import type { Run } from '../../../ledger/runs.js';
import { NOW, phoneOf } from '../../support/cast.js';
import { answer, askWave, hear, openCallOutOffice, openDrill, stateOf } from './call-outs.js';
import { answered, muster } from './terminal.js';

const office = await openCallOutOffice();
let run: Run;
beforeEach(async () => {
  await office.city.reset();
  run = await openDrill(office);
  await askWave(office, run, 1, 3);
});

const inbox = (...line: string[]) => muster(office, ['inbox', ...line]);

describe('list', () => {
  test('shows what was written, what it may mean, why it waits, and the command that accepts the guess', async () => {
    const id = await hear(office, phoneOf('张蔷'), '收到');
    const { code, out } = await inbox('list');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `[${id}] 2026-08-01 09:02 154****0001`,
      '    “收到”',
      expect.stringMatching(/^ {4}可能的意思 guess: 能来 \/ comes（(多半 \/ likely|猜测 \/ a guess)）$/),
      '    等待原因 why it waits: 意思不清楚 / what it means is not clear',
      `    可能是谁的 perhaps of: 张蔷 编号 id ${office.city.id('张蔷')} · 活动 run ${run.id} 演练（防汛队） · A1`,
      `    → muster inbox resolve ${id} yes`,
    ]);
  });

  test('asks for run and person where nobody can know them', async () => {
    const id = await hear(office, '15400000099', '能来');
    const { out } = await inbox('list');
    expect(out).toContain('台账里没有这个号码');
    expect(out).not.toContain('可能是谁的');
    expect(out).toContain(`→ muster inbox resolve ${id} yes --run <run> --person <person>`);
  });

  test('shows words only to who may see them; reading them is audited', async () => {
    await hear(office, phoneOf('张蔷'), '收到');
    const { out } = await inbox('list', '--as', 'auditor');
    expect(out).not.toContain('收到');
    expect(out).not.toContain('张蔷');
    await inbox('list');
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({ action: 'inbox read' });
  });

  test('keeps the terminal safe from what strangers write, and cuts a long text', async () => {
    await hear(office, phoneOf('张蔷'), `\u001b[2J\u202e什么\n情况${'啊'.repeat(400)}`);
    const { out } = await inbox('list');
    expect(out).toContain('“ [2J什么 情况啊啊');
    expect(out).toMatch(/啊… \(\d+\)”$/m);
    expect(out).not.toMatch(/[\u0000-\u0009\u001b\u202e]/);
  });

  test('of nothing says so; of many that there are more', async () => {
    expect((await inbox('list')).out).toContain('没有等待处理的回复');
    await hear(office, phoneOf('张蔷'), '收到');
    await hear(office, phoneOf('陈涛'), '收到');
    expect((await inbox('list', '--limit', '1')).err).toContain('--limit');
    expect(answered(await inbox('list', '--json'))).toMatchObject([{ content: '收到' }, { meaning: 'yes' }]);
  });
});

describe('resolve', () => {
  test('has the effect the person’s own answer would have had', async () => {
    const id = await hear(office, phoneOf('张蔷'), '收到');
    const { code, out } = await inbox('resolve', String(id), 'yes', '--late', '30');
    expect(code).toBe(0);
    expect(out).toContain('已定，有位置；确认短信随即发出');
    expect(await stateOf(office, run, '张蔷')).toBe('placed');
    expect((await muster(office, ['callout', 'roster', String(run.id)])).out).toMatch(/张蔷 .* 30 /);
    expect((await inbox('resolve', String(id), 'no')).code).toBe(3);
    expect((await inbox('list')).out).toContain('没有等待处理的回复');
  });

  test('tells what came of it', async () => {
    await answer(office, run, '李岚', 'yes');
    await answer(office, run, '陈涛', 'yes');
    const late = String(await hear(office, phoneOf('张蔷'), '收到'));
    expect((await inbox('resolve', late, 'yes')).out).toContain('人数已满，列入候补');
    const unknown = await hear(office, '15400000099', '去不了');
    const named = ['--run', String(run.id), '--person', '李岚', '--json'];
    expect(answered(await inbox('resolve', String(unknown), 'no', ...named))).toEqual({
      ...{ id: unknown, run: run.id, person: office.city.id('李岚'), effect: 'withdrawn' },
    });
    expect(await stateOf(office, run, '张蔷')).toBe('placed');
  });

  test('believes in no lateness of more than a day, whoever names it', async () => {
    const id = String(await hear(office, phoneOf('张蔷'), '能来，晚100小时'));
    const { code, err } = await inbox('resolve', id, 'yes', '--late', '1441');
    expect([code, err]).toEqual([2, expect.stringContaining('最多写 1440 分钟')]);
    expect((await inbox('resolve', id, 'yes')).code).toBe(0);
    const [row] = await office.database`
      SELECT state, late_minutes FROM candidate WHERE person_id = ${office.city.id('张蔷')}`;
    expect(row).toEqual({ state: 'placed', lateMinutes: null });
  });

  test('as nothing settles it, and changes nothing', async () => {
    const id = String(await hear(office, phoneOf('张蔷'), '收到'));
    expect((await inbox('resolve', id, 'nothing')).out).toContain('已归档，没有改变什么');
    expect(await stateOf(office, run, '张蔷')).toBe('asked');
  });

  test('needs to know whose answer it is', async () => {
    const id = String(await hear(office, '15400000099', '能来'));
    const { code, err } = await inbox('resolve', id, 'yes');
    expect(code).toBe(2);
    expect(err).toContain('--person');
    expect((await inbox('resolve', id, 'perhaps')).code).toBe(2);
  });
});

const GUESSED = { id: 7, run: 12, person: 3, reason: 'unsure', users: [{ person: 3, name: '李岚' }] };

test.each<[ReplyMeaning, string[]]>([
  ['yes', ['muster inbox resolve 7 yes']],
  ['unclear', ['muster inbox resolve 7 yes|no|maybe|nothing']],
  ['away', ['muster person away 3 --until <day> --reason <text>', 'muster inbox resolve 7 no']],
  ['back', ['muster person back 3 --reason <text>', 'muster inbox resolve 7 nothing']],
  ['hours', ['muster person hours 3 <hours>', 'muster inbox resolve 7 nothing']],
  ['opt-out', ['muster opt-out add --reply 7', 'muster inbox resolve 7 no']],
  ['sign-in', ['muster callout attend 12 3', 'muster inbox resolve 7 nothing']],
  ['question', ['muster inbox resolve 7 nothing']],
])('a guess of %s is accepted by %j', (meaning, commands) => {
  expect(acceptingCommands({ ...GUESSED, meaning })).toEqual(commands);
});

describe('a phone that several people use', () => {
  const users = [3, 4].map((person) => ({ person, name: '李岚' }));

  test.each<[string, ReplyMeaning, number | null, string[]]>([
    [
      'which person',
      'away',
      3,
      ['muster person away 3|4 --until <day> --reason <text>', 'resolve 7 no --person 3|4'],
    ],
    ['which person', 'sign-in', 3, ['muster callout attend 12 3|4', 'resolve 7 nothing']],
    ['call unclear', 'yes', 3, ['resolve 7 yes --person 3|4']],
    ['unsure', 'yes', null, ['resolve 7 yes --person 3|4']],
    // Its code says who.
    ['unsure', 'yes', 3, ['resolve 7 yes']],
  ])(
    'and a reply that waits because of “%s” (%s): the clerk chooses',
    (reason, meaning, person, commands) => {
      const proposed = acceptingCommands({ ...GUESSED, meaning, reason, person, users });
      expect(proposed.map((each) => each.replace('muster inbox ', ''))).toEqual(commands);
    },
  );

  test('is shown with those who use it', async () => {
    const id = await hear(office, phoneOf('李岚'), '请假到周五');
    const [mother, daughter] = [office.city.id('李岚'), office.city.id('李小岚')];
    const { out } = await inbox('list');
    expect(out).toContain('2 人共用');
    expect(out).toContain(
      `此号码的使用人 who uses this phone: 李岚 编号 id ${mother} · 李小岚 编号 id ${daughter}`,
    );
    expect(out).toContain(`→ muster person away ${mother}|${daughter} --until <day> --reason <text>`);
    expect(out).toContain(`[${id}]`);
    expect((await inbox('list', '--as', 'auditor')).out).not.toContain('李小岚');
  });
});

test('a reply of somebody no call has reached names its writer', async () => {
  await hear(office, phoneOf('冯雪'), '哈哈哈哈');
  expect((await inbox('list')).out).toContain(`--person ${office.city.id('冯雪')}`);
});

test('an opt-out takes the phone from the reply, known or not', async () => {
  const id = String(await hear(office, '15400000099', '不要再给我发了'));
  expect((await inbox('list')).out).toContain(`→ muster opt-out add --reply ${id}`);
  const { code, out } = await muster(office, ['opt-out', 'add', '--reply', id]);
  expect([code, out]).toEqual([0, expect.stringContaining('已登记退订')]);
  expect((await muster(office, ['opt-out', 'add', '--reply', id])).out).toContain('先前已经登记过');
  for (const wrong of [[], ['15400000099', '--reply', id], ['--reply', '999999']])
    expect((await muster(office, ['opt-out', 'add', ...wrong])).code).toBe(wrong[1] === '999999' ? 3 : 2);
});

test('what the program could not read is put back by whoever works for the whole office', async () => {
  await office.database`INSERT INTO inbox (kind, provider, body, received_at, processed_at, problems) VALUES
    ('reply', 'aliyun', '[]', ${NOW}, ${NOW}, '[{"item": 0, "reason": "failed", "field": null, "error": "22008"}]'),
    ('reply', 'aliyun', '[]', ${NOW}, ${NOW}, '[{"item": 0, "reason": "field", "field": "content"}]')`;
  expect((await inbox('reread', '--as', 'clerk')).code).toBe(4);
  expect((await inbox('reread')).out).toContain('1 份推送即将重读');
  expect(
    await office.database`SELECT FROM inbox WHERE processed_at IS NULL AND problems IS NULL`,
  ).toHaveLength(1);
  expect(answered(await inbox('reread', '--json'))).toEqual({ pushes: 0 });
});

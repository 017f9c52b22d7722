import { beforeEach, describe, expect, test } from '@jest/globals';
import { acceptingCommands } from '../../../apps/cli/inbox-guess.js';
import type { ReplyMeaning } from '../../../domain/messages/reply-reader.js';
import { listAudit } from '../../../ledger/audit.js';
import type { Run } from '../../../ledger/runs.js';
import { phoneOf } from '../../support/cast.js';
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

test.each<[ReplyMeaning, string[]]>([
  ['yes', ['muster inbox resolve 7 yes']],
  ['unclear', ['muster inbox resolve 7 yes|no|maybe|nothing']],
  ['away', ['muster person away 3 --until <day> --reason <text>', 'muster inbox resolve 7 no']],
  ['back', ['muster person back 3 --reason <text>', 'muster inbox resolve 7 nothing']],
  ['opt-out', ['muster opt-out add <phone>', 'muster inbox resolve 7 no']],
  ['sign-in', ['muster callout attend 12 3', 'muster inbox resolve 7 nothing']],
  ['question', ['muster inbox resolve 7 nothing']],
])('a guess of %s is accepted by %j', (meaning, commands) => {
  expect(acceptingCommands({ id: 7, run: 12, person: 3, meaning })).toEqual(commands);
});

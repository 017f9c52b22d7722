import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readDefinitionFile } from '../../../apps/cli/definition-file.js';

const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));

/** A file with this content. */
async function written(content: string | Buffer, name = 'notice.yaml'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const YAML = `# 汛情
kind: notice
audience:
  committees: [tangshan, "130203"]
channels:
  - channel: sms
    variables: { river: 滦河 }
  - channel: email
at: 2026-08-01 09:00
`;

describe('a place in the file', () => {
  test.each<[(string | number)[], [number, number]]>([
    [['kind'], [2, 1]],
    [
      ['audience', 'committees'],
      [4, 3],
    ],
    [
      ['audience', 'committees', 1],
      [4, 26],
    ],
    [
      ['channels', 1],
      [8, 5],
    ],
    [
      ['channels', 0, 'variables', 'river'],
      [7, 18],
    ],
    // What is missing is shown at what it is missing from.
    [
      ['channels', 1, 'template'],
      [8, 5],
    ],
    [
      ['audience', 'skills', 0],
      [3, 1],
    ],
    [['title'], [2, 1]],
    [[], [2, 1]],
  ])('%p', async (path, [line, column]) => {
    const file = await readDefinitionFile(await written(YAML));
    expect(file.positionOf(path)).toEqual({ line, column });
  });

  test('of a JSON file is found alike', async () => {
    const file = await readDefinitionFile(
      await written('{\n  "kind": "notice",\n  "audience": { "committees": [] }\n}', 'notice.json'),
    );
    expect(file.value).toEqual({ kind: 'notice', audience: { committees: [] } });
    expect(file.positionOf(['audience', 'committees'])).toEqual({ line: 3, column: 17 });
  });
});

test('times, dates and codes stay the text they were written as', async () => {
  const { value } = await readDefinitionFile(
    await written('at: 2026-08-01 09:00\nfrom: 08:00\nriver: "0012"\n'),
  );
  expect(value).toEqual({ at: '2026-08-01 09:00', from: '08:00', river: '0012' });
});

describe('is refused', () => {
  const refused = async (content: string | Buffer, name?: string) => {
    const path = await written(content, name);
    return readDefinitionFile(path).catch((error: unknown) => error);
  };

  test.each<[string, string, number]>([
    ['an open quote', 'kind: notice\ntitle: "汛情\n', 3],
    ['a key given twice', 'kind: notice\nkind: other\n', 2],
    ['wrong indentation', 'kind: notice\n  title: x\n', 1],
    ['two documents in one', 'kind: a\n---\nkind: b\n', 2],
  ])('%s, by its line', async (_, content, line) => {
    expect(await refused(content)).toMatchObject({ kind: 'invalid', problems: [{ position: { line } }] });
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['what is not UTF-8', Buffer.from([0x6b, 0x3a, 0x20, 0xb0, 0xa1]), /UTF-8/],
    ['what is far too large', '#'.repeat(1024 * 1024 + 1), /过大，最多 1 MB.*too large: 1 MB at most/],
    [
      'what would unfold without end',
      `a: &a [x]\n${'bcdefgh'.replace(/./g, (key, at: number) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]\n`)}`,
      /引用/,
    ],
  ])('%s', async (_, content, message) => {
    const error = (await refused(content)) as Error;
    expect(error).toMatchObject({ kind: 'invalid' });
    expect(error.message).toMatch(message);
  });

  test('what is not there', async () => {
    await expect(readDefinitionFile(join(folder, 'nowhere.yaml'))).rejects.toMatchObject({ kind: 'invalid' });
    await expect(readDefinitionFile(folder)).rejects.toMatchObject({ kind: 'invalid' });
  });
});

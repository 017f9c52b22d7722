import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDefinition } from '../../../campaigns/registry.js';
import { audienceRule } from '../../../domain/plan/schema.js';
import { problemLine } from '../../../domain/problem.js';
import { flood } from './cast.js';

const lines = (written: unknown): string[] => {
  const result = readDefinition(written);
  return result.ok ? [] : result.problems.map(problemLine);
};

test('the YAML a clerk writes is read as it stands', () => {
  const written: unknown = parse(`
kind: notice
key: flood-2026-08-01          # optional
title: 滦河汛情紧急通知
audience: { committees: [tangshan], roles: [liaison], skills: [first-aid], qualifications: [pre-service], age: {from: 18} }
channels:
  - { channel: sms, template: flood-warning, variables: { river: 滦河 } }
lane: urgent
at: 2026-08-01 09:00
window: { from: "08:00", to: "20:00" }
expires_after: 12h
`);
  expect(readDefinition(written)).toEqual({ ok: true, value: written });
});

test('an audience of teams needs no committees, and means the whole scope then', () => {
  const written = { ...flood, audience: { teams: ['flood'], age: { from: 18 } } };
  const read = readDefinition(written);
  expect(read).toEqual({ ok: true, value: written });
  expect(audienceRule({ teams: ['flood'] })).toEqual({ committees: [], teams: ['flood'] });
  expect(audienceRule({ committees: ['tangshan'], recipients_of: { run: 1, step: 'notice' } })).toEqual({
    committees: ['tangshan'],
    recipientsOf: { run: 1, step: 'notice' },
  });
});

describe('what is refused, with place and mend', () => {
  test.each([
    [
      { ...flood, audience: { age: { from: 18 } } },
      [
        'audience.committees: 缺少此项，请补上委员会代码；或者写 teams（服务队代码） / is missing; name committees, or teams instead',
      ],
    ],
    [
      { ...flood, audience: { teams: [] } },
      ['audience.teams: 不能为空，请填写 / may not be empty; fill it in'],
    ],
    [
      { ...flood, audience: { team: ['flood'] } },
      [
        'audience.team: 未知的受众条件 “team”，是否指 teams？ / unknown audience condition “team”, did you mean teams?',
        'audience.committees: 缺少此项，请补上委员会代码；或者写 teams（服务队代码） / is missing; name committees, or teams instead',
      ],
    ],
    [
      { ...flood, knd: 1 },
      ['knd: 未知的字段 “knd”，是否指 kind？ / unknown field “knd”, did you mean kind?'],
    ],
    [
      { ...flood, kind: 'notise' },
      ['kind: “notise” 无效，是否指 notice？ / “notise” is not known, did you mean notice?'],
    ],
    [{ title: 'x' }, ['kind: 缺少此项，请补上 / is missing; add it']],
    ['flood', ['应为一组“键: 值” / must be a group of “key: value”']],
    [null, ['应为一组“键: 值” / must be a group of “key: value”']],
    [
      { ...flood, at: '2026-08-01' },
      [
        'at: 时间应写作 2026-08-01 09:00（北京时间，日期须存在），或 +3d 09:00（三天后） / write a time as 2026-08-01 09:00 (office time), on a day that exists, or as +3d 09:00, three days from now',
      ],
    ],
    [
      { ...flood, window: '08:00-20:00' },
      [
        'window: 应写作 { from: "08:00", to: "20:00" } 或 always / write { from: "08:00", to: "20:00" } or always',
      ],
    ],
    [
      { ...flood, window: { from: '8:00', to: '20:00' } },
      ['window.from: 时刻应写作 "08:00"（加引号） / write a time of day as "08:00", in quotes'],
    ],
    [
      { ...flood, window: { from: '08:00', until: '20:00' } },
      [
        'window.to: 缺少此项，请补上 / is missing; add it',
        'window.until: 未知的时段 “until”，可用的有：from、to / unknown window field “until”; known are: from, to',
      ],
    ],
    [
      { ...flood, key: 'a b' },
      [
        'key: 唯一标识只能用汉字、字母、数字和 . _ -，最多 80 字 / a key is made of letters, digits and . _ -, at most 80 of them',
      ],
    ],
    [{ ...flood, title: 'x'.repeat(101) }, ['title: 最多 100 字 / must be at most 100 characters']],
    [
      { ...flood, channels: [{ channel: 'sms', template: 'x', variables: { level: 28.5 } }] },
      ['channels[0].variables.level: 应为文字，请加引号 / must be text; put it in quotes'],
    ],
    [
      { ...flood, channels: [{ chanel: 'sms', template: 'x' }] },
      [
        'channels[0].channel: 缺少此项，请补上 / is missing; add it',
        'channels[0].chanel: 未知的渠道字段 “chanel”，是否指 channel？ / unknown channel field “chanel”, did you mean channel?',
      ],
    ],
  ])('%j', (written, expected) => {
    expect(lines(written)).toEqual(expected);
  });
});

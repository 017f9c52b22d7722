import { describe, expect, test } from '@jest/globals';
import { readText, type TextKind } from '../../../local/simulators/carrier/asks.js';

describe('a text is read as its words say', () => {
  test.each<[string, TextKind, string | undefined]>([
    ['【唐山应急】周六8点陡河演练，能来请回“B1能来”，不能来请回“B1不来”。', 'ask', 'B1'],
    ['防汛演练需要您。请回复 AK27 能来 或 AK27 不来', 'ask', 'AK27'],
    ['请答复"ｂ１２能去"或"ｂ１２不去"', 'ask', 'B12'],
    ['周日清雪，能来请回「能来C3」，不来请回「不来C3」', 'ask', 'C3'],
    ['明日8点请准时集合。参加请回复C7：参加；不参加请回复C7：不参加', 'ask', 'C7'],
    ['提醒您再次确认：仍能来请回“B1能来”', 'ask', 'B1'],
    ['您的手机上有不止一份集结通知，请在回复里写明短信中的编号，例如“B1能来”。', 'which-code', undefined],
    ['请在回复中写明编号（B1 或 C2）。', 'which-code', undefined],
    ['已确认：周六8点，陡河水库东门集合（B1）。来不了请尽早回“B1不来”。', 'confirmed', undefined],
    ['周六8点陡河演练，请准时到场，编号B1到东门。', 'confirmed', undefined],
    ['谢谢您愿意来！人数已满，您已列入候补（B1），没有通知请不必到场。', 'waitlisted', undefined],
    ['提醒您：明天8点集合。临时来不了请回“B1不来”，我们好安排候补。', 'reminder', undefined],
    ['陡河演练不再需要人手，请您不要前往。', 'stood-down', undefined],
    ['演练取消，不能来的也不用回复。', 'stood-down', undefined],
    ['水位上涨，请远离河岸，G25高速已封闭。如有险情请回复12350。', 'plain', undefined],
    ['收到请回复', 'plain', undefined],
    ['冀B12345车主请回复能来挪车', 'plain', undefined],
  ])('%s', (text, kind, code) => {
    const reading = readText(text);
    expect([reading.kind, reading.code]).toEqual([kind, code]);
  });

  test('with every code in it, once, in capitals', () => {
    expect(readText('请写明编号：b1、ｃ２ 还是 B1？').codes).toEqual(['B1', 'C2']);
  });
});

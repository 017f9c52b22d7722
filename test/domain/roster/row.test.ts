import { describe, expect, test } from '@jest/globals';
import { checkDigit } from '../../../domain/people/resident-id.js';
import type { Cell } from '../../../domain/roster/cell.js';
import { COLUMNS, EXAMPLE_ID, type ColumnKey } from '../../../domain/roster/columns.js';
import { FORMULA_MARK } from '../../../domain/roster/cell.js';
import { Directory } from '../../../domain/roster/directory.js';
import { readRow, type RowReading } from '../../../domain/roster/row.js';

const context = {
  today: '2026-08-01',
  committees: new Directory([{ id: 7, code: '130229', name: '玉田县' }], { zh: '组织', en: 'committee' }),
  teams: new Directory([{ id: 3, code: 'flood', name: '防汛队' }], { zh: '队伍', en: 'team' }),
  teamsAbove: new Directory(
    [
      { id: 4, code: 'city-flood', name: '市防汛队' },
      { id: 5, code: 'city-2', name: '防汛队' },
    ],
    { zh: '队伍', en: 'team' },
  ),
};
const HEADINGS = COLUMNS.map(({ key }) => key);

const id = (first17: string): string => first17 + checkDigit(first17);
const WOMAN = id('13029919900307124');

/** Reads a row with these cells under their headings; a name, a phone and a committee are there unless taken away. */
const read = (cells: Partial<Record<ColumnKey, Cell>>): RowReading => {
  const all: Partial<Record<ColumnKey, Cell>> = {
    name: '张蔷',
    phone: '15400000001',
    committee: '130229',
    ...cells,
  };
  return readRow(
    HEADINGS,
    HEADINGS.map((key) => all[key] ?? ''),
    context,
  );
};

/** Which cells are wrong, and why. */
const wrong = (cells: Parameters<typeof read>[0]): [string | null, string][] => {
  const reading = read(cells);
  return reading.is === 'faulty' ? reading.faults.map(({ column, reason }) => [column, reason]) : [];
};

describe('a row', () => {
  test('of everything is read whole', () => {
    expect(
      read({
        ...{
          name: '张 蔷',
          id_number: WOMAN.toLowerCase(),
          phone: '+86 154-0000-0001',
          email: 'z@EXAMPLE.invalid',
        },
        ...{ committee: '玉田县', skills: '急救、驾驶', team: 'flood', team_role: '副队长' },
        ...{ joined: '2025年3月5日', insured_until: '20271231', trained_on: '2025/4/1' },
        ...{ sex: '女', birth_date: '1990-03-07', consented_on: '2025-03-05' },
      }),
    ).toEqual({
      is: 'person',
      person: {
        ...{ name: '张蔷', idNumber: WOMAN, phone: '15400000001', email: 'z@example.invalid' },
        ...{ sex: 'female', birthDate: '1990-03-07', committeeId: 7, skills: ['first-aid', 'driving'] },
        ...{ teamId: 3, teamRole: 'deputy', joined: '2025-03-05', insuredUntil: '2027-12-31' },
        ...{ trainedOn: '2025-04-01', consentedOn: '2025-03-05' },
      },
    });
  });

  test('of the least leaves the rest open', () => {
    const reading = read({});
    expect(reading).toMatchObject({
      is: 'person',
      person: { sex: null, skills: null, joined: null, idNumber: null },
    });
    expect(read({ skills: '、' })).toMatchObject({ person: { skills: null } });
    expect(read({ phone: '', email: 'a@b.invalid' }).is).toBe('person');
    expect(read({ phone: '', id_number: WOMAN }).is).toBe('person');
  });

  test('takes sex and birth date from their cells only where there is no ID', () => {
    expect(read({ sex: '男', birth_date: '2000-01-01' })).toMatchObject({
      person: { sex: 'male', birthDate: '2000-01-01' },
    });
    expect(read({ id_number: WOMAN })).toMatchObject({ person: { sex: 'female', birthDate: '1990-03-07' } });
    expect(wrong({ id_number: WOMAN, sex: '男', birth_date: '1990-03-08' })).toEqual([
      ['sex', 'unlike-id'],
      ['birth_date', 'unlike-id'],
    ]);
  });

  test('without content, of a remark, or of the example is passed over', () => {
    expect(readRow(HEADINGS, ['', '　', '\u200e'], context)).toEqual({ is: 'blank' });
    expect(readRow(['ignored', 'name'], ['12', ''], context)).toEqual({ is: 'blank' });
    expect(readRow(HEADINGS, ['# 说明'], context)).toEqual({ is: 'remark' });
    expect(read({ id_number: EXAMPLE_ID })).toEqual({ is: 'example' });
  });
});

describe('what is wrong is told cell by cell', () => {
  const number = (text: string, day: string | null = null): Cell => ({ odd: 'number', text, day });

  test.each<[string, Parameters<typeof read>[0], [string | null, string][]]>([
    ['no name', { name: '' }, [['name', 'empty']]],
    ['no committee', { committee: ' ' }, [['committee', 'empty']]],
    ['no way to reach or know them', { phone: '' }, [['phone', 'no-contact']]],
    ['a name with digits', { name: '张蔷2' }, [['name', 'not-a-name']]],
    ['a wrong check digit', { id_number: '130299199003071239' }, [['id_number', 'check-digit']]],
    ['an impossible birth date', { id_number: id('13029919900230123') }, [['id_number', 'birth-date']]],
    ['a birth yet to come', { id_number: id('13029920270101123') }, [['id_number', 'birth-date']]],
    ['an ID as a number', { id_number: number('130299199003071000') }, [['id_number', 'id-as-number']]],
    ['an ID in scientific notation', { id_number: '1.30299E+17' }, [['id_number', 'id-as-number']]],
    ['an ID that ended in zeros', { id_number: '130299199003072000' }, [['id_number', 'id-as-number']]],
    ['a phone in scientific notation', { phone: '1.54E+10' }, [['phone', 'scientific-number']]],
    ['a landline', { phone: '0315-2820000' }, [['phone', 'landline']]],
    ['two phones', { phone: '15400000001/15400000002' }, [['phone', 'several-numbers']]],
    ['a mail address', { email: 'zhang' }, [['email', 'no-at']]],
    ['an address that cannot exist', { email: 'zhang@-x.invalid' }, [['email', 'domain']]],
    [
      'an address with a header behind it',
      { email: 'z@x.invalid\r\nBcc: a@x.invalid' },
      [['email', 'several-addresses']],
    ],
    ['a formula', { phone: { odd: 'formula' } }, [['phone', 'formula']]],
    [
      'a cell that shows an error',
      { committee: { odd: 'error', text: '#N/A' } },
      [['committee', 'cell-error']],
    ],
    ['an unknown code', { committee: '999999' }, [['committee', 'unknown-code']]],
    ['an unknown team', { team: 'fire' }, [['team', 'unknown-code']]],
    ['a role without a team', { team_role: '队长' }, [['team_role', 'role-without-team']]],
    ['a role that is none', { team: 'flood', team_role: '司机' }, [['team_role', 'unknown-role']]],
    ['no sex', { sex: '未知' }, [['sex', 'unknown-sex']]],
    ['training tomorrow', { trained_on: '2026-08-02' }, [['trained_on', 'in-the-future']]],
    ['consent tomorrow', { consented_on: '2026-08-02' }, [['consented_on', 'in-the-future']]],
    ['joining in two years', { joined: '2028-01-01' }, [['joined', 'in-the-future']]],
    ['a sex that objects have', { sex: 'constructor' }, [['sex', 'unknown-sex']]],
    ['a role that objects have', { team: 'flood', team_role: '__proto__' }, [['team_role', 'unknown-role']]],
    ['a team of a committee above', { team: 'city-flood' }, [['team', 'team-above']]],
    ['the same by its name', { team: '市防汛队' }, [['team', 'team-above']]],
    ['a phone among skills', { skills: '急救、15400000001' }, [['skills', 'not-skills']]],
    ['a phone in parts among skills', { skills: '154 0000 0001' }, [['skills', 'not-skills']]],
    ['a mail address among skills', { skills: 'a@b.c' }, [['skills', 'not-skills']]],
    ['a sentence among skills', { skills: '会开车也会一点点急救和游泳' }, [['skills', 'not-skills']]],
    ['a control character', { skills: '急救\u0000' }, [['skills', 'unreadable']]],
    ['an escape sequence', { joined: '\u001b[2J' }, [['joined', 'unreadable']]],
    ['half a character', { email: 'a@b.invalid\ud842' }, [['email', 'unreadable']]],
    ['remains of another encoding', { skills: '急\ufffd' }, [['skills', 'unreadable']]],
    ['where a formula was', { skills: FORMULA_MARK }, [['skills', 'formula']]],
    ['an error saved as text', { skills: '#REF!' }, [['skills', 'cell-error']]],
    ['an error as the first cell', { name: { odd: 'error', text: '#N/A' } }, [['name', 'cell-error']]],
    ['the same saved as text', { name: '#N/A' }, [['name', 'cell-error']]],
    ['a text of a page', { skills: '长'.repeat(501) }, [['skills', 'too-long']]],
    [
      'several cells',
      { name: '', phone: '12', committee: '1' },
      [
        ['phone', 'not-mobile'],
        ['committee', 'unknown-code'],
        ['name', 'empty'],
      ],
    ],
  ])('%s', (_, cells, expected) => expect(wrong(cells)).toEqual(expected));

  test('a value under no heading is not dropped in silence', () => {
    expect(
      readRow(['name', 'phone', 'committee'], ['张蔷', '15400000001', '130229', '多'], context),
    ).toMatchObject({
      is: 'faulty',
      faults: [{ column: null, reason: 'no-heading' }],
    });
  });

  test('what a spreadsheet makes of a cell is undone where nothing is lost', () => {
    expect(read({ phone: number('15400000001'), committee: number('130229') }).is).toBe('person');
    expect(read({ insured_until: number('46387', '2026-12-31') })).toMatchObject({
      person: { insuredUntil: '2026-12-31' },
    });
    expect(read({ insured_until: number('20261231') })).toMatchObject({
      person: { insuredUntil: '2026-12-31' },
    });
    expect(read({ id_number: `'${WOMAN}`, phone: "'15400000001" }).is).toBe('person');
  });

  test('a team of its own is meant, though one above has the same name', () => {
    expect(read({ team: '防汛队' })).toMatchObject({ person: { teamId: 3 } });
  });

  test('values are shown masked, sentences never repeat them', () => {
    const reading = read({
      name: '张蔷9',
      id_number: '130299199003071239',
      phone: '15400000001x',
      email: 'zhangqiang',
    });
    const text = JSON.stringify(reading);
    for (const value of ['张蔷9', '199003', '15400000001', 'zhangqiang']) expect(text).not.toContain(value);
  });
});

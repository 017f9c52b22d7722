import type { ErasedBecause } from '../../../ledger/erasures.js';
import type { CorrectedView } from '../../../office/correct-person.js';
import type { KeptOfPerson, PersonErasure } from '../../../office/erase-person.js';
import { pairs } from '../table.js';
import type { Words } from '../words.js';

const BECAUSE: Record<ErasedBecause, string> = {
  wish: '本人要求',
  'purpose over': '目的已达到',
  mistake: '误录',
};

/** What erasing somebody would do. */
export function erasureView(
  { person, name, phone, because, keptUntil }: PersonErasure,
  words: Words,
): string {
  const { label, say } = words;
  return pairs([
    [label('删除', 'erase'), `${person} ${name} ${phone}`],
    [label('原因', 'because'), label(BECAUSE[because], because)],
    [
      label('删去', 'goes'),
      say(
        '姓名、证件、手机、邮箱、出生日期、技能、资格、请假与可出勤时间、本人写来的回复、只发给本人的内容',
        'name, ID, phone, mail, birth date, skills, papers, hours and absences, what they wrote, what only they were told',
      ),
    ],
    [
      label('结束', 'ends today'),
      say(
        '成员、联系人、服务队身份；所有同意即撤回',
        'memberships, roles, teams; every consent is withdrawn',
      ),
    ],
    [
      label('封存', 'sealed'),
      say(
        `姓名、证件、手机、资格：加密保存到 ${keptUntil}，之后自动销毁`,
        `name, ID, phone and papers until ${keptUntil}, then destroyed`,
      ),
    ],
    [
      label('保留', 'stays'),
      say(
        '编号和收发次数（对账单须平衡）；退订记录（按地址保存）',
        'their number and how often they were written to, so that statements balance; opt-outs, kept by address',
      ),
    ],
  ]);
}

const FIELDS: Record<CorrectedView['fields'][number], readonly [string, string]> = {
  name: ['姓名', 'name'],
  phone: ['手机', 'phone'],
  email: ['邮箱', 'mail address'],
  idNumber: ['身份证号', 'resident ID'],
};

/** What was set right about somebody; never the values. */
export const correctedView = ({ person, fields }: CorrectedView, { say }: Words): string =>
  say(
    `${person} 号已更正：${fields.map((field) => FIELDS[field][0]).join('、')}`,
    `person ${person} is set right: ${fields.map((field) => FIELDS[field][1]).join(', ')}`,
  );

/** Somebody who was erased. */
export const erasedView = ({ person, keptUntil }: PersonErasure, { say }: Words): string =>
  say(
    `${person} 号已删除；依法留存的内容封存到 ${keptUntil}：muster person kept ${person}`,
    `person ${person} is erased; what the law keeps is sealed until ${keptUntil}: \`muster person kept ${person}\``,
  );

/** What was kept of somebody who was erased. */
export const keptView = (
  {
    person,
    name,
    idNumber,
    phone,
    qualifications,
    keptUntil,
  }: KeptOfPerson & { person: number; keptUntil: string },
  { label }: Words,
): string =>
  pairs([
    [label('编号', 'id'), String(person)],
    [label('姓名', 'name'), name],
    [label('身份证', 'resident ID'), idNumber ?? '—'],
    [label('手机', 'phone'), phone ?? '—'],
    ...qualifications.map(({ kind, number, from, until }): [string, string] => [
      label('资格', 'paper'),
      [kind, number ?? '', `${from} – ${until ?? ''}`].filter((part) => part !== '').join(' '),
    ]),
    [label('封存至', 'sealed until'), keptUntil],
  ]);

import { MESSAGE_STATES } from '../../../domain/messages/states.js';
import { TOPIC_NAMES } from '../../../domain/messages/topics.js';
import { awayUntilWords } from '../../../domain/people/absence.js';
import type { ContactRole } from '../../../domain/people/contact-role.js';
import { TERM_KINDS } from '../../../domain/registers/term.js';
import type { FoundPerson, PersonView } from '../../../office/people.js';
import { ROLE_NAMES } from '../../../office/rights.js';
import { pairs, table } from '../table.js';
import { channelLabel, stateLabel, type Words } from '../words.js';
import { teamRoleLabel } from './team.js';
import { shownTime } from './time.js';

/** People found, one a line. */
export function foundView(found: readonly FoundPerson[], words: Words): string {
  if (found.length === 0)
    return words.say(
      '您的管辖范围内没有找到；手机号、邮箱和身份证号须写完整',
      'nobody like that within your scope; phones, mail addresses and resident IDs must be whole',
    );
  const { stacked } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('姓名', 'name'),
      stacked('委员会', 'committee'),
      stacked('手机', 'phone'),
    ],
    found.map(({ id, name, committee, phone }) => [id, name, committee, phone]),
  );
}

type Line = readonly [string, string];

/** Everything about one person, a line for each thing. */
export const personView = (person: PersonView, words: Words): string =>
  pairs([
    ...identity(person, words),
    ...bonds(person, words),
    ...readiness(person, words),
    ...permissions(person, words),
    ...traces(person, words),
    [words.label('消息', 'messages'), messages(person, words)],
  ]);

const SEXES = { male: '男', female: '女' } as const;

function identity(person: PersonView, { label }: Words): Line[] {
  const { sex, age, birthDate } = person;
  return [
    [label('编号', 'id'), String(person.id)],
    [label('姓名', 'name'), person.name],
    ...(person.erased ? [erasedLine(person.erased, { label })] : []),
    [label('性别', 'sex'), sex === null ? '—' : label(SEXES[sex], sex)],
    [label('年龄', 'age'), `${age ?? '—'}${birthDate === null ? '' : ` (${birthDate})`}`],
    [label('身份证', 'resident ID'), person.idNumber ?? '—'],
    [label('手机', 'phone'), person.phone ?? '—'],
    [label('邮箱', 'mail'), person.email ?? '—'],
  ];
}

const erasedLine = (
  { at, keptUntil }: NonNullable<PersonView['erased']>,
  { label }: Pick<Words, 'label'>,
): Line => [
  label('已删除', 'erased'),
  `${shownTime(at)}，${label(`封存至 ${keptUntil}`, 'what the law keeps')}`,
];

const CONTACT_ROLES: Record<ContactRole, string> = { head: '主任', deputy: '副主任', liaison: '联络员' };

function bonds({ home, memberships, roles, teams, terms }: PersonView, words: Words): Line[] {
  const { label } = words;
  return [
    [label('所在委员会', 'home'), `${home.name} ${home.code}`],
    ...memberships.map((one): Line => [
      label('成员', 'member'),
      `${one.name} ${one.code} ${days(one, words)}`,
    ]),
    ...roles.map((one): Line => [
      label('联系人', 'contact'),
      `${label(CONTACT_ROLES[one.role], one.role)} ${one.name} ${one.code} ${days(one, words)}`,
    ]),
    ...teams.map((one): Line => [
      label('服务队', 'team'),
      `${one.name} ${one.code} ${teamRoleLabel(words, one.role)} ${days(one, words)}`,
    ]),
    ...terms.map((one): Line => [
      label(TERM_KINDS[one.kind][0], one.kind),
      `${one.title} ${one.name} ${one.code} ${days({ ...one, to: one.until }, words)}`,
    ]),
  ];
}

function readiness({ skills, qualifications, hoursWords, absences }: PersonView, words: Words): Line[] {
  const { label } = words;
  return [
    [label('技能', 'skills'), skills.join('、') || '—'],
    ...qualifications.map(({ kind, number, from, until, inForce }): Line => {
      const ends = until ?? label('长期', 'for good');
      const mark = inForce ? label('有效', 'in force') : label('无效', 'not in force');
      return [
        label('资格', 'qualification'),
        [kind, number, `${from} – ${ends}`, mark].filter(Boolean).join(' '),
      ];
    }),
    [label('可出勤', 'can come'), words.tell(hoursWords)],
    ...absences.map(({ from, until }): Line => [
      label('请假', 'away'),
      `${shownTime(from)} ${words.tell(awayUntilWords(until))}`,
    ]),
  ];
}

function permissions({ optOuts, consents, deadAddresses }: PersonView, words: Words): Line[] {
  const { label } = words;
  return [
    ...optOuts.map(({ channel, topic, since, source, revokedAt, revokedBy }): Line => {
      const { zh, en } = TOPIC_NAMES[topic];
      const what = topic === 'all' ? '' : ` ${label(zh, en)}`;
      const lifted =
        revokedAt === null ? '' : ` ${label('已恢复', 'lifted')} ${shownTime(revokedAt)} ${revokedBy}`;
      return [
        label('已退订', 'opted out'),
        `${channelLabel(words, channel)}${what} ${shownTime(since)} ${source}${lifted}`,
      ];
    }),
    ...deadAddresses.map(({ channel, code, since, clearedAt }): Line => {
      const cleared = clearedAt === null ? '' : ` ${label('已恢复', 'cleared')} ${shownTime(clearedAt)}`;
      return [
        label('失效地址', 'dead address'),
        `${channelLabel(words, channel)} ${shownTime(since)} ${code}${cleared}`,
      ];
    }),
    ...consents.map(({ channel, basis, givenAt, withdrawnAt, source }): Line => {
      const withdrawn = withdrawnAt ? ` ${label('已撤回', 'withdrawn')} ${shownTime(withdrawnAt)}` : '';
      return [
        label('同意', 'consent'),
        `${channelLabel(words, channel)} ${basis} ${shownTime(givenAt)} ${source}${withdrawn}`,
      ];
    }),
  ];
}

/** What they did and what was done with their data. */
function traces(person: PersonView, words: Words): Line[] {
  const { label } = words;
  const { counts } = person;
  const counted = [
    [label('旧号码', 'former phones'), counts.formerPhones],
    [label('来信', 'replies'), counts.replies],
    [label('集结', 'call-outs'), counts.callOuts],
    [label('应答', 'responses'), counts.responses],
    [label('应告知', 'words owed'), counts.owed],
    [label('名册变更', 'roster changes'), counts.rosterChanges],
    [label('所填报送', 'reports written'), counts.reportsWritten],
    [label('所告报送', 'reports told of'), counts.reportsTold],
    [label('填报链接', 'report links'), counts.reportLinks],
  ] as const;
  const other = counted.filter(([, count]) => count > 0).map(([what, count]) => `${what} ${count}`);
  return [
    ...person.operators.map(({ name, role }): Line => [
      label('操作员', 'operator'),
      `${name} ${label(ROLE_NAMES[role].zh, ROLE_NAMES[role].en)}`,
    ]),
    ...person.mailAnswers.map(({ kind, code, receivedAt }): Line => [
      label('邮件答复', 'mail answer'),
      [shownTime(receivedAt), kind, code].filter(Boolean).join(' '),
    ]),
    ...person.questionsAnswered.map(({ run, at }): Line => [
      label('答复问题', 'answered'),
      `${run} ${shownTime(at)}`,
    ]),
    ...person.unmaskings.map(({ at, by, reason }): Line => [
      label('号码曾被查看', 'numbers seen'),
      `${shownTime(at)} ${by} ${reason}`,
    ]),
    ...(other.length === 0 ? [] : [[label('另有', 'also held'), other.join(' · ')] as const]),
  ];
}

/** From a day to the last one before it is over. */
function days(
  { from, to, inForce }: { from: string; to: string | null; inForce: boolean },
  { label }: Words,
): string {
  const until = to === null ? '' : ` ${label('止于', 'until')} ${to}`;
  return `${label('自', 'since')} ${from}${until}${inForce ? '' : ` (${label('不在期内', 'not in force')})`}`;
}

function messages({ messages: { days: span, states, lastAt } }: PersonView, words: Words): string {
  const counted = MESSAGE_STATES.filter((state) => states[state]).map(
    (state) => `${stateLabel(words, state)} ${states[state]}`,
  );
  const when = words.label(`近 ${span} 天`, `last ${span} days`);
  if (lastAt === null) return `${when}: ${words.label('没有', 'none')}`;
  return `${when}: ${counted.join(' · ')}; ${words.label('最近', 'last')} ${shownTime(lastAt)}`;
}

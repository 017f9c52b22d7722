import { officeTime } from '../../../domain/calendar/office-day.js';
import { spokenWeekday } from '../../../domain/calendar/spoken.js';
import { weekdayOf } from '../../../domain/calendar/day.js';
import type { RungSide } from '../../../domain/duties/duty.js';
import type { Sentence } from '../../../domain/problem.js';
import type { Outlook } from '../../../office/preview.js';
import type { DeadlinePreview, PreviewedDuty, PreviewedMoment } from '../../../office/preview/deadline.js';
import { pairs, table } from '../table.js';
import { channelLabel, type Words } from '../words.js';
import { outlookView } from './approval.js';
import { RUNG_NAMES } from './rungs.js';

/** Who is reminded on a rung. */
const SIDES: Record<RungSide, Sentence> = {
  debtor: { zh: '欠报单位', en: 'who owes it' },
  superior: { zh: '上级单位', en: 'the committee above' },
  office: { zh: '办公室', en: 'the office' },
};

/** What a deadline would do, for the person who decides on it. */
export function deadlinePreviewView(preview: DeadlinePreview & Outlook, words: Words): string {
  const { label, say } = words;
  return [
    say(`预览：${preview.title}（什么都没有改变）`, 'preview: nothing has changed'),
    ...daysView(preview, words),
    '',
    dutiesView(preview.duties, words),
    '',
    pairs([
      [
        label('欠报', 'owed'),
        say(
          `${preview.debtors.duties} 份，${preview.debtors.committees} 个单位`,
          `${preview.debtors.duties} by ${preview.debtors.committees} committees`,
        ),
      ],
      [label('结束', 'ends'), officeTime(preview.endsAt)],
      [label('费用上限', 'costs at most'), `¥${(preview.costFen / 100).toFixed(2)}`],
    ]),
    '',
    momentsView(preview, words),
    ...unspoken(preview, words),
    '',
    outlookView(preview, words),
    ...preview.texts.flatMap(({ step, channel, text }) => [
      '',
      `${step} · ${channelLabel(words, channel)}`,
      text,
    ]),
  ].join('\n');
}

/** One report with its ladder; of several a table, and the ladder they share. */
function dutiesView(duties: readonly PreviewedDuty[], words: Words): string {
  const { label, stacked, say } = words;
  const [first] = duties;
  if (!first) return say('不要求报送', 'nothing is owed');
  const rows = duties.map((duty) => [
    duty.title,
    dueOf(duty, words),
    duty.lockAt === null
      ? say(`逾期 ${duty.graceWorkdays} 个工作日`, `${duty.graceWorkdays} workdays later`)
      : officeTime(duty.lockAt),
    [...duty.form.fields, ...duty.form.attachments].map(({ zh }) => zh).join('、'),
  ]);
  const headings = [
    stacked('报送', 'report'),
    stacked('期限', 'due'),
    stacked('锁定', 'locks'),
    stacked('填报', 'asks for'),
  ];
  if (duties.length > 1) return [table(headings, rows), ladderWords(first, words)].join('\n');
  const labels = [
    label('报送', 'report'),
    label('期限', 'due'),
    label('锁定', 'locks'),
    label('填报', 'asks for'),
  ];
  return [
    pairs(labels.map((name, at) => [name, rows[0]![at]!] as const)),
    first.rungs.length === 0 ? ladderWords(first, words) : ladderView(first, words),
  ].join('\n');
}

function dueOf({ dueAt, dueWorkdays, provisional }: PreviewedDuty, { label, say }: Words): string {
  if (dueAt === null)
    return dueWorkdays! < 0
      ? say(`到期前 ${-dueWorkdays!} 个工作日`, `${-dueWorkdays!} workdays before its own day`)
      : say(`结束后 ${dueWorkdays} 个工作日`, `${dueWorkdays} workdays after its own day`);
  return officeTime(dueAt) + (provisional ? ` ${label('暂定', 'provisional')}` : '');
}

/** The ladder as distances: what each of several reports, or each on its own day, is chased by. */
function ladderWords({ ladder }: PreviewedDuty, { label, tell }: Words): string {
  const rungs = ladder.map(({ rung, workdays }) => {
    const when = workdays === null ? '' : ` ${workdays > 0 ? '+' : ''}${workdays}`;
    return tell(RUNG_NAMES[rung]) + when;
  });
  return `${label('提醒（期限前后工作日）', 'reminders, in workdays from the due day')}: ${rungs.join('；')}`;
}

const ladderView = ({ rungs }: PreviewedDuty, words: Words): string =>
  table(
    [words.stacked('时间', 'at'), '', words.stacked('提醒', 'reminder'), words.stacked('提醒谁', 'whom')],
    rungs.map(({ at, rung, to }) => {
      const time = officeTime(new Date(at));
      return [
        time,
        spokenWeekday(weekdayOf(time.slice(0, 10))),
        words.tell(RUNG_NAMES[rung]),
        words.tell(SIDES[to]),
      ];
    }),
  );

/** The days of a theme. */
function daysView({ days }: DeadlinePreview, { label }: Words): string[] {
  if (!days) return [];
  const span = days.first === days.last ? days.first : `${days.first} – ${days.last}`;
  const provisional = days.provisional ? ` · ${label('暂定', 'provisional')}` : '';
  return [`${label('日期', 'days')} ${span}${provisional}`];
}

const MOMENTS: Record<PreviewedMoment['kind'], Sentence> = {
  send: { zh: '发送', en: 'sent' },
  summary: { zh: '情况通报', en: 'summary' },
  launch: { zh: '另行发起', en: 'launched' },
};

/** What happens when, beside the reminders. */
const momentsView = ({ moments }: DeadlinePreview, { stacked, tell }: Words): string =>
  table(
    [stacked('时间', 'at'), stacked('步骤', 'step'), stacked('做什么', 'what'), stacked('人数', 'people')],
    moments.map(({ at, step, kind, people }) => [officeTime(at), step, tell(MOMENTS[kind]), people ?? '—']),
  );

/** Committees for which nobody speaks: their reminders go to whoever is above. */
function unspoken({ debtors }: DeadlinePreview, { say }: Words): string[] {
  if (debtors.unspoken.length === 0) return [];
  const names = debtors.unspoken
    .slice(0, 10)
    .map(({ name }) => name)
    .join('、');
  const more = debtors.unspoken.length > 10 ? '…' : '';
  return [
    '',
    say(
      `注意：${debtors.unspoken.length} 个单位没有联系人，提醒将发给上级，上级也没有的发给办公室：${names}${more}`,
      `mind: nobody speaks for ${debtors.unspoken.length} committee(s); their reminders go to the committee above, else to the office`,
    ),
  ];
}

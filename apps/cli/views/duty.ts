import { MINUTE_MILLISECONDS, officeTime } from '../../../domain/calendar/office-day.js';
import { DUTY_STATE_MEANING } from '../../../office/duty-words.js';
import {
  valueText,
  type DutyEntryView,
  type DutyView,
  type FileView,
  type VersionView,
} from '../../../office/duty-view.js';
import type { DutyLine } from '../../../office/submissions.js';
import { printable } from '../printable.js';
import { table } from '../table.js';
import type { Words } from '../words.js';
import { spanWords } from './time.js';

/** Duties, one a line. */
export function dutiesView(found: readonly DutyLine[], words: Words, now: Date): string {
  if (found.length === 0) return words.say('没有这样的材料', 'there are no such duties');
  const { stacked } = words;
  return table(
    [
      stacked('报送', 'duty'),
      stacked('单位', 'committee'),
      stacked('材料', 'what'),
      stacked('期限', 'due'),
      stacked('状态', 'state'),
      stacked('迟', 'late by'),
      stacked('退回', 'returned'),
    ],
    found.map((line) => [
      line.id,
      line.committee.name,
      line.about === null ? line.title : `${line.title} · ${line.about}`,
      `${officeTime(line.dueAt)}${line.provisional ? ` ${words.label('暂定', 'provisional')}` : ''}`,
      words.label(DUTY_STATE_MEANING[line.state].zh, line.state),
      lateBy(line, words, now),
      line.timesReturned === 0 ? '' : `×${line.timesReturned}`,
    ]),
  );
}

/** How long something is late, or was when it came. */
function lateBy({ late, dueAt, inTime, firstSubmittedAt }: DutyLine, { tell }: Words, now: Date): string {
  const until = late ? now : inTime === false ? firstSubmittedAt : null;
  if (until === null) return '';
  return tell(spanWords(Math.max(until.getTime() - dueAt.getTime(), MINUTE_MILLISECONDS)));
}

/** A duty with all that was handed in and done. */
export function dutyView(duty: DutyView, words: Words): string {
  const { label } = words;
  const { id, title, about, committee, state, dueAt, lockAt, versions, entries } = duty;
  return [
    `[${id}] ${title}${about === null ? '' : ` · ${about}`} · ${committee.name} · ${label(DUTY_STATE_MEANING[state].zh, state)}`,
    `    ${label('期限', 'due')} ${officeTime(dueAt)}${lockAt === null ? '' : ` · ${label('锁定', 'locked from')} ${officeTime(lockAt)}`} · ${label('活动', 'run')} ${duty.runId} ${duty.runTitle}`,
    ...formLines(duty, words),
    ...versions.flatMap((version) => ['', ...versionLines(version, duty, words)]),
    ...(entries.length === 0 ? [] : ['', label('经过', 'what was done')]),
    ...entries.flatMap((entry) => entryLines(entry, words)),
  ].join('\n');
}

/** What it asks for, where nothing was written yet. */
function formLines({ form, versions, id }: DutyView, { label, say }: Words): string[] {
  if (versions.length > 0) return [];
  const asked = [...form.fields, ...form.attachments].map(({ zh, en }) => label(zh, en));
  return [
    `    ${label('应报', 'asked for')}：${asked.join('、')}`,
    `    ${say(`空表：muster duty form ${id}`, `an empty form: muster duty form ${id}`)}`,
  ];
}

function versionLines(
  { version, writtenBy, writtenAt, submittedAt, values, files }: VersionView,
  { form, names }: DutyView,
  { label }: Words,
): string[] {
  const known = new Map(form.fields.map((field) => [field.key, field]));
  const stands =
    submittedAt === null
      ? label('草稿', 'draft')
      : `${label('报送于', 'handed in')} ${officeTime(submittedAt)}`;
  return [
    `${label(`第 ${version} 版`, `version ${version}`)} · ${stands} · ${label('填写', 'written by')} ${writtenBy} ${officeTime(writtenAt)}`,
    ...form.fields.flatMap((field) => {
      if (values[field.key] === undefined) return [];
      const lines = printable(valueText(known.get(field.key)!, values[field.key], names));
      return [`    ${label(field.zh, field.key)}`, ...lines.map((line) => `      ${line}`.trimEnd())];
    }),
    ...files.map((file) => `    ${fileLine(file)}`),
  ];
}

const fileLine = ({ id, slot, name, bytes, addedBy, addedAt }: FileView): string =>
  `#${id} ${slot} · ${printable(name).join(' ')} · ${Math.max(1, Math.round(bytes / 1024))} KB · ${addedBy} ${officeTime(addedAt)}`;

const ACTIONS: Record<DutyEntryView['action'], readonly [string, string]> = {
  submitted: ['报送', 'submitted'],
  returned: ['退回', 'returned'],
  accepted: ['通过', 'accepted'],
  excused: ['免报', 'excused'],
  extended: ['延期', 'extended'],
  locked: ['锁定', 'locked'],
  unlocked: ['解锁', 'unlocked'],
  moved: ['改期', 'moved'],
};

const entryLines = ({ at, by, action, reason }: DutyEntryView, { label }: Words): string[] => [
  `    ${officeTime(at)} · ${label(...ACTIONS[action])} · ${by}`,
  ...(reason === null ? [] : printable(reason).map((line) => `      ${line}`.trimEnd())),
];

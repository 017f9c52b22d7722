import { officeTime } from '../../../domain/calendar/office-day.js';
import { RUN_STATE_MEANING } from '../../../domain/plan/run-state.js';
import type { MeetingView } from '../../../office/meetings.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { DUTY_STATE_MEANING } from '../../../office/duty-words.js';
import { shownTime } from './time.js';

/** A meeting: who comes, the minutes, and what was agreed. */
export function meetingView(view: MeetingView, words: Words): string {
  const { label, stacked, tell, say } = words;
  const { minutes } = view;
  const facts = pairs([
    [label('时间', 'when'), `${officeTime(view.from)} – ${officeTime(view.to)}`],
    [label('地点', 'place'), view.place],
    [label('部门', 'departments'), view.departments.join('、') || '—'],
    [label('议程', 'agenda'), view.agenda ?? '—'],
    [
      label('纪要', 'minutes'),
      minutes === null
        ? '—'
        : `${tell(DUTY_STATE_MEANING[minutes.state])}，${label('期限', 'due')} ${officeTime(minutes.dueAt)}，${label('报送', 'duty')} ${minutes.id}`,
    ],
  ]);
  const answers = table(
    [
      ...[stacked('报送', 'duty'), stacked('单位', 'committee'), stacked('回执', 'answer')],
      ...[stacked('参会人职务', 'who'), stacked('备注', 'note')],
    ],
    view.answers.map(({ duty, committee, attending, who, note }) => [
      ...[duty, committee, attending ?? label('未回执', 'none'), who ?? '—', note ?? '—'],
    ]),
  );
  return [
    `${say(`会议 ${view.run}：${view.title}`, `meeting ${view.run}`)}（${tell(RUN_STATE_MEANING[view.state])}）`,
    ...standing(view, words),
    '',
    facts,
    '',
    view.attendance,
    answers,
    '',
    ...actionsView(view, words),
  ].join('\n');
}

function standing({ changedBy, calledOff }: MeetingView, { say }: Words): string[] {
  const by = changedBy ?? '';
  if (calledOff) return [say(`会议已取消（活动 ${by}）`, `called off by run ${by}`)];
  return changedBy === null ? [] : [say(`安排已变更，以活动 ${by} 为准`, `changed: run ${by} holds now`)];
}

function actionsView({ run, actions }: MeetingView, words: Words): string[] {
  const { stacked, tell, say } = words;
  if (actions.length === 0)
    return [
      say(
        `还没有待办事项：muster meeting action ${run} …`,
        `no action items: \`muster meeting action ${run} …\``,
      ),
    ];
  return [
    table(
      [
        ...[stacked('报送', 'duty'), stacked('单位', 'committee'), stacked('待办', 'action')],
        ...[stacked('状态', 'state'), stacked('期限', 'due'), stacked('下次提醒', 'next')],
      ],
      actions.map(({ id, committee, title, state, dueAt, next }) => [
        ...[id, committee, title, tell(DUTY_STATE_MEANING[state]), officeTime(dueAt)],
        shownTime(next === null ? null : new Date(next.at)),
      ]),
    ),
  ];
}

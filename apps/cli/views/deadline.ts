import { officeTime } from '../../../domain/calendar/office-day.js';
import type { DebtorKind } from '../../../domain/duties/duty.js';
import type { Sentence } from '../../../domain/problem.js';
import type { DeadlineSummary, DeadlineView, ObligationView } from '../../../office/deadlines.js';
import type { ChasedRun, DutyOnBoard } from '../../../ledger/duties/board.js';
import type { ReportFigures } from '../../../ledger/duties/summary.js';
import { DUTY_STATE_MEANING } from '../../../office/duty-words.js';
import { RUN_STATE_MEANING } from '../../../domain/plan/run-state.js';
import { table } from '../table.js';
import type { Words } from '../words.js';
import { RUNG_NAMES } from './rungs.js';
import { shownTime } from './time.js';

const OWED_BY: Record<DebtorKind, Sentence> = {
  committee: { zh: '各委员会', en: 'each committee' },
  area: { zh: '各县区', en: 'each area' },
  project: { zh: '各项目', en: 'each project' },
  activity: { zh: '各活动', en: 'each activity' },
  term: { zh: '到期的结对或任期', en: 'terms that end' },
  office: { zh: '本办公室', en: 'the office' },
};

/** What may be asked for. */
export const obligationsView = (found: readonly ObligationView[], { stacked, label, tell }: Words): string =>
  table(
    [
      stacked('代号', 'code'),
      stacked('事项', 'what'),
      stacked('谁欠', 'owed by'),
      stacked('期限规则', 'due'),
      stacked('下一期', 'next'),
      stacked('开始', 'opens'),
      stacked('期限', 'due on'),
    ],
    found.map(({ code, name, english, owedBy, due, next, asked }) => [
      code,
      stacked(name, english),
      tell(OWED_BY[owedBy]),
      typeof due === 'string'
        ? due
        : `${due.workdays > 0 ? '+' : ''}${due.workdays}${label('个工作日', 'workdays')}`,
      asked ? next.period : label('停用', 'off'),
      asked ? next.opens : '—',
      asked ? `${next.due ?? '—'}${next.provisional ? ` ${label('暂定', 'provisional')}` : ''}` : '—',
    ]),
  );

/** Runs whose reports are chased, one a line. */
export function deadlinesView(found: readonly ChasedRun[], words: Words): string {
  const { stacked, tell, say } = words;
  if (found.length === 0) return say('没有进行中的报送', 'no reports are under way');
  return table(
    [
      stacked('活动', 'run'),
      stacked('事项', 'what'),
      stacked('状态', 'state'),
      stacked('应报', 'expected'),
      stacked('已报', 'in'),
      stacked('迟报', 'late'),
      stacked('未报', 'missing'),
      stacked('期限', 'due'),
      stacked('下次催报', 'next'),
    ],
    found.map((line) => [
      line.run,
      line.title,
      tell(RUN_STATE_MEANING[line.state]),
      line.expected,
      line.handedIn,
      line.late,
      line.missing,
      shownTime(line.dueAt) + (line.provisional ? ` ${words.label('暂定', 'provisional')}` : ''),
      shownTime(line.next),
    ]),
  );
}

const figuresLine = (figures: ReportFigures, { say }: Words): string =>
  say(
    `应报 ${figures.expected}，已报 ${figures.handedIn}，按时 ${figures.inTime}，迟报 ${figures.late}，退回 ${figures.returned}，未报 ${figures.missing}`,
    `expected ${figures.expected}, in ${figures.handedIn}, in time ${figures.inTime}, late ${figures.late}, returned ${figures.returned}, missing ${figures.missing}`,
  );

/** A run's reports, committee by committee. */
export function boardView(view: DeadlineView, words: Words): string {
  const { stacked, tell, label, say } = words;
  const head = say(
    `活动 ${view.run} · ${view.title} · ${RUN_STATE_MEANING[view.state].zh}，${officeTime(view.endsAt)} 结束`,
    `run ${view.run}, ${view.state}, ends ${officeTime(view.endsAt)}`,
  );
  const lines = table(
    [
      stacked('报送', 'duty'),
      stacked('单位', 'committee'),
      stacked('内容', 'what'),
      stacked('状态', 'state'),
      stacked('期限', 'due'),
      stacked('上次提醒', 'told'),
      stacked('下次提醒', 'next'),
    ],
    view.duties.map((duty) => [
      duty.id,
      duty.committee,
      duty.title,
      stateOf(duty, words),
      officeTime(duty.dueAt) + (duty.extended ? ` ${label('已延期', 'extended')}` : ''),
      duty.told === null
        ? '—'
        : `${tell(RUNG_NAMES[duty.told.rung as never])} ${shownTime(new Date(duty.told.at))}`,
      duty.next === null
        ? '—'
        : `${tell(RUNG_NAMES[duty.next.rung as never])} ${shownTime(new Date(duty.next.at))}`,
    ]),
  );
  return [head, figuresLine(view.figures, words), '', lines].join('\n');
}

function stateOf({ state, inTime, timesReturned }: DutyOnBoard, { tell, label }: Words): string {
  const late = inTime === false ? ` ${label('迟报', 'late')}` : '';
  const again =
    timesReturned > 0 ? ` ${label(`退回 ${timesReturned} 次`, `returned ${timesReturned}×`)}` : '';
  return tell(DUTY_STATE_MEANING[state]) + late + again;
}

/** How a run's reports have come in, best first; then each league. */
export function summaryView(view: DeadlineSummary, words: Words): string {
  const { stacked, say } = words;
  const ranking = table(
    [
      stacked('名次', 'place'),
      stacked('单位', 'committee'),
      stacked('应报', 'expected'),
      stacked('按时', 'in time'),
      stacked('迟报', 'late'),
      stacked('退回', 'returned'),
      stacked('未报', 'missing'),
      stacked('平均提前（天）', 'days ahead'),
    ],
    view.committees.map((one) => [
      one.place,
      one.name,
      one.expected,
      one.inTime,
      one.late,
      one.returned,
      one.missing,
      one.daysAhead ?? '—',
    ]),
  );
  const leagues = view.leagues.flatMap(({ name, committees }) => [
    '',
    say(`${name.zh}排名`, `by ${name.en}`),
    table(
      [stacked('名次', 'place'), stacked('单位', 'committee'), stacked(name.zh, name.en)],
      committees.map(({ place, name: committee, value }) => [place, committee, value]),
    ),
  ]);
  return [`${view.run} · ${view.title}`, figuresLine(view, words), '', ranking, ...leagues].join('\n');
}

import type { ProjectLine } from '../../../ledger/projects.js';
import type { ProjectEnded, ProjectView } from '../../../office/projects.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { activitiesView } from './activity.js';

/** Projects, one a line. */
export function projectsView(projects: readonly ProjectLine[], words: Words): string {
  if (projects.length === 0) return words.say('没有项目', 'no projects');
  const { stacked } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('组织', 'committee'),
      stacked('项目', 'project'),
      stacked('服务对象', 'for'),
      stacked('开始', 'from'),
      stacked('结束', 'to'),
      stacked('品牌年度', 'brand'),
      stacked('活动', 'held'),
      stacked('待举办', 'ahead'),
      stacked('待统计', 'to count'),
    ],
    projects.map((one) => [
      ...[one.id, `${one.committeeName} ${one.committee}`, one.title, one.targetGroup ?? '—'],
      ...[one.from, one.to ?? '—', shownYears(one), one.activities, one.ahead, one.toCount],
    ]),
  );
}

const shownYears = ({ brandYears }: Pick<ProjectLine, 'brandYears'>): string => brandYears.join('、') || '—';

/** One project, then its activities. */
export function projectView(project: ProjectView, words: Words): string {
  const { label } = words;
  const facts = pairs([
    [label('项目', 'project'), `${project.id} ${project.title}`],
    [label('组织', 'committee'), `${project.committeeName} ${project.committee}`],
    [label('服务对象', 'for'), project.targetGroup ?? '—'],
    [label('期间', 'days'), `${project.from} – ${project.to ?? ''}`],
    [label('品牌年度', 'brand'), shownYears(project)],
    [label('活动', 'held'), String(project.activities)],
    [label('登记', 'entered by'), project.enteredBy],
  ]);
  return `${facts}\n\n${activitiesView(project.held, words)}`;
}

/** What ending a project leaves to be done. */
export function endedView({ project, to, ahead, brandYearsLost }: ProjectEnded, words: Words): string {
  const lost = brandYearsLost.join('、');
  const lines = [
    words.say(`${project} 号项目的最后一天是 ${to}`, `the last day of project ${project} is ${to}`),
    ...(lost ? [words.say(`不再是 ${lost} 年的品牌项目`, `it is no brand project of ${lost} any more`)] : []),
    ...(ahead.length > 0
      ? [
          words.say(
            `此后还有 ${ahead.length} 场活动，请改期（muster activity move）或取消（muster activity cancel）：`,
            `${ahead.length} activities are to begin after it; move or cancel them:`,
          ),
          activitiesView(ahead, words),
        ]
      : []),
  ];
  return lines.join('\n');
}

import { USUAL_PHASES, type Phase } from '../../../campaigns/theme/phases.js';
import { officeTime } from '../../../domain/calendar/office-day.js';
import type { Sentence } from '../../../domain/problem.js';
import type { GoalProgress } from '../../../office/theme-goals.js';
import type { ListedTheme, ThemeView } from '../../../office/theme-look-up.js';
import type { AnnouncedTheme } from '../../../office/theme-years.js';
import type { ThemeState } from '../../../office/themes.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { nameOf, remarksOn, shownDay, shownDays } from './calendar.js';

/** Themes of a year, one a line; goals stand below. */
export function themesView(themes: readonly ListedTheme[], year: number, words: Words): string {
  const { stacked } = words;
  const listed = table(
    [stacked('主题', 'theme'), stacked('日期', 'days'), stacked('代码', 'code'), stacked('报送', 'owes'), ''],
    themes.map((one) => [
      one.found[0] ? nameOf(one.found[0]) : one.theme.name,
      one.found.map((found) => shownDays(found, words)).join('、') || words.label('这一年没有', 'none'),
      one.theme.code,
      one.theme.owes.map((key) => words.label(OWED[key].zh, OWED[key].en)).join('、') || '—',
      themeRemarks(one, year, words).join('；'),
    ]),
  );
  const goals = themes.flatMap((one) => one.goals);
  return goals.length === 0 ? listed : [listed, goalsView(goals, words)].join('\n\n');
}

const OWED: Readonly<Record<ListedTheme['theme']['owes'][number], Sentence>> = {
  plan: { zh: '方案', en: 'plan' },
  roster: { zh: '名单', en: 'roster' },
  counts: { zh: '统计', en: 'counts' },
  summary: { zh: '总结', en: 'summary' },
};

const themeRemarks = ({ wanted, own, found }: ListedTheme, year: number, words: Words): string[] => [
  ...(wanted ? [] : [words.label('已停用', 'off')]),
  ...(own ? [words.label('自建', 'own')] : []),
  ...found.flatMap((one) => remarksOn(one, { year, meetings: [] }, words)),
];

/** A theme with everything that belongs to it in a year. */
export function themeView(view: ThemeView, words: Words): string {
  const { label, say } = words;
  const { theme, found } = view;
  const facts = pairs([
    [
      label('主题', 'theme'),
      `${theme.code} ${theme.name}${view.wanted ? '' : `（${label('已停用', 'off')}）`}`,
    ],
    [label('规则', 'rule'), theme.rule],
    ...optional(label('专题', 'project'), theme.project),
    ...optional(label('联合部门', 'held with'), theme.with?.join('、')),
    [label('各委员会报送', 'owed'), view.duties.map(({ name }) => name).join('、') || '—'],
    ...optional(label('依据', 'announced by'), view.announced?.source),
  ]);
  const parts = found.flatMap((one) => [
    [
      `${nameOf(one)}  ${shownDays(one, words)}  ${remarksOn(one, view, words).join('；')}`.trimEnd(),
      phasesView(one.phases, words),
    ].join('\n'),
  ]);
  if (found.length === 0)
    parts.push(say(`${view.year} 年没有这个主题的日子`, `this theme has no day in ${view.year}`));
  if (view.goals.length > 0) parts.push(goalsView(view.goals, words));
  return [facts, ...parts].join('\n\n');
}

const optional = (name: string, value: string | null | undefined): [string, string][] =>
  value ? [[name, value]] : [];

const phasesView = (phases: readonly Phase[], words: Words): string =>
  table(
    [words.stacked('阶段', 'phase'), words.stacked('日期', 'day'), words.stacked('时间', 'time'), ''],
    phases.map(({ phase, day, at, provisional }) => [
      words.label(USUAL_PHASES[phase].name.zh, USUAL_PHASES[phase].name.en),
      shownDay(day, words),
      officeTime(new Date(at)).slice(11),
      provisional ? words.label('暂定', 'provisional') : '',
    ]),
  );

/** Goals with how far they are reached. */
export function goalsView(goals: readonly GoalProgress[], words: Words): string {
  const { stacked, say } = words;
  if (goals.length === 0) return say('没有设定目标', 'no goals are set');
  return table(
    [
      ...[stacked('目标', 'goal'), stacked('主题', 'theme'), stacked('代码', 'key')],
      ...[stacked('统计项', 'counts'), stacked('进度', 'progress'), ''],
    ],
    goals.map(({ name, code, key, counts, reached, target, percent }) => [
      ...[name, code, key, counts, barOf(percent)],
      `${reached} / ${target}（${percent}%）`,
    ]),
  );
}

const BAR_CELLS = 20;

/** Full only when it is reached. */
function barOf(percent: number): string {
  const full = Math.min(BAR_CELLS, Math.floor((percent * BAR_CELLS) / 100));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

/** What was said of a theme. */
export function themeStateView({ theme, wanted, changed }: ThemeState, { say }: Words): string {
  const state = wanted ? say('启用', 'is held') : say('停用', 'is switched off');
  const done = `${theme.code} ${theme.name}：${state}；${say(`规则 ${theme.rule}`, `rule ${theme.rule}`)}`;
  return changed ? done : `${done}；${say('与原来相同', 'as it was before')}`;
}

/** What was announced, with what is odd about it. */
export function announcedView({ found, remarks }: AnnouncedTheme, year: number, words: Words): string {
  const days = found.map((one) => {
    const held = one.held ? words.say(`；本办 ${one.held.day} 举办`, `held on ${one.held.day}`) : '';
    const wording = one.wording === null ? '' : `“${one.wording}”`;
    return `${nameOf(one)}  ${shownDays(one, words)}${held}  ${wording}`.trimEnd();
  });
  if (days.length === 0)
    days.push(words.say(`已记下；${year} 年没有这个主题的日子`, `kept; this theme has no day in ${year}`));
  return [...days, ...remarks.map((remark) => words.tell(remark))].join('\n');
}

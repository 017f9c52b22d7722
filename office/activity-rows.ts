import { officeDay } from '../domain/calendar/office-day.js';
import { yearOf } from '../domain/calendar/day.js';
import type { Problem } from '../domain/problem.js';
import { readActivity, type ActivityEntry, type WrittenActivity } from '../domain/registers/activity.js';
import type { NewActivity } from '../ledger/activities.js';
import type { Committee } from '../ledger/committees.js';
import { projectsNamed, type Project } from '../ledger/projects.js';
import type { Statement } from '../runtime/database.js';
import { committeesOfRows, refuseAll, type RowPath } from './register-rows.js';
import { ThemeYears } from './activity-themes.js';

/**
 * Activities as they are written, made ready for the register: committee, project and theme are found.
 * @throws {Refusal} with everything that is wrong
 */
export async function readActivities(
  sql: Statement,
  {
    written,
    scopePath,
    path,
    now,
  }: { written: readonly WrittenActivity[]; scopePath: string; path: RowPath; now: Date },
): Promise<NewActivity[]> {
  const read = written.map((one, at) => readActivity(one, path(at)));
  const { committees, problems } = await committeesOfRows(sql, { rows: written, scopePath, path });
  refuseAll([...read.flatMap((one) => (one.ok ? [] : one.problems)), ...problems]);
  const bindings = new Bindings(
    await projectsMeant(sql, written, scopePath),
    await ThemeYears.open(sql, now),
  );
  const fresh = read.flatMap((one, at) =>
    one.ok
      ? [bindings.bind(one.value, { written: written[at]!, committee: committees[at]!, path: path(at) })]
      : [],
  );
  refuseAll(bindings.problems);
  return fresh;
}

const NUMBER = /^\d{1,9}$/;

function projectsMeant(
  sql: Statement,
  written: readonly WrittenActivity[],
  scopePath: string,
): Promise<Project[]> {
  const named = [...new Set(written.map(({ project }) => project.trim()).filter((each) => each !== ''))];
  return projectsNamed(sql, {
    ids: named.filter((each) => NUMBER.test(each)).map(Number),
    titles: named,
    scopePath,
  });
}

/** An activity with what stands around it. */
interface Written {
  written: WrittenActivity;
  committee: Committee;
  path: Problem['path'];
}

/** Finds the project and the theme of each activity. */
class Bindings {
  readonly problems: Problem[] = [];

  constructor(
    private readonly projects: readonly Project[],
    private readonly themes: ThemeYears,
  ) {}

  bind(entry: ActivityEntry, row: Written): NewActivity {
    const projectId = this.projectOf(entry, row);
    return { ...entry, committeeId: row.committee.id, projectId, ...this.themeOf(entry, row) };
  }

  private projectOf(entry: ActivityEntry, { written, committee, path }: Written): number | null {
    const text = written.project.trim();
    if (text === '') return null;
    const named = this.projects.filter(({ id, title }) =>
      NUMBER.test(text) ? id === Number(text) : title === text,
    );
    // A title may be that of several: only those of the committee's own branch can be meant.
    const [project, ...more] = NUMBER.test(text)
      ? named
      : named.filter((one) => committee.path.startsWith(one.path));
    const fault = project
      ? more.length > 0
        ? several([project, ...more])
        : projectFault(project, committee, entry)
      : noProject(text);
    if (fault) this.problems.push({ path: [...path, 'project'], ...fault });
    return project?.id ?? null;
  }

  private themeOf(
    { beginsAt }: ActivityEntry,
    { written, path }: Written,
  ): Pick<NewActivity, 'theme' | 'themeYear'> {
    const none = { theme: null, themeYear: null };
    if (written.theme.trim() === '') {
      if (written.themeYear.trim() !== '') this.problems.push({ path: [...path, 'theme'], ...yearAlone });
      return none;
    }
    const theme = this.themes.named(written.theme);
    const day = officeDay(beginsAt);
    if (!('code' in theme)) {
      this.problems.push({ path: [...path, 'theme'], reason: 'no-theme', ...theme });
      return none;
    }
    if (written.themeYear.trim() === '')
      return { theme: theme.code, themeYear: this.themes.nearest(theme, day) };
    const themeYear = /^\d{4}$/.test(written.themeYear.trim()) ? Number(written.themeYear) : NaN;
    if (Math.abs(themeYear - yearOf(day)) <= 1) return { theme: theme.code, themeYear };
    this.problems.push({ path: [...path, 'themeYear'], ...otherYear(yearOf(day)) });
    return none;
  }
}

/** What keeps an activity from belonging to a project; undefined: nothing. */
export function projectFault(
  { id, title, path, from, to, committeeName }: Project,
  committee: Pick<Committee, 'path'>,
  { beginsAt }: Pick<ActivityEntry, 'beginsAt'>,
): Omit<Problem, 'path'> | undefined {
  const day = officeDay(beginsAt);
  if (!committee.path.startsWith(path))
    return {
      reason: 'other-branch',
      zh: `${id} 号项目“${title}”属于${committeeName}：只能归入本组织或上级组织的项目`,
      en: `project ${id} (${title}) is that of ${committeeName}: an activity belongs to a project of its own committee or of one above`,
    };
  if (day < from)
    return {
      reason: 'before-project',
      zh: `${id} 号项目 ${from} 才开始，活动不能早于它`,
      en: `project ${id} begins on ${from}, and the activity before it`,
    };
  if (to === null || day <= to) return undefined;
  return {
    reason: 'after-project',
    zh: `${id} 号项目已于 ${to} 结束；如延长，先用 muster project end 改结束日`,
    en: `project ${id} ended on ${to}; \`muster project end\` gives it another last day`,
  };
}

const noProject = (text: string): Omit<Problem, 'path'> => ({
  reason: 'no-project',
  zh: `没有项目 “${text}”，或不在您的管辖范围；编号见 muster project list`,
  en: `there is no project “${text}” within your scope; \`muster project list\` shows their numbers`,
});

const several = (projects: readonly Project[]): Omit<Problem, 'path'> => {
  const ids = projects.map(({ id }) => id);
  return {
    reason: 'several-projects',
    zh: `同名的项目有几个，请写编号：${ids.join('、')}`,
    en: `several projects have this title, write the number: ${ids.join(', ')}`,
  };
};

const yearAlone = {
  reason: 'year-alone',
  zh: '写了主题年份，却没有写主题',
  en: 'a year of a theme is given, but no theme',
};

const otherYear = (year: number): Omit<Problem, 'path'> => ({
  reason: 'theme-year',
  zh: `主题年份应为 ${year - 1} 到 ${year + 1}，可不写`,
  en: `the theme’s year is one of ${year - 1} to ${year + 1}; it may be left out`,
});

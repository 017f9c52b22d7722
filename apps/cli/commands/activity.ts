import { Option, type Command } from 'commander';
import type { Counts, WrittenActivity } from '../../../domain/registers/activity.js';
import {
  addActivity,
  cancelActivity,
  loadActivities,
  moveActivity,
  type ActivityAdded,
} from '../../../office/activities.js';
import {
  activities,
  ACTIVITY_LISTS,
  showActivity,
  type ActivityFilter,
} from '../../../office/activity-list.js';
import { countActivity } from '../../../office/count-activity.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { readTable } from '../table-file.js';
import { activitiesView, activityView, countedView, movedView } from '../views/activity.js';
import type { Words } from '../words.js';
import { remarkMore } from './project.js';

/** `muster activity …` */
export function activityCommands(program: Command, act: Act): void {
  const group = program
    .command('activity')
    .description('志愿活动：登记、改期、取消、统计 / activities: when they are held, and what they came to');
  addAdd(group, act);
  addLoad(group, act);
  addList(group, act);
  addShow(group, act);
  addMove(group, act);
  addCancel(group, act);
  addCount(group, act);
}

const NUMBER = '活动编号，见 activity list / its number, see activity list';
const REASON = '原因，记入日志 / why; goes into the audit log';
const THEME = '主题代码或名称，见 calendar show / code or name of its theme, see calendar show';

type AddOptions = Partial<Omit<WrittenActivity, 'online'>> &
  Pick<WrittenActivity, 'committee' | 'title' | 'place' | 'begins' | 'ends'> & { online?: boolean };

const addAdd = (group: Command, act: Act) =>
  group
    .command('add')
    .description('登记一场活动；同一场再登记一次不会重复 / add an activity; the same once more adds nothing')
    .requiredOption('--committee <code>', '举办的组织 / code of the committee that holds it')
    .requiredOption('--title <title>', '活动名称 / its title')
    .requiredOption('--place <place>', '地点；线上活动写平台 / where; the platform, if online')
    .requiredOption('--begins <time>', '开始，如 "2027-03-03 09:00" / when it begins, in office time')
    .requiredOption('--ends <time>', '结束，如 "2027-03-03 11:30" 或 11:30 / when it ends')
    .option('--project <project>', '项目编号或名称 / number or title of its project')
    .option('--theme <theme>', THEME)
    .option('--theme-year <year>', '主题年份；不写则取最近的 / the theme’s year; the nearest by default')
    .option('--venue <venue>', '七进：企业、学校、机关、社区、农村、家庭、公共场所 / enterprise, school, …')
    .option('--origin <origin>', '统一部署 或 自主（默认） / assigned, or own by default')
    .option('--online', '线上 / it is online')
    .action(
      act(async (session, _args: [], { online = false, ...options }: AddOptions) => {
        const made = await addActivity(session.office, await session.actor(), {
          ...{ project: '', theme: '', themeYear: '', venue: '', origin: '' },
          ...options,
          online: online ? 'yes' : '',
        });
        session.answer(made, () => addedView(made, session.words));
      }),
    );

function addedView({ added, activity: { id, title, state } }: ActivityAdded, { say }: Words): string {
  if (added) return say(`已登记活动 ${id}：${title}`, `activity ${id} is added`);
  return state === 'cancelled'
    ? say(
        `先前已登记，编号 ${id}，但已取消；如另办一场，请改名称或时间`,
        `it is there already, as activity ${id}, and is cancelled; give another one another title or time`,
      )
    : say(`先前已登记，编号 ${id}，没有改动`, `it is there already, as activity ${id}`);
}

const COLUMNS = {
  committee: ['组织', '所属组织', 'committee'],
  title: ['名称', '活动名称', 'title'],
  place: ['地点', 'place'],
  begins: ['开始', '开始时间', 'begins'],
  ends: ['结束', '结束时间', 'ends'],
  project: ['项目', 'project'],
  theme: ['主题', 'theme'],
  themeYear: ['主题年份', 'theme year'],
  venue: ['七进', '场所', 'venue'],
  origin: ['来源', 'origin'],
  online: ['线上', 'online'],
};

const addLoad = (group: Command, act: Act) =>
  group
    .command('load')
    .description('从 CSV 或 Excel 登记活动，有错则一场也不加 / add activities from a table, all or none')
    .argument(
      '<file>',
      '列：组织、名称、地点、开始、结束；可有 项目、主题、主题年份、七进、来源、线上 / see examples/',
    )
    .action(
      act(async (session, [file]: [string]) => {
        const { rows, placing } = await readTable(file, COLUMNS, {
          optional: ['project', 'theme', 'themeYear', 'venue', 'origin', 'online'],
          times: ['begins', 'ends'],
        });
        const actor = await session.actor();
        const loaded = await placing(() => loadActivities(session.office, actor, rows));
        session.answer(loaded, () =>
          session.words.say(
            `登记活动 ${loaded.added} 场，原已存在 ${loaded.unchanged} 场`,
            `${loaded.added} activities added, ${loaded.unchanged} were there already`,
          ),
        );
      }),
    );

const WHICH = new Option(
  '--which <which>',
  'open 待举办和待统计，ahead 待举办，to-count 待统计，past 已办，cancelled 已取消 / which ones',
)
  .choices(Object.keys(ACTIVITY_LISTS))
  .default('open');

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description('按时间列出活动 / activities by their time')
      .addOption(WHICH)
      .option('--committee <code>', '只看这个组织及其下级 / of this committee and those below')
      .option('--theme <theme>', THEME)
      .option('--theme-year <year>', '哪一年的主题 / of that year', wholeNumber)
      .option('--project <project>', '项目编号 / number of a project', wholeNumber),
    100,
  ).action(
    act(async (session, _args: [], { which, limit, ...options }: ActivityFilter) => {
      const { committee, theme, themeYear, project } = options;
      const found = await activities(session.office, await session.actor(), {
        ...{ which, limit },
        ...(committee === undefined ? {} : { committee }),
        ...(theme === undefined ? {} : { theme }),
        ...(themeYear === undefined ? {} : { themeYear }),
        ...(project === undefined ? {} : { project }),
      });
      session.answer(found, () => activitiesView(found, session.words));
      remarkMore(session, found.length, limit);
    }),
  );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('一场活动的全部记录 / everything about an activity')
    .argument('<activity>', NUMBER, wholeNumber)
    .action(
      act(async (session, [id]: [number]) => {
        const activity = await showActivity(session.office, await session.actor(), id);
        session.answer(activity, () => activityView(activity, session.words));
      }),
    );

interface MoveOptions {
  begins: string;
  ends?: string;
  place?: string;
  reason: string;
}

const addMove = (group: Command, act: Act) =>
  group
    .command('move')
    .description('改期或换地点；编号不变 / another time or place; it stays the same activity')
    .argument('<activity>', NUMBER, wholeNumber)
    .requiredOption('--begins <time>', '新的开始时间 / when it begins now')
    .option('--ends <time>', '新的结束时间；不写则时长不变 / when it ends; as long as before by default')
    .option('--place <place>', '新的地点 / where')
    .requiredOption('--reason <text>', REASON)
    .action(
      act(async (session, [id]: [number], { begins, ends, place, reason }: MoveOptions) => {
        const moved = await moveActivity(session.office, await session.actor(), {
          ...{ id, begins, reason },
          ...(ends === undefined ? {} : { ends }),
          ...(place === undefined ? {} : { place }),
        });
        session.answer(moved, () => movedView(moved, session.words));
      }),
    );

const addCancel = (group: Command, act: Act) =>
  group
    .command('cancel')
    .description('取消一场活动；已统计的不能取消 / it is not held; one that is counted cannot be cancelled')
    .argument('<activity>', NUMBER, wholeNumber)
    .requiredOption('--reason <text>', REASON)
    .action(
      act(async (session, [id]: [number], { reason }: { reason: string }) => {
        const cancelled = await cancelActivity(session.office, await session.actor(), { id, reason });
        const { words } = session;
        session.answer(cancelled, () =>
          cancelled.changed
            ? words.say(`已取消 ${id} 号活动`, `activity ${id} is cancelled`)
            : words.say(`${id} 号活动先前已取消`, `activity ${id} was cancelled before`),
        );
      }),
    );

const addCount = (group: Command, act: Act) =>
  group
    .command('count')
    .description('活动结束后登记数字，或更正 / what it came to, once it has ended; or a correction')
    .argument('<activity>', NUMBER, wholeNumber)
    .option('--sessions <number>', '活动场次 / sessions')
    .option('--participants <number>', '参与人次 / person-times')
    .option('--consultations <number>', '接受咨询人次 / consultations')
    .option('--leaflets <number>', '发放资料份数 / leaflets')
    .option('--reason <text>', '更正的原因，记入日志 / why it is corrected', '')
    .action(
      act(
        async (
          session,
          [id]: [number],
          { reason, ...options }: Partial<Record<keyof Counts, string>> & { reason: string },
        ) => {
          const counts = countsOf(options);
          const counted = await countActivity(session.office, await session.actor(), { id, reason, counts });
          session.answer(counted, () => countedView(counted, session.words));
        },
      ),
    );

const countsOf = ({
  sessions,
  participants,
  consultations,
  leaflets,
}: Partial<Record<keyof Counts, string>>) =>
  Object.fromEntries(
    Object.entries({ sessions, participants, consultations, leaflets }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as Partial<Record<keyof Counts, string>>;

import type { Command } from 'commander';
import { addProject, loadProjects } from '../../../office/load-projects.js';
import { brandProject, endProject, projects, showProject } from '../../../office/projects.js';
import { limited, wholeNumber, type Act } from '../command.js';
import type { Session } from '../session.js';
import { readTable } from '../table-file.js';
import { endedView, projectsView, projectView } from '../views/project.js';

/** `muster project …` */
export function projectCommands(program: Command, act: Act): void {
  const group = program
    .command('project')
    .description('服务项目：登记、品牌、结束 / projects of committees, and their brand years');
  addAdd(group, act);
  addLoad(group, act);
  addList(group, act);
  addShow(group, act);
  addBrand(group, act);
  addEnd(group, act);
}

const NUMBER = '项目编号，见 project list / its number, see project list';

interface AddOptions {
  committee: string;
  title: string;
  for?: string;
  from: string;
  to?: string;
  brand?: string[];
}

const addAdd = (group: Command, act: Act) =>
  group
    .command('add')
    .description('登记一个项目；同一项目再登记一次不会重复 / add a project; the same once more adds nothing')
    .requiredOption('--committee <code>', '开展项目的组织 / code of the committee that runs it')
    .requiredOption('--title <title>', '项目名称 / its title')
    .option('--for <group>', '服务对象，如 农民工 / whom it serves')
    .requiredOption('--from <day>', '开始，如 2027-01-01 / its first day')
    .option('--to <day>', '结束（含）；不写则长期 / its last day; open by default')
    .option('--brand <year...>', '列为哪年的品牌项目，每个组织每年至多两个 / a brand project of these years')
    .action(
      act(async (session, _args: [], { for: targetGroup = '', to = '', brand = [], ...rest }: AddOptions) => {
        const { committee, title, from } = rest;
        const written = { committee, title, targetGroup, from, to, brandYears: brand.join('、') };
        const made = await addProject(session.office, await session.actor(), written);
        const { id } = made.project;
        session.answer(made, () =>
          made.added
            ? session.words.say(`已登记项目 ${id}：${made.project.title}`, `project ${id} is added`)
            : session.words.say(`先前已登记，编号 ${id}，没有改动`, `it is there already, as project ${id}`),
        );
      }),
    );

const COLUMNS = {
  committee: ['组织', '所属组织', 'committee'],
  title: ['名称', '项目名称', 'title'],
  targetGroup: ['服务对象', 'for', 'target group'],
  from: ['开始', '开始日期', 'from'],
  to: ['结束', '结束日期', 'to'],
  brandYears: ['品牌年度', 'brand years'],
};

const addLoad = (group: Command, act: Act) =>
  group
    .command('load')
    .description('从 CSV 或 Excel 登记项目，有错则一个也不加 / add projects from a table, all or none')
    .argument(
      '<file>',
      '列：组织、名称、开始；可有 服务对象、结束、品牌年度 / columns committee, title, from; see examples/',
    )
    .action(
      act(async (session, [file]: [string]) => {
        const { rows, placing } = await readTable(file, COLUMNS, {
          optional: ['targetGroup', 'to', 'brandYears'],
          days: ['from', 'to'],
        });
        const actor = await session.actor();
        const loaded = await placing(() => loadProjects(session.office, actor, rows));
        session.answer(loaded, () =>
          session.words.say(
            `登记项目 ${loaded.added} 个，原已存在 ${loaded.unchanged} 个`,
            `${loaded.added} projects added, ${loaded.unchanged} were there already`,
          ),
        );
      }),
    );

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description('各组织的项目和活动数；上级的项目也列出 / projects with counts of their activities')
      .option('--committee <code>', '只看这个组织及其下级 / of this committee and those below')
      .option('--all', '连同已结束的 / those that are over, too'),
    100,
  ).action(
    act(
      async (
        session,
        _args: [],
        { committee, all = false, limit }: { committee?: string; all?: boolean; limit: number },
      ) => {
        const filter = { over: all, limit, ...(committee === undefined ? {} : { committee }) };
        const found = await projects(session.office, await session.actor(), filter);
        session.answer(found, () => projectsView(found, session.words));
        remarkMore(session, found.length, limit);
      },
    ),
  );

/** Says that a list may go on. */
export function remarkMore(session: Session, listed: number, limit: number): void {
  if (listed === limit)
    session.remark('可能还有；加 --limit 可多列', 'there may be more; --limit lists more');
}

const addShow = (group: Command, act: Act) =>
  limited(
    group
      .command('show')
      .description('一个项目和它的活动 / a project and its activities')
      .argument('<project>', NUMBER, wholeNumber),
  ).action(
    act(async (session, [id]: [number], { limit }: { limit: number }) => {
      const project = await showProject(session.office, await session.actor(), { id, limit });
      session.answer(project, () => projectView(project, session.words));
      remarkMore(session, project.held.length, limit);
    }),
  );

const addBrand = (group: Command, act: Act) =>
  group
    .command('brand')
    .description('列为某年的品牌项目，每个组织每年至多两个 / name it a brand project of a year, two at most')
    .argument('<project>', NUMBER, wholeNumber)
    .requiredOption('--year <year>', '哪一年 / which year', wholeNumber)
    .option('--remove', '不再是 / it is none any more')
    .action(
      act(async (session, [id]: [number], { year, remove = false }: { year: number; remove?: boolean }) => {
        const named = await brandProject(session.office, await session.actor(), { id, year, brand: !remove });
        const years = named.brandYears.join('、') || '—';
        session.answer(named, () =>
          session.words.say(`${id} 号项目的品牌年度：${years}`, `brand years of project ${id}: ${years}`),
        );
      }),
    );

const addEnd = (group: Command, act: Act) =>
  group
    .command('end')
    .description('结束项目，或改结束日；此后的活动会列出 / give it a last day; activities after it are told')
    .argument('<project>', NUMBER, wholeNumber)
    .requiredOption('--on <day>', '最后一天（含） / its last day')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [id]: [number], { on, reason }: { on: string; reason: string }) => {
        const ended = await endProject(session.office, await session.actor(), { id, on, reason });
        session.answer(ended, () => endedView(ended, session.words));
      }),
    );

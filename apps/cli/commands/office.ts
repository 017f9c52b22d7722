import type { Command } from 'commander';
import { addTree } from '../../../office/committees.js';
import { loadTeams } from '../../../office/load-teams.js';
import { openFirst } from '../../../office/open.js';
import type { Act } from '../command.js';
import { readTable } from '../table-file.js';
import { SEES } from './operator.js';

/** `muster office …` */
export function officeCommands(program: Command, act: Act): void {
  const group = program
    .command('office')
    .description('开通单位、导入组织和服务队 / open the office, load its tree and teams');
  addOpen(group, act);
  addCommittees(group, act);
  addTeams(group, act);
}

/** Options of `office open`. */
interface OpenOptions {
  committeeCode: string;
  committeeName: string;
  operator: string;
  maySeePersonalData?: boolean;
}

const addOpen = (group: Command, act: Act) =>
  group
    .command('open')
    .description('首次使用：建立最上级组织和第一个操作员 / first of all: the root committee and its operator')
    .requiredOption('--committee-code <code>', '最上级组织的代码，如 tangshan / code of the root committee')
    .requiredOption('--committee-name <name>', '它的名称，如 唐山市 / its name')
    .option('--operator <name>', '操作员名 / name of the operator', 'office')
    .option('--may-see-personal-data', SEES)
    .action(
      act(async (session, _args: [], options: OpenOptions) => {
        const { committeeCode: code, committeeName: name, operator, maySeePersonalData = false } = options;
        await openFirst(session.office, { code, name, operator, maySeePersonalData });
        session.answer({ committee: code, operator }, () =>
          session.words.say(
            `已开通：${name}，操作员 ${operator}；下一步用 muster office committees 导入组织`,
            `open: ${name}, operator ${operator}; next, load its tree by \`muster office committees\``,
          ),
        );
      }),
    );

const COMMITTEE_COLUMNS = {
  code: ['代码', 'code'],
  name: ['名称', 'name'],
  kind: ['类型', 'kind'],
  parent: ['上级', 'parent'],
};

const addCommittees = (group: Command, act: Act) =>
  group
    .command('committees')
    .description('从 CSV 增加组织，有错则一个也不加 / add committees from a CSV, all or none')
    .argument('<file>', '列：代码、名称、类型、上级；示例见 examples/ / columns code, name, kind, parent')
    .action(
      act(async (session, [file]: [string]) => {
        const { rows, placing } = await readTable(file, COMMITTEE_COLUMNS);
        const actor = await session.actor();
        const outcome = await placing(() => addTree(session.office, actor, rows));
        session.answer(outcome, () =>
          session.words.say(
            `增加组织 ${outcome.added} 个，原已存在 ${outcome.unchanged} 个`,
            `${outcome.added} committees added, ${outcome.unchanged} were there already`,
          ),
        );
      }),
    );

const TEAM_COLUMNS = {
  code: ['代码', 'code'],
  name: ['名称', 'name'],
  committee: ['所属组织', 'committee'],
  strength: ['编制', 'strength'],
};

const addTeams = (group: Command, act: Act) =>
  group
    .command('teams')
    .description(
      '从 CSV 建立服务队，已有的改名称和编制；有错则一队也不动 / make standby teams from a CSV, revise those there are; all or none',
    )
    .argument(
      '<file>',
      '列：代码、名称、所属组织、编制；示例见 examples/ / columns code, name, committee, strength',
    )
    .action(
      act(async (session, [file]: [string]) => {
        const { rows, placing } = await readTable(file, TEAM_COLUMNS);
        const actor = await session.actor();
        const loaded = await placing(() => loadTeams(session.office, actor, rows));
        const { added, updated, unchanged } = loaded;
        session.answer(loaded, () =>
          session.words.say(
            `增加服务队 ${added} 支，更新 ${updated} 支，不变 ${unchanged} 支；队员用 muster roster 导入`,
            `${added} teams added, ${updated} revised, ${unchanged} as they were; \`muster roster\` brings their members`,
          ),
        );
      }),
    );

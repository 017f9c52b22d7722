import { Option, type Command } from 'commander';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { ROLES, type Role } from '../../../ledger/operators.js';
import {
  admitOperator,
  changeOperator,
  endOperator,
  operators,
  type Admission,
  type OperatorChange,
  type OperatorView,
} from '../../../office/operators.js';
import { ROLE_NAMES } from '../../../office/rights.js';
import type { Act } from '../command.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

/** `muster operator …` */
export function operatorCommands(program: Command, act: Act): void {
  const group = program
    .command('operator')
    .description('操作员：谁可以用，做什么，管哪里 / who may use Muster, as what, for which part');
  addAdmission(group, act);
  addList(group, act);
  addChange(group, act);
  addEnd(group, act);
}

/** What an operator who may see personal data may do. */
export const SEES =
  '可看姓名，以及（每次记入日志）号码和证件全文 / may see names, and numbers in full, which is logged';
const WHO = '本人：编号、手机号、邮箱或全名，通知发给他 / who it is: alerts and questions are sent there';

const role = (): Option =>
  new Option('--role <role>', '角色；不写则全市为 clerk，其余为 county clerk / what they do here').choices(
    ROLES,
  );

const addAdmission = (group: Command, act: Act) =>
  group
    .command('add')
    .description(
      '增加操作员，只管所给组织及其下级 / admit an operator for a committee and what lies below it',
    )
    .argument('<operator>', '操作员名，如 clerk-130281 / name of the operator')
    .requiredOption('--committee <code>', '组织代码 / code of the committee')
    .addOption(role())
    .option('--person <person>', WHO)
    .option('--may-see-personal-data', SEES)
    .action(
      act(async (session, [operator]: [string], options: Partial<Admission> & { committee: string }) => {
        const { committee, maySeePersonalData = false } = options;
        const admission = { operator, committee, maySeePersonalData, ...given(options) };
        await admitOperator(session.office, await session.actor(), admission);
        session.answer(admission, () =>
          session.words.say(
            `已增加操作员 ${operator}，管辖 ${committee}`,
            `operator ${operator} admitted for ${committee}`,
          ),
        );
      }),
    );

const given = ({ role, person }: { role?: Role; person?: string }) => ({
  ...(role === undefined ? {} : { role }),
  ...(person === undefined ? {} : { person }),
});

const addList = (group: Command, act: Act) =>
  group
    .command('list')
    .description('列出操作员 / who may use Muster')
    .action(
      act(async (session) => {
        const found = await operators(session.office, await session.actor());
        session.answer(found, () => operatorsView(found, session.words));
      }),
    );

/** Options of `operator change`, as the parser reads them. */
interface ChangeOptions {
  role?: Role;
  committee?: string;
  /** False: nobody any more. */
  person?: string | false;
  maySeePersonalData?: 'yes' | 'no';
}

const addChange = (group: Command, act: Act) =>
  group
    .command('change')
    .description('改变操作员的角色、管辖或本人；没写的不变 / change one; what is not named stays')
    .argument('<operator>', '操作员名 / name of the operator')
    .addOption(role())
    .option('--committee <code>', '组织代码 / code of the committee')
    .option('--person <person>', WHO)
    .option('--no-person', '不再对应任何人，通知不再发给他 / nobody any more: nobody is written to')
    .addOption(new Option('--may-see-personal-data <answer>', SEES).choices(['yes', 'no']))
    .action(
      act(async (session, [operator]: [string], options: ChangeOptions) => {
        const { committee, maySeePersonalData: sees, role: becomes, person } = options;
        const change: OperatorChange = {
          operator,
          ...(becomes === undefined ? {} : { role: becomes }),
          ...(person === undefined ? {} : { person: person === false ? null : person }),
          ...(committee === undefined ? {} : { committee }),
          ...(sees === undefined ? {} : { maySeePersonalData: sees === 'yes' }),
        };
        await changeOperator(session.office, await session.actor(), change);
        session.answer(change, () =>
          session.words.say(`操作员 ${operator} 已修改`, `operator ${operator} has been changed`),
        );
      }),
    );

const addEnd = (group: Command, act: Act) =>
  group
    .command('end')
    .description('停用操作员：不能再用，也不再收到通知；不删除 / end one: no more use, no more alerts; kept')
    .argument('<operator>', '操作员名 / name of the operator')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [operator]: [string], { reason }: { reason: string }) => {
        await endOperator(session.office, await session.actor(), { operator, reason });
        session.answer({ operator, ended: true }, () =>
          session.words.say(
            `操作员 ${operator} 已停用；做过的事仍在日志中`,
            `operator ${operator} is ended; what they did stays in the log`,
          ),
        );
      }),
    );

function operatorsView(found: readonly OperatorView[], words: Words): string {
  const { stacked, tell } = words;
  return table(
    [
      stacked('操作员', 'operator'),
      stacked('角色', 'role'),
      stacked('管辖', 'committee'),
      stacked('本人', 'person'),
      stacked('看个人信息', 'personal data'),
      stacked('停用', 'ended'),
    ],
    found.map((one) => [
      one.name,
      tell(ROLE_NAMES[one.role]),
      `${one.committeeName} ${one.committee}`,
      one.personId === null ? '—' : [one.personName, one.personId].filter((part) => part !== null).join(' '),
      one.maySeePersonalData ? '✓' : '—',
      one.endedAt === null ? '—' : officeTime(one.endedAt),
    ]),
  );
}

import { InvalidArgumentError, type Command } from 'commander';
import { applyRoster } from '../../../office/roster/apply.js';
import type { WrittenDecision } from '../../../office/roster/decisions.js';
import { writeErrorFile } from '../../../office/roster/error-file.js';
import { rosterImports } from '../../../office/roster/imports.js';
import { planRoster } from '../../../office/roster/plan.js';
import { reportOf } from '../../../office/roster/report.js';
import { formatFor } from '../../../office/roster/table-file.js';
import { writeTemplate } from '../../../office/roster/template.js';
import { undoRoster } from '../../../office/roster/undo.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { withRosterBar } from '../roster-bar.js';
import type { Session } from '../session.js';
import { alreadyView, appliedView, importsView, reportView, undoneView } from '../views/roster-import.js';
import { planView } from '../views/roster-plan.js';

/** `muster roster …` */
export function rosterCommands(program: Command, act: Act): void {
  const group = program.command('roster').description('名册导入 / bringing a roster into the ledger');
  addTemplate(group, act);
  addPlan(group, act);
  addApply(group, act);
  addUndo(group, act);
  limited(group.command('list').description('列出导入，最新的在前 / imports, the newest first')).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await rosterImports(session.office, await session.actor(), limit);
      session.answer(found, () => importsView(found, session.words));
    }),
  );
  group
    .command('show')
    .description('一次导入的内容或结果 / what an import would do, or has done')
    .argument('<import>', '导入编号 / number of the import', wholeNumber)
    .action(
      act(async (session, [importId]: [number]) => {
        const report = await reportOf(session.office, await session.actor(), importId);
        session.answer(report, () => reportView(report, session.words));
      }),
    );
}

const addTemplate = (group: Command, act: Act) =>
  group
    .command('template')
    .description('写出空白名册，带列名、示例和说明 / write an empty roster with columns and an example')
    .argument('[file]', '以 .xlsx 或 .csv 结尾 / ends in .xlsx or .csv', 'roster.xlsx')
    .action(
      act(async (session, [file]: [string]) => {
        const format = await writeTemplate(file);
        session.answer({ file, format }, () =>
          session.words.say(
            `已写入 ${file}；填好后用 muster roster plan ${file}`,
            `written to ${file}; once filled in: muster roster plan ${file}`,
          ),
        );
      }),
    );

const addPlan = (group: Command, act: Act) =>
  group
    .command('plan')
    .description('检查名册，看会改变什么；不改变任何人 / check a roster and see what it would change')
    .argument('<file>', '.xlsx 或 .csv（UTF-8、GB18030） / .xlsx or .csv')
    .option('--errors <file>', '把有问题的行连同说明写入此文件 / write rows with problems, and what they are')
    .action(
      act(async (session, [file]: [string], { errors }: { errors?: string }) => {
        const actor = await session.actor();
        const format = errors === undefined ? undefined : await formatFor(errors);
        const planned = await withRosterBar(session, (show) => planRoster(session.office, actor, file, show));
        if (planned.already) {
          return session.answer(planned, () => alreadyView(planned.applied, session.words));
        }
        session.answer(planned, () => planView(planned, session.words));
        if (errors === undefined || format === undefined) return;
        const wanted = { importId: planned.report.id, source: file, path: errors, format };
        const rows = await writeErrorFile(session.office, actor, { ...wanted, tell: session.words.tell });
        remarkErrors(session, errors, rows);
      }),
    );

function remarkErrors(session: Session, file: string, rows: number): void {
  if (rows === 0)
    return session.remark('没有有问题的行，没有写错误文件', 'no rows with problems: no file was written');
  session.remark(
    `有问题的 ${rows} 行已写入 ${file}：改好后可直接再 plan`,
    `${rows} rows with problems are in ${file}: mend them there and plan that file`,
  );
}

/** Options of `roster apply`. */
interface ApplyFlags {
  withoutBadRows?: boolean;
  withoutQuestions?: boolean;
  newPerson?: WrittenDecision[];
  samePerson?: WrittenDecision[];
}

const addApply = (group: Command, act: Act) =>
  group
    .command('apply')
    .description('执行一个计划 / carry out a plan')
    .argument('<import>', 'plan 给出的编号 / number that plan gave', wholeNumber)
    .option('--without-bad-rows', '留下有错误的行，导入其余 / import the others, although rows are wrong')
    .option(
      '--without-questions',
      '留下待确认的行，导入其余 / import the others, although rows are undecided',
    )
    .option('--new-person <rows...>', '这些行是新人，如 12,15 / these rows are somebody new', newPerson)
    .option(
      '--same-person <rows...>',
      '这些行是台账中的人，如 18 或 20=编号 / these are the person known',
      samePerson,
    )
    .action(
      act(async (session, [importId]: [number], flags: ApplyFlags) => {
        const actor = await session.actor();
        const { withoutBadRows = false, withoutQuestions = false } = flags;
        const decisions = [...(flags.newPerson ?? []), ...(flags.samePerson ?? [])];
        const request = { importId, withoutBadRows, withoutQuestions, decisions };
        const done = await withRosterBar(session, (show) =>
          applyRoster(session.office, actor, request, show),
        );
        session.answer(done, () => appliedView(done, session.words));
      }),
    );

/** `12,15` or `12 15`, however often. */
const newPerson = (written: string, before: WrittenDecision[] = []): WrittenDecision[] => [
  ...before,
  ...written.split(/[,，、]/).map((row): WrittenDecision => ({ row: wholeNumber(row.trim()), is: 'new' })),
];

/** `18`, or `20=1234` where several people may be meant. */
const samePerson = (written: string, before: WrittenDecision[] = []): WrittenDecision[] => [
  ...before,
  ...written.split(/[,，、]/).map((one): WrittenDecision => {
    const [row = '', person, ...rest] = one.trim().split('=');
    if (rest.length > 0)
      throw new InvalidArgumentError('应为 行号 或 行号=编号 / must be ROW or ROW=NUMBER.');
    return {
      row: wholeNumber(row),
      is: 'same',
      ...(person === undefined ? {} : { person: wholeNumber(person) }),
    };
  }),
];

const addUndo = (group: Command, act: Act) =>
  group
    .command('undo')
    .description('撤销一次导入，恢复原状 / take an import back: everybody as before')
    .argument('<import>', '导入编号 / number of the import', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [importId]: [number], { reason }: { reason: string }) => {
        const done = await undoRoster(session.office, await session.actor(), { importId, reason });
        session.answer(done, () => undoneView(done, session.words));
      }),
    );

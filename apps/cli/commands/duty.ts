import { Option, type Command } from 'commander';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { DUTY_STATES, type DutyState } from '../../../domain/duties/duty.js';
import { bringReport, duties, dutyForm, openDutyFile, showDuty } from '../../../office/submissions.js';
import { slotAndFile, withFiles, type AttachedFile } from '../attached-files.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { emptyForm, writtenFields } from '../form-file.js';
import { decisionCommands } from './duty-decisions.js';
import { dutiesView, dutyView } from '../views/duty.js';
import { writeNew } from '../new-file.js';
import { readWritten } from '../written.js';

/** `muster duty …` */
export function dutyCommands(program: Command, act: Act): void {
  const group = program
    .command('duty')
    .description(
      '各单位应报的材料：清单、填报、附件 / reports that committees owe: lists, handing in, files',
    );
  addList(group, act);
  addShow(group, act);
  addForm(group, act);
  addSubmit(group, act);
  addAttach(group, act);
  addFile(group, act);
  decisionCommands(group, act);
}

const THE_DUTY = ['<duty>', '报送编号 / number of the duty', wholeNumber] as const;

interface ListOptions {
  committee?: string;
  run?: number;
  state?: DutyState;
  late?: boolean;
  limit: number;
}

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description('谁该报什么，逾期的在前 / who owes what, the longest due first')
      .option('--committee <code>', '只看这个组织及其下级 / only this committee and those below it')
      .option('--run <number>', '只看这次活动 / only of this run', wholeNumber)
      .addOption(new Option('--state <state>', '只看这种状态 / only in this state').choices(DUTY_STATES))
      .option('--late', '只看逾期未报的 / only what is overdue'),
  ).action(
    act(async (session, _args: [], { committee, run, state, late, limit }: ListOptions) => {
      const wish = {
        ...(committee && { committee }),
        ...(run && { run }),
        ...(state && { state }),
        ...(late && { late }),
        limit,
      };
      const found = await duties(session.office, await session.actor(), wish);
      session.answer(found, () => dutiesView(found, session.words, session.office.clock.now()));
      if (found.length === limit)
        session.remark('可能还有；加 --limit 可多列', 'there may be more; --limit lists more');
    }),
  );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('一份材料的要求、各次报送、附件和经过 / what one asks for, its versions, files and history')
    .argument(...THE_DUTY)
    .action(
      act(async (session, [id]: [number]) => {
        const found = await showDuty(session.office, await session.actor(), id);
        session.answer(found, () => dutyView(found, session.words));
      }),
    );

const addForm = (group: Command, act: Act) =>
  group
    .command('form')
    .description(
      '输出空表（YAML），填好后用 submit 报送 / an empty form as YAML, to be filled in and submitted',
    )
    .argument(...THE_DUTY)
    .action(
      act(async (session, [id]: [number]) => {
        const { form, dueAt, ...head } = await dutyForm(session.office, await session.actor(), id);
        session.answer({ ...head, dueAt, form }, () => emptyForm({ ...head, due: officeTime(dueAt) }, form));
      }),
    );

interface SubmitOptions {
  attach?: AttachedFile[];
  draft?: boolean;
}

const addSubmit = (group: Command, act: Act) =>
  group
    .command('submit')
    .description(
      '代单位报送；通过或锁定前可再报，每次一个新版本 / hand in for a committee; again until it is accepted or locked',
    )
    .argument(...THE_DUTY)
    .argument(
      '[file]',
      '填好的 YAML；不给则报送已存的草稿 / the form, filled in; without it the draft is handed in',
    )
    .option('--attach <slot=file>', '附件，可多次 / a file for a slot; may be repeated', slotAndFile)
    .option('--draft', '只存草稿，不报送 / keep a draft only')
    .action(
      act(
        async (
          session,
          [id, file]: [number, string | undefined],
          { attach = [], draft = false }: SubmitOptions,
        ) => {
          const actor = await session.actor();
          const form = file === undefined ? undefined : await readWritten(file, {});
          const placing = form?.placing ?? ((work: () => Promise<unknown>) => work());
          await placing(async () => {
            const written = form && writtenFields(form.value);
            const brought = await withFiles(session, attach, (files) =>
              bringReport(session.desk, actor, { id, files, submit: !draft, ...(written && { written }) }),
            );
            session.answer({ duty: id, submitted: !draft, ...brought }, () =>
              session.words.say(...said(id, brought)),
            );
          });
        },
      ),
    );

function said(id: number, { version, again }: { version: number | null; again: boolean }): [string, string] {
  if (version === null)
    return again
      ? [`报送 ${id} 没有改动`, `nothing of duty ${id} was changed`]
      : [`报送 ${id} 的草稿已保存，还没有报送`, `the draft of duty ${id} is kept, and not handed in yet`];
  return again
    ? [
        `报送 ${id} 已报过，内容相同（第 ${version} 版）`,
        `duty ${id} was handed in before, with the same content (version ${version})`,
      ]
    : [
        `报送 ${id} 已报（第 ${version} 版），不再提醒`,
        `duty ${id} is handed in (version ${version}), and nobody is reminded any more`,
      ];
}

const addAttach = (group: Command, act: Act) =>
  group
    .command('attach')
    .description('把附件放进草稿 / put files into the draft')
    .argument(...THE_DUTY)
    .argument('<slot=file...>', '附件项=文件，可多个 / slot=file, one or more', slotAndFile)
    .action(
      act(async (session, [id, attach]: [number, AttachedFile[]]) => {
        const actor = await session.actor();
        const brought = await withFiles(session, attach, (files) =>
          bringReport(session.desk, actor, { id, files, submit: false }),
        );
        session.answer({ duty: id, submitted: false, ...brought }, () =>
          session.words.say(...said(id, brought)),
        );
      }),
    );

const addFile = (group: Command, act: Act) =>
  group
    .command('file')
    .description('取出一个附件，记入日志 / take a file out; goes into the audit log')
    .argument(...THE_DUTY)
    .argument('<file>', '附件编号，见 duty show / number of the file, see duty show', wholeNumber)
    .requiredOption('-o, --output <path>', '写到这里，已有的文件不会覆盖 / where to; nothing is overwritten')
    .action(
      act(async (session, [id, file]: [number, number], { output }: { output: string }) => {
        const found = await openDutyFile(session.desk, await session.actor(), { id, file });
        await writeNew(output, found.content);
        const { name, mediaType, bytes } = found;
        session.answer({ duty: id, file, name, mediaType, bytes, output }, () =>
          session.words.say(`已写入 ${output}（${bytes} 字节）`, `written to ${output} (${bytes} bytes)`),
        );
      }),
    );

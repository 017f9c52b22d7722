import { Option, type Command } from 'commander';
import { ERASED_BECAUSE, type ErasedBecause } from '../../../ledger/erasures.js';
import { correctPerson } from '../../../office/correct-person.js';
import { erasePerson, keptOfErased } from '../../../office/erase-person.js';
import { showPerson } from '../../../office/people.js';
import { wholeNumber, type Act } from '../command.js';
import { agreed, requirePerson } from '../confirm.js';
import { requireNew, writeNew } from '../new-file.js';
import { correctedView, erasedView, erasureView, keptView } from '../views/person-rights.js';

const REASON = ['--reason <text>', '原因，记入日志 / why; goes into the audit log'] as const;

/** What somebody may ask of what is held about them: a copy, that it be set right, and to be erased. */
export function personRightsCommands(group: Command, act: Act, whom: string): void {
  addExport(group, act, whom);
  addCorrect(group, act, whom);
  addErase(group, act, whom);
  addKept(group, act);
}

const addExport = (group: Command, act: Act, whom: string) =>
  group
    .command('export')
    .description(
      '把一个人的全部信息写入文件（JSON），供本人查阅或带走 / everything about a person, in a file for them',
    )
    .argument('<person>', whom)
    .requiredOption('--out <file>', '写到哪个新文件 / to which new file')
    .requiredOption(...REASON)
    .action(
      act(async (session, [person]: [string], { out, reason }: { out: string; reason: string }) => {
        await requireNew(out);
        const found = await showPerson(session.office, await session.actor(), { person, unmask: { reason } });
        await writeNew(out, [Buffer.from(`${JSON.stringify(found, null, 2)}\n`)]);
        session.answer({ person: found.id, file: out }, () =>
          session.words.say(
            `${found.id} 号的全部信息已写入 ${out}（只有您可读）；交给本人后请删除`,
            `everything about person ${found.id} is in ${out}, readable by you alone; delete it once they have it`,
          ),
        );
      }),
    );

interface CorrectOptions {
  name?: string;
  phone?: string | false;
  email?: string | false;
  idNumber?: string;
  reason: string;
}

const addCorrect = (group: Command, act: Act, whom: string) =>
  group
    .command('correct')
    .description('更正姓名、号码；日志只记改了哪些项 / set right who somebody is; the log says which fields')
    .argument('<person>', whom)
    .option('--name <name>', '姓名 / name')
    .option('--phone <phone>', '手机 / phone')
    .option('--no-phone', '已没有手机 / no phone any more')
    .option('--email <address>', '邮箱 / mail address')
    .option('--no-email', '已没有邮箱 / no mail address any more')
    .option(
      '--id-number <number>',
      '身份证号，出生日期和性别随之更正 / resident ID, with day of birth and sex',
    )
    .requiredOption(...REASON)
    .action(
      act(async (session, [person]: [string], { phone, email, ...rest }: CorrectOptions) => {
        const corrected = await correctPerson(session.office, await session.actor(), {
          ...{ ...rest, person },
          ...addressOf('phone', phone),
          ...addressOf('email', email),
        });
        session.answer(corrected, () => correctedView(corrected, session.words));
      }),
    );

/** `--no-phone` is false here; an option of which nothing was said is true. */
const addressOf = <Field extends string>(field: Field, written: string | boolean | undefined) =>
  (written === undefined || written === true ? {} : { [field]: written === false ? null : written }) as {
    [Key in Field]?: string | null;
  };

interface EraseOptions {
  because: ErasedBecause;
  preview?: boolean;
  yes?: boolean;
}

const addErase = (group: Command, act: Act, whom: string) =>
  group
    .command('erase')
    .description(
      '删除一个人的信息，不能恢复；法律要求留存的加密封存到期 / erase a person for good; what the law keeps is sealed',
    )
    .argument('<person>', whom)
    .addOption(
      new Option(
        '--because <why>',
        'wish 本人要求，purpose over 目的已达到，mistake 误录 / their wish, its purpose is over, a mistake',
      )
        .choices(ERASED_BECAUSE)
        .makeOptionMandatory(),
    )
    .option('--preview', '只看会删除什么、留存什么 / only look at what goes and what is kept')
    .option('--yes', '不询问，直接删除 / without asking')
    .action(
      act(async (session, [person]: [string], { because, preview = false, yes = false }: EraseOptions) => {
        if (!preview && !yes)
          requirePerson(session, { zh: '，或用 --preview 只看', en: ', or --preview to look only' });
        const actor = await session.actor();
        const wish = { person, because };
        if (preview || !yes) {
          const planned = await erasePerson(session.office, actor, { ...wish, preview: true });
          if (preview) return session.answer(planned, () => erasureView(planned, session.words));
          session.world.out(erasureView(planned, session.words));
          if (!(await agreed(session, '删除后不能恢复，确定吗？', 'this cannot be taken back; go ahead?')))
            return session.remark('没有删除', 'nothing was erased');
        }
        const done = await erasePerson(session.office, actor, { ...wish, preview: false });
        session.answer(done, () => erasedView(done, session.words));
      }),
    );

const addKept = (group: Command, act: Act) =>
  group
    .command('kept')
    .description(
      '查看已删除的人依法封存的内容；须有权限，记入日志 / what the law has kept of who was erased; logged',
    )
    .argument('<id>', '编号 / their number', wholeNumber)
    .requiredOption(...REASON)
    .action(
      act(async (session, [person]: [number], { reason }: { reason: string }) => {
        const kept = await keptOfErased(session.office, await session.actor(), { person, reason });
        session.answer(kept, () => keptView(kept, session.words));
      }),
    );

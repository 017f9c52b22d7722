import { Option, type Command } from 'commander';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { addTemplateFrom, showTemplate, templates } from '../../../office/templates.js';
import { wholeNumber, type Act } from '../command.js';
import { readWritten } from '../written.js';
import { templatesView, templateView } from '../views/template.js';

/** The options of `template add` that say what a template file would say. */
interface TemplateFlags {
  code?: string;
  channel?: string;
  class?: string;
  text?: string;
  subject?: string;
  html?: string;
  carrierCode?: string;
}

/** `muster template …` */
export function templateCommands(program: Command, act: Act): void {
  const group = program.command('template').description('消息模板 / message templates');
  addAdd(group, act);
  group
    .command('list')
    .description('列出各模板的最新版本 / the newest version of each')
    .action(
      act(async (session) => {
        await session.actor();
        const found = await templates(session.office);
        session.answer(found, () => templatesView(found, session.words));
      }),
    );
  group
    .command('show')
    .description('一个模板的全文 / the words of one')
    .argument('<code>', '模板代码 / its code')
    .option('--version <number>', '第几版（默认最新） / which version', wholeNumber)
    .action(
      act(async (session, [code]: [string], { version }: { version?: number }) => {
        await session.actor();
        const found = await showTemplate(session.office, code, version);
        session.answer(found, () => templateView(found, session.words));
      }),
    );
}

const addAdd = (group: Command, act: Act) =>
  group
    .command('add')
    .description('添加模板或它的新版本 / add a template, or its next version')
    .argument('[file]', 'YAML 或 JSON 文件 / a YAML or JSON file')
    .option('--code <code>', '模板代码，如 flood-warning / its code')
    .addOption(new Option('--channel <channel>', '渠道 / channel').choices(CHANNELS))
    .addOption(new Option('--class <class>', '类别 / class').choices(['verification', 'notice', 'promotion']))
    .option('--text <text>', '正文；变量写作 ${river} / its words; variables as ${river}')
    .option('--subject <text>', '邮件标题 / subject of a mail')
    .option('--html <text>', '邮件网页正文 / HTML of a mail')
    .option('--carrier-code <code>', '运营商给的模板编号 / the code the carrier gave it')
    .action(
      act(async (session, [name]: [string | undefined], options: TemplateFlags) => {
        const { code, channel, class: kind, text, subject, html, carrierCode } = options;
        const flags = { code, channel, class: kind, text, subject, html, carrier_code: carrierCode };
        const { value, placing } = await readWritten(name, flags);
        const actor = await session.actor();
        const { template, added } = await placing(() => addTemplateFrom(session.office, actor, value));
        session.answer({ added, template }, () => templateView(template, session.words));
        if (!added)
          session.remark(
            '与现有版本逐字相同，没有新增',
            'word for word the version that is there: nothing was added',
          );
      }),
    );

import { Argument, Option, type Command } from 'commander';
import { TEMPLATE_KINDS } from '../../../domain/messages/template.js';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { SHIPPED_KINDS, type ShippedKind } from '../../../campaigns/shipped.js';
import { loadShippedTexts } from '../../../office/shipped-texts.js';
import { readReviews, submitTemplate } from '../../../office/template-reviews.js';
import { addTemplateFrom, lintOf, showTemplate, templates } from '../../../office/templates.js';
import { wholeNumber, type Act } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { readWritten } from '../written.js';
import {
  historyView,
  lintView,
  loadedView,
  reviewsView,
  templatesView,
  templateView,
  warningsView,
} from '../views/template.js';

/** The options of `template add` that say what a template file would say. */
interface TemplateFlags {
  code?: string;
  channel?: string;
  class?: string;
  kind?: string;
  language?: string;
  text?: string;
  subject?: string;
  html?: string;
  carrierCode?: string;
}

/** `muster template …` */
export function templateCommands(program: Command, act: Act): void {
  const group = program.command('template').description('消息模板 / message templates');
  addAdd(group, act);
  addLoad(group, act);
  addLint(group, act);
  addReviews(group, act);
  group
    .command('list')
    .description('列出各模板的最新版本 / the newest version of each')
    .action(
      act(async (session) => {
        const found = await templates(session.office, await session.actor());
        session.answer(found, () => templatesView(found, session.words));
      }),
    );
  group
    .command('show')
    .description('一个模板的全文、版本和经过 / the words of one, its versions and its history')
    .argument('<code>', '模板代码 / its code')
    .option('--version <number>', '第几版（默认最新） / which version', wholeNumber)
    .action(
      act(async (session, [code]: [string], { version }: { version?: number }) => {
        const found = await showTemplate(session.office, await session.actor(), code, version);
        session.answer(found, () =>
          [templateView(found, session.words), '', historyView(found, session.words)].join('\n'),
        );
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
    .addOption(
      new Option('--kind <kind>', '用于哪种活动（默认不限） / for which campaigns').choices(TEMPLATE_KINDS),
    )
    .option('--language <language>', '语言，zh-CN（默认）或 en / language')
    .option('--text <text>', '正文；变量写作 ${river} / its words; variables as ${river}')
    .option('--subject <text>', '邮件标题 / subject of a mail')
    .option('--html <text>', '邮件网页正文 / HTML of a mail')
    .option(
      '--carrier-code <code>',
      '运营商控制台里已通过的模板编号 / the code of the approved text in the carrier’s console',
    )
    .action(
      act(async (session, [name]: [string | undefined], options: TemplateFlags) => {
        const {
          code,
          channel,
          class: messageClass,
          kind,
          language,
          text,
          subject,
          html,
          carrierCode,
        } = options;
        const flags = { code, channel, class: messageClass, kind, language, text, subject, html };
        const { value, placing } = await readWritten(name, { ...flags, carrier_code: carrierCode });
        const actor = await session.actor();
        const done = await placing(() => addTemplateFrom(session.office, actor, value));
        session.answer(done, () => templateView(done.template, session.words));
        for (const { zh, en } of warningsView(done.lint)) session.remark(zh, en);
        if (!done.added)
          session.remark(
            '与现有版本逐字相同，没有新增',
            'word for word the version that is there: nothing was added',
          );
      }),
    );

const addLoad = (group: Command, act: Act) =>
  group
    .command('load')
    .description(
      '添加随软件附带的模板，已有的不动 / add the texts that come with Muster; those that are there stay',
    )
    .addArgument(
      new Argument(
        '[kind]',
        '用于哪种活动，不写则全部；office 是办公室自己的提醒 / for which campaigns; default: all',
      ).choices(SHIPPED_KINDS),
    )
    .action(
      act(async (session, [kind]: [ShippedKind | undefined]) => {
        const actor = await session.actor();
        const loaded = await loadShippedTexts(session.office, actor, kind && [kind]);
        session.answer(loaded, () => loadedView(loaded, session.words));
        const drafts = loaded.filter(
          ({ channel, standing }) => channel === 'sms' && standing.state === 'draft',
        );
        if (drafts.length > 0)
          session.remark(
            `请逐个报备短信模板：muster template submit ${drafts[0]!.code}；邮件模板不必报备，现在就可以用`,
            `hand the SMS texts in one by one: \`muster template submit ${drafts[0]!.code}\`; mails need no review and can be used now`,
          );
      }),
    );

const addLint = (group: Command, act: Act) =>
  group
    .command('lint')
    .description('检查运营商会退回什么，并计算条数 / what a carrier will turn away, and how many parts it is')
    .argument(
      '<file-or-code>',
      'YAML 或 JSON 文件，或已有模板的代码 / a YAML or JSON file, or the code of a template',
    )
    .action(
      act(async (session, [named]: [string]) => {
        const actor = await session.actor();
        const found = /^[a-z0-9][a-z0-9-]*$/.test(named)
          ? await lintOf(session.office, actor, { code: named })
          : await lintWritten(session.office, actor, named);
        session.answer(found, () => lintView(found, session.words));
        return found.errors.length > 0 ? EXIT.invalid : EXIT.ok;
      }),
    );

async function lintWritten(
  office: Parameters<typeof lintOf>[0],
  actor: Parameters<typeof lintOf>[1],
  file: string,
): ReturnType<typeof lintOf> {
  const { value, placing } = await readWritten(file, {});
  return placing(() => lintOf(office, actor, { written: value }));
}

function addReviews(group: Command, act: Act): void {
  group
    .command('submit')
    .description('向运营商报备模板的最新版本 / hand the newest version in at the carrier')
    .argument('<code>', '模板代码 / its code')
    .action(
      act(async (session, [code]: [string]) => {
        const actor = await session.actor();
        const news = await submitTemplate(session.office, actor, { code, carriers: session.carriers });
        session.answer(news, () => reviewsView(news, session.words));
      }),
    );
  group
    .command('review')
    .description('立即查询审核结果；不写代码则查询全部待定的 / read the reviews back now')
    .argument('[code]', '模板代码 / its code')
    .action(
      act(async (session, [code]: [string | undefined]) => {
        const actor = await session.actor();
        const asked = { carriers: session.carriers, ...(code === undefined ? {} : { code }) };
        const news = await readReviews(session.office, actor, asked);
        session.answer(news, () => reviewsView(news, session.words));
      }),
    );
}

import { officeTime } from '../../../domain/calendar/office-day.js';
import type { TemplateView } from '../../../office/templates.js';
import { pairs, table } from '../table.js';
import { channelLabel, type Words } from '../words.js';

/** Templates, one a line. */
export function templatesView(templates: readonly TemplateView[], words: Words): string {
  if (templates.length === 0)
    return words.say(
      '还没有模板：请用 muster template add 添加',
      'no templates yet: `muster template add` adds one',
    );
  const { stacked } = words;
  return table(
    [
      stacked('模板', 'template'),
      stacked('版本', 'version'),
      stacked('渠道', 'channel'),
      stacked('类别', 'class'),
      stacked('运营商编号', 'carrier code'),
      stacked('变量', 'variables'),
    ],
    templates.map((one) => [
      one.code,
      one.version,
      channelLabel(words, one.channel),
      one.class,
      one.carrierCode ?? '—',
      one.variables.map(({ name }) => name).join(', ') || '—',
    ]),
  );
}

/** One template with its words. */
export function templateView(template: TemplateView, words: Words): string {
  const { label } = words;
  const facts = pairs([
    [label('模板', 'template'), `${template.code} v${template.version}`],
    [label('渠道', 'channel'), channelLabel(words, template.channel)],
    [label('类别', 'class'), template.class],
    [label('运营商编号', 'carrier code'), template.carrierCode ?? '—'],
    [label('变量', 'variables'), template.variables.map(({ name }) => name).join(', ') || '—'],
    [label('添加', 'added'), `${template.createdBy} ${officeTime(template.createdAt)}`],
    ...(template.subject === null ? [] : [[label('标题', 'subject'), template.subject] as const]),
  ]);
  const html = template.html === null ? [] : ['', label('网页正文', 'HTML'), template.html.trimEnd()];
  return [facts, '', template.text.trimEnd(), ...html].join('\n');
}

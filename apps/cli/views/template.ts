import { officeTime } from '../../../domain/calendar/office-day.js';
import type { Lint, PartCount } from '../../../domain/messages/template-lint.js';
import { REVIEW_STATE_MEANING, type ReviewState } from '../../../domain/messages/template-review.js';
import { problemLine, type Sentence } from '../../../domain/problem.js';
import type { LoadedText } from '../../../office/shipped-texts.js';
import type { ReviewNews } from '../../../office/template-reviews.js';
import type { TemplateHistory, TemplateView } from '../../../office/templates.js';
import { pairs, table } from '../table.js';
import { channelLabel, type Words } from '../words.js';

/** `审核中 submitted` */
const reviewLabel = (words: Words, state: ReviewState): string =>
  words.label(REVIEW_STATE_MEANING[state].zh, state);

/** What each carrier says; mail, which nobody reviews, needs no word. */
const reviewsLine = ({ channel, reviews }: TemplateView, words: Words): string => {
  if (channel !== 'sms') return '—';
  if (reviews.length === 0) return reviewLabel(words, 'draft');
  return reviews
    .map(({ provider, state, carrierCode }) =>
      `${reviewLabel(words, state)} ${provider} ${carrierCode ?? ''}`.trimEnd(),
    )
    .join(', ');
};

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
      stacked('用途', 'kind'),
      stacked('语言', 'language'),
      stacked('审核', 'review'),
      stacked('变量', 'variables'),
    ],
    templates.map((one) => [
      one.code,
      one.version,
      channelLabel(words, one.channel),
      one.class,
      one.kind ?? '—',
      one.language,
      reviewsLine(one, words),
      one.variables.map(({ name }) => name).join(', ') || '—',
    ]),
  );
}

/** Shipped texts as the office has them now, one a line. */
export function loadedView(texts: readonly LoadedText[], words: Words): string {
  const { stacked, label } = words;
  return table(
    [
      stacked('模板', 'template'),
      stacked('版本', 'version'),
      stacked('渠道', 'channel'),
      stacked('审核', 'review'),
      stacked('添加', 'added'),
    ],
    texts.map((one) => [
      one.code,
      one.version,
      channelLabel(words, one.channel),
      reviewsLine(one, words),
      one.added ? label('新增', 'added') : label('已有，未改动', 'there before'),
    ]),
  );
}

/** One template with its words. */
export function templateView(template: TemplateView, words: Words): string {
  const { label } = words;
  const variables = template.variables.map(
    ({ name, maxLength, attribute = 'text' }) => `${name} (${attribute} ≤ ${maxLength})`,
  );
  const facts = pairs([
    [label('模板', 'template'), `${template.code} v${template.version}`],
    [label('渠道', 'channel'), channelLabel(words, template.channel)],
    [label('类别', 'class'), template.class],
    [label('用途', 'kind'), template.kind ?? '—'],
    [label('语言', 'language'), template.language],
    [label('审核', 'review'), reviewsLine(template, words)],
    ...template.reviews
      .filter(({ reason }) => reason !== null)
      .map(({ provider, reason }) => [label('原因', 'reason'), `${provider}: ${reason}`] as const),
    [label('变量', 'variables'), variables.join(', ') || '—'],
    ...template.links.map((link) => [label('网址', 'link'), link] as const),
    [label('添加', 'added'), `${template.createdBy} ${officeTime(template.createdAt)}`],
    ...(template.subject === null ? [] : [[label('标题', 'subject'), template.subject] as const]),
  ]);
  const html = template.html === null ? [] : ['', label('网页正文', 'HTML'), template.html.trimEnd()];
  return [facts, '', template.text.trimEnd(), ...html].join('\n');
}

/** Its versions, then what has happened to them. */
export function historyView({ versions, history }: TemplateHistory, words: Words): string {
  const { stacked } = words;
  const all = table(
    [stacked('版本', 'version'), stacked('状态', 'state'), stacked('添加', 'added')],
    versions.map(({ version, standing, createdAt, createdBy }) => [
      version,
      reviewLabel(words, standing.state),
      `${createdBy} ${officeTime(createdAt)}`,
    ]),
  );
  const events = history.map(({ at, actor, action, detail }) => {
    const words = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`);
    return `${officeTime(at)}  ${actor}  ${action}  ${words.join(', ')}`;
  });
  return [all, '', ...events].join('\n');
}

/** What a review would find, and what an SMS is billed. */
export function lintView(lint: Lint, words: Words): string {
  const { errors, warnings, parts } = lint;
  const found = [
    ...errors.map((one) => `✗ ${problemLine(one)}`),
    ...warnings.map((one) => `! ${problemLine(one)}`),
  ];
  return [
    ...(found.length > 0 ? found : [words.say('没有发现问题', 'nothing found')]),
    ...(parts ? ['', partsView(parts, words)] : []),
  ].join('\n');
}

const partsView = ({ shortest, typical, longest }: NonNullable<Lint['parts']>, words: Words): string =>
  pairs([
    [words.label('最短', 'shortest'), partText(shortest, words)],
    [words.label('通常', 'typical'), partText(typical, words)],
    [words.label('最长', 'longest'), partText(longest, words)],
  ]);

const partText = ({ length, parts }: PartCount, words: Words): string =>
  parts === null
    ? words.say(`${length} 字，超过上限`, `${length} characters, over the limit`)
    : words.say(
        `${length} 字，计 ${parts} 条`,
        `${length} characters, ${parts === 1 ? '1 part' : `${parts} parts`}`,
      );

/** What an author should know although nothing is wrong. */
export const warningsView = ({ errors, warnings }: Lint): Sentence[] => [...errors, ...warnings];

/** Where reviews stand, one a line. */
export function reviewsView(news: readonly ReviewNews[], words: Words): string {
  if (news.length === 0) return words.say('没有待查询的审核', 'no review is open');
  const { stacked } = words;
  return table(
    [
      stacked('模板', 'template'),
      stacked('服务商', 'provider'),
      stacked('审核', 'review'),
      stacked('编号', 'code'),
      stacked('原因', 'reason'),
    ],
    news.map((one) => [
      `${one.template} v${one.version}`,
      one.provider,
      reviewLabel(words, one.state),
      one.carrierCode ?? '—',
      one.unanswered === null
        ? (one.reason ?? '—')
        : words.say(`没有应答 ${one.unanswered}`, `no answer ${one.unanswered}`),
    ]),
  );
}

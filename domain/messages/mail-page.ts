/**
 * A mail's page and plain text out of its one source: text with optional Markdown. Made once, when a template is
 * added, and stored with it: a later version of a library changes no mail that was approved before it.
 */
import { convert } from 'html-to-text';
import juice from 'juice';
import MarkdownIt from 'markdown-it';
import { escapeHtml } from './html.js';
import { LAYOUT } from './mail-layout.js';
import { substitute } from './placeholders.js';
import type { MadeMail, TemplateContent } from './template.js';

// Raw HTML in a source stays text. A line end stays a line end: offices write lists by hand.
const markdown = new MarkdownIt({ html: false, breaks: true, linkify: true });
// Only what is written with its scheme becomes a link: 119.cn in a sentence is no invitation.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
// A picture would be fetched from outside and tell when its mail was read.
markdown.disable('image');
// A variable alone is no address: whoever fills it in would decide what a click does.
markdown.validateLink = (url) => /^(https?:\/\/[^/]|mailto:)/i.test(url);

/** A template with its page, if it is a mail without one of its own. */
export const withPage = <Template extends Pick<TemplateContent, 'channel' | 'text'> & Words>(
  template: Template,
): Template & { made?: MadeMail } =>
  template.channel === 'email' && (template.html ?? undefined) === undefined
    ? { ...template, made: makeMail({ subject: template.subject ?? '', text: template.text }) }
    : template;

/** As written, or as stored. */
interface Words {
  subject?: string | null;
  html?: string | null;
}

/** Makes both parts; the subject is the page's title. */
export function makeMail({ subject, text: source }: { subject: string; text: string }): MadeMail {
  const { text, restore } = withoutVariables(source);
  const html = markdown.render(text.trim());
  return {
    html: restore(juice(LAYOUT.replace('<!--source-->', () => html))).replace(
      '<title>',
      () => `<title>${escapeHtml(subject)}`,
    ),
    text: isPlain(text) ? source.trim() : restore(plainText(html)),
  };
}

/** Whether a source has nothing to render but paragraphs: then it reads best as it was written. */
const isPlain = (text: string): boolean =>
  markdown
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .every(({ type }) => PLAIN_TOKENS.has(type));

const PLAIN_TOKENS = new Set([
  'paragraph_open',
  'paragraph_close',
  'inline',
  'text',
  'softbreak',
  'hardbreak',
]);

const plainText = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      { selector: 'ul', options: { itemPrefix: '· ' } },
    ],
  });

/**
 * Stands a word of letters in for each variable. To Markdown the braces of `**${river}**` are punctuation, beside which
 * no emphasis ends, and in a link's address they would be percent-encoded.
 */
function withoutVariables(source: string): { text: string; restore: (made: string) => string } {
  let mark = 'xVx';
  while (source.includes(mark)) mark += 'x';
  const names: string[] = [];
  const text = substitute(source, (name) => `${mark}${names.push(name) - 1}z`);
  const marks = new RegExp(`${mark}(\\d+)z`, 'g');
  return { text, restore: (made) => made.replace(marks, (_, at: string) => `\${${names[Number(at)]}}`) };
}

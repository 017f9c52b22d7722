/**
 * The one renderer: what the preview shows is made by the same call as what is sent. An outcome is a value,
 * so that one person's odd name fails one message and not a batch.
 */
import { htmlOf, escapeHtml } from './html.js';
import { fillSlots, plainFoot, type Letterhead } from './mail-layout.js';
import { substitute, variablesOf } from './placeholders.js';
import type { TemplateContent } from './template.js';
import { valueFault, type ValueFault } from './values.js';

export { variablesOf };

/** A rendering, or every variable that spoilt it. */
export type Rendered<Result> = { ok: true; value: Result } | { ok: false; faults: ValueFault[] };

/** The source of a mail, and its result. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

/** What is handed to a provider; `subject` and `html` for mail only. */
export type MessageText = { text: string } | MailText;

type Values = Readonly<Record<string, string>>;

/** An inherited name such as `constructor` is no value. */
const valueOf = (variables: Values, name: string): unknown =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

const isFault = (fault: ValueFault | null): fault is ValueFault => fault !== null;

const outcome = <Result>(faults: ValueFault[], make: () => Result): Rendered<Result> =>
  faults.length > 0 ? { ok: false, faults } : { ok: true, value: make() };

const faultsOf = (names: string[], variables: Values): ValueFault[] =>
  names.map((name) => valueFault({ name, maxLength: Infinity }, valueOf(variables, name))).filter(isFault);

/** Fills a text's `${name}` in. */
export const render = (text: string, variables: Values): Rendered<string> =>
  outcome(faultsOf(variablesOf(text), variables), () => substitute(text, (name) => variables[name] ?? ''));

/**
 * Fills a mail in: values are put into the finished page, escaped, so that none of them is read as Markdown, link or
 * tag. A template of before pages were made gets a plain one.
 */
export function renderMail(
  { subject = '', text, html, made }: Pick<TemplateContent, 'subject' | 'text' | 'html' | 'made'>,
  variables: Values,
  letterhead: Letterhead,
): Rendered<MailText> {
  const fill = (part: string): string => substitute(part, (name) => variables[name] ?? '');
  const fillPage = (page: string): string => substitute(page, (name) => inPage(variables[name] ?? ''));
  return outcome(faultsOf(variablesOf(subject, text, html), variables), () => {
    const filled = { subject: fill(subject), text: fill(made?.text ?? text) };
    if (html !== undefined) return { ...filled, html: fillPage(html) };
    if (made === undefined) return { ...filled, html: htmlOf(filled.subject, filled.text) };
    return {
      subject: filled.subject,
      text: `${filled.text}\n${plainFoot(letterhead)}`,
      html: fillSlots(fillPage(made.html), letterhead),
    };
  });
}

/** A value in a page; lists keep their lines. */
const inPage = (value: string): string => escapeHtml(value).replaceAll('\n', '<br>');

/** Renders a template for one recipient, its channel's limits on values included; the letterhead is for mail. */
export function renderMessage(
  template: TemplateContent,
  variables: Values,
  letterhead: Letterhead,
): Rendered<MessageText> {
  const faults = template.variables
    .map((variable) => valueFault(variable, valueOf(variables, variable.name), template.channel))
    .filter(isFault);
  if (faults.length > 0) return { ok: false, faults };
  if (template.channel === 'email') return renderMail(template, variables, letterhead);
  const rendered = render(template.text, variables);
  return rendered.ok ? { ok: true, value: { text: rendered.value } } : rendered;
}

import { escapeHtml } from '../../domain/messages/html.js';

/** Markup that is safe to place on a page: only {@link html} makes it. */
export class Html {
  constructor(readonly text: string) {}
}

type Placeable = Html | string | number | readonly Html[];

/** Markup with values in it; every value that is not itself {@link Html} is escaped, so that a text stays a text. */
export const html = (parts: TemplateStringsArray, ...values: readonly Placeable[]): Html =>
  new Html(String.raw({ raw: parts }, ...values.map(markup)));

function markup(value: Placeable): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(String(value));
}

import { createHash } from 'node:crypto';
import type { Sentence } from '../../domain/problem.js';
import { html, Html } from './html.js';

/** A sentence as pages show it: Chinese first, English under it. */
export const told = ({ zh, en }: Sentence): Html => html`${zh} <span class="english" lang="en">${en}</span>`;

// Large, for old eyes and small screens; buttons as tall as a thumb. The system's fonts: nothing is loaded.
const STYLE = `
:root { color-scheme: light dark; --line: #8886; --quiet: #5f6368; --strong: #14532d; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --quiet: #b3b8bd; --strong: #86efac; --on: #0b1f12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 38rem; padding: 1rem 1rem 3rem; font: 1.125rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0.5rem 0 1rem; font-size: 1.5rem; line-height: 1.3; }
h2 { margin: 2rem 0 0.25rem; font-size: 1.25rem; line-height: 1.3; }
.english { display: block; color: var(--quiet); font-size: 0.8em; font-weight: normal; line-height: 1.4; }
.quiet { color: var(--quiet); font-size: 0.9em; }
.notice { margin: 1rem 0; padding: 0.75rem 1rem; border: 2px solid var(--strong); border-radius: 8px; }
form { margin: 0; }
ul { margin: 0.75rem 0; padding: 0; list-style: none; }
li { display: flex; gap: 0.75rem; align-items: center; justify-content: space-between; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
li > div { flex: 1; min-width: 0; }
li .quiet { display: block; }
button { flex: none; min-width: 6.5rem; min-height: 3rem; padding: 0.4rem 0.9rem; border: 2px solid var(--strong); border-radius: 8px; background: transparent; color: inherit; font: inherit; line-height: 1.25; cursor: pointer; }
button.main { width: 100%; background: var(--strong); color: var(--on); }
button.main .english { color: inherit; }
.state { font-weight: 600; }
.words { white-space: pre-wrap; }
textarea { display: block; width: 100%; margin: 0.25rem 0 0.75rem; padding: 0.6rem; border: 2px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit; }
.warning { border-left: 4px solid #b45309; padding-left: 0.6rem; }
.field { margin: 1.5rem 0; }
.field > label { display: block; font-weight: 600; }
.field p { margin: 0.25rem 0; }
.choice { display: flex; gap: 0.75rem; align-items: center; min-height: 3rem; }
.choice input { flex: none; width: 1.5rem; height: 1.5rem; }
input:not([type=checkbox]), select { display: block; width: 100%; min-height: 3rem; margin: 0.25rem 0 0.75rem; padding: 0.5rem 0.6rem; border: 2px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit; }
option { background: Canvas; color: CanvasText; }
ul.plain { margin: 0.25rem 0; list-style: disc; padding-left: 1.25rem; }
ul.plain li { display: list-item; padding: 0.2rem 0; border: 0; }
.card { display: block; margin: 0.75rem 0; padding: 0.75rem 1rem; border: 2px solid var(--line); border-radius: 8px; color: inherit; text-decoration: none; }
.card > span { display: block; }
.late .card, .returned .card { border-color: #b45309; }
a { color: inherit; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
`;

// Not inside a template: its digest is of every blank in it.
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is loaded, run, framed, kept or told to other sites. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** A whole page as text. */
export const page = (title: Sentence, content: Html): string =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title.zh} · ${title.en}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${told(title)}</h1>
          ${content}
        </main>
      </body>
    </html>`.text;

/** A page that only says something: what is wrong, and what to do. */
export const messagePage = (title: Sentence, sentences: readonly Sentence[]): string =>
  page(title, html`${sentences.map((sentence) => html`<p>${told(sentence)}</p>`)}`);

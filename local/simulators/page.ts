/** Markup that is safe to place on a page: only {@link html} makes it. */
export class Html {
  constructor(readonly text: string) {}
}

type Placeable = Html | string | number | readonly Html[];

/** Markup with values in it; every value that is not itself {@link Html} is escaped, so that a text stays a text. */
export function html(parts: TemplateStringsArray, ...values: readonly Placeable[]): Html {
  return new Html(
    parts.reduce((before, part, index) => before + markup(values[index - 1] as Placeable) + part),
  );
}

function markup(value: Placeable): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((each) => each.text).join('');
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A label in both languages: Chinese first, English beside it in grey. */
export const label = (chinese: string, english: string): Html =>
  html`${chinese} <span class="english" lang="en">${english}</span>`;

const officeFormat = new Intl.DateTimeFormat('zh-CN', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'Asia/Shanghai',
});

/** An instant as the office's clock showed it. */
export const officeTime = (instant: Date | string): string => officeFormat.format(new Date(instant));

/** Pages load nothing from outside and run no script, whatever a message contains. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'",
} as const;

/** What every page has around its content. */
interface PageFrame {
  /** Shown on top and in the tab. */
  chinese: string;
  english: string;
  /** Links under the title, such as back to the list. */
  links?: readonly Html[];
}

/** A whole page of a simulator, as text. */
export function page(frame: PageFrame, content: Html): string {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.chinese} · ${frame.english}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>${label(frame.chinese, frame.english)}</h1>
          <nav>${frame.links ?? []}</nav>
        </header>
        <main>${content}</main>
        <footer>
          ${label('模拟器：没有任何信息离开本机。', 'A simulator: nothing leaves this machine.')}
        </footer>
      </body>
    </html>`.text;
}

const STYLE = new Html(`
  :root { color-scheme: light dark; --line: #8884; --quiet: #777; }
  body { margin: 0 auto; max-width: 52rem; padding: 0 1rem 3rem; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
  h1 { margin: 1rem 0 0; font-size: 1.3rem; }
  h2 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; }
  nav a { margin-right: 1rem; }
  footer, .english, .quiet { color: var(--quiet); font-size: 0.85em; font-weight: normal; }
  footer { margin-top: 2rem; }
  form { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.75rem 0; }
  input, textarea, button { box-sizing: border-box; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 4px; font: inherit; }
  input, textarea { flex: 1 1 12rem; min-width: 0; }
  ul.list { margin: 0; padding: 0; list-style: none; }
  ul.list > li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  pre { padding: 0.6rem; border: 1px solid var(--line); font-size: 0.85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
  table { border-collapse: collapse; }
  th, td { padding: 0.15rem 0.8rem 0.15rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 24rem; border: 1px solid var(--line); background: #fff; }
`);

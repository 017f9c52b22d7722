/**
 * The one layout of all mails. The styles are written once here and put on each element when a template is added,
 * since many mail programs drop a page's own style sheet. Its comments are slots, see {@link fillSlots}.
 */
import { escapeHtml } from './html.js';

/** What stands around a mail's own words. */
export interface Letterhead {
  /** The office's name, in the foot of the page. */
  office: string;
  /** Where its reader may unsubscribe; absent: the foot says nothing of it. */
  unsubscribeUrl?: string;
}

/** The office's name as its mails show it: that of their sender, else its SMS signature. */
export const officeName = (mailFrom: string, smsSign: string): string =>
  /^\s*"?([^<"]*?)"?\s*</.exec(mailFrom)?.[1] || smsSign;

/** The page, with slots for the source, the office's name and the way to unsubscribe. */
export const LAYOUT = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title></title>
<style>
body { margin: 0; padding: 0; background: #f4f4f2; color: #222; }
.sheet { max-width: 36em; margin: 0 auto; padding: 1.5em 1.25em; background: #fff; font: 16px/1.7 'PingFang SC','Microsoft YaHei',sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 1em; padding-left: .6em; border-left: .25em solid #b3261e; font-size: 1.3em; line-height: 1.4; }
h2, h3 { margin: 1.4em 0 .4em; font-size: 1.1em; line-height: 1.4; }
p { margin: 0 0 1em; }
ul, ol { margin: 0 0 1em; padding-left: 1.6em; }
a { color: #0b57d0; }
blockquote { margin: 0 0 1em; padding-left: 1em; border-left: .2em solid #ccc; color: #555; }
table { border-collapse: collapse; margin: 0 0 1em; }
th, td { padding: .2em .8em .2em 0; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
hr { border: 0; border-top: 1px solid #ddd; margin: 1.5em 0; }
.foot { max-width: 36em; margin: 0 auto; padding: 1em 1.25em 2em; color: #666; font: 13px/1.6 'PingFang SC','Microsoft YaHei',sans-serif; }
.foot p { margin: 0; }
</style></head>
<body>
<div class="sheet">
<!--source--></div>
<div class="foot">
<p><!--office--></p>
<!--unsubscribe--></div>
</body>
</html>
`;

/** Puts the letterhead into the slots of a page made from {@link LAYOUT}. */
export const fillSlots = (html: string, { office, unsubscribeUrl }: Letterhead): string =>
  html
    .replace('<!--office-->', () => escapeHtml(office))
    .replace('<!--unsubscribe-->', () =>
      unsubscribeUrl === undefined
        ? ''
        : `<p>不想再收到这类邮件？<a href="${escapeHtml(unsubscribeUrl)}" style="color:#666">退订 Unsubscribe</a></p>\n`,
    );

/** The same below the plain text. */
export const plainFoot = ({ office, unsubscribeUrl }: Letterhead): string =>
  [
    '',
    '--',
    office,
    ...(unsubscribeUrl === undefined ? [] : [`退订 Unsubscribe: ${unsubscribeUrl}`]),
    '',
  ].join('\n');

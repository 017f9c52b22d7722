import { simpleParser, type ParsedMail } from 'mailparser';
import { html, label, officeTime, page, type Html } from '../page.js';
import { headOf, type Inbox, type Mail } from './inbox.js';

const MAILS_PER_PAGE = 50;

const REFRESH = html`<a href="/">${label('刷新', 'Refresh')}</a>`;
const TO_LIST = html`<a href="/">${label('← 收件箱', 'Inbox')}</a>`;

/** What the list shows. */
interface ListQuery {
  /** Part of a recipient's address; empty: everybody's. */
  address: string;
  /** Only mails of a lower number: the next page. */
  before?: number | undefined;
}

/** The inbox: the newest mails first. Of each mail only the head is parsed. */
export async function listPage(inbox: Inbox, { address, before }: ListQuery): Promise<string> {
  const mails = inbox.newest(MAILS_PER_PAGE, address, before);
  const rows = await Promise.all(mails.map(listRow));
  return page(
    { chinese: '收件箱', english: 'Inbox', links: [REFRESH] },
    html`
      <form action="/">
        <input
          type="search"
          name="address"
          value="${address}"
          placeholder="收件地址 · address"
          aria-label="收件地址 · address"
        />
        <button>${label('查找', 'Search')}</button>
      </form>
      <p class="quiet">
        ${label(`共收到 ${inbox.record.lines} 封，可查看最近 ${inbox.size} 封`, `${inbox.record.lines} taken, the latest ${inbox.size} can be opened`)}
      </p>
      ${
        rows.length > 0
          ? html`<ul class="list">
              ${rows}
            </ul>`
          : html`<p>${label('没有邮件。', 'No mail.')}</p>`
      }
      ${mails.length === MAILS_PER_PAGE ? olderLink(address, mails.at(-1)!.number) : html``}
    `,
  );
}

async function listRow(mail: Mail): Promise<Html> {
  const { subject } = await simpleParser(headOf(mail.raw));
  return html`<li>
    <a href="/mails/${mail.number}">${subject || '（无主题）'}</a>
    <div>${mail.to.join(', ')}</div>
    <div class="quiet">${officeTime(mail.at)} · ${mail.raw.length} B</div>
  </li>`;
}

const olderLink = (address: string, before: number): Html =>
  html`<p>
    <a href="/?address=${encodeURIComponent(address)}&before=${before}">${label('更早', 'Older')}</a>
  </p>`;

/** One mail with its head, text, rendered HTML, and a form to answer it. Parsed now, not when it was taken. */
export async function mailPage(inbox: Inbox, mail: Mail): Promise<string> {
  const parsed = await simpleParser(mail.raw);
  const links = [TO_LIST, html`<a href="/mails/${mail.number}/source">${label('原文', 'Source')}</a>`];
  return page(
    { chinese: parsed.subject ?? '（无主题）', english: `Mail ${mail.number}`, links },
    html`
      ${envelope(mail)}
      <h2>${label('邮件头', 'Headers')}</h2>
      <pre>${parsed.headerLines.map((header) => header.line).join('\n')}</pre>
      <h2>${label('文本', 'Text')}</h2>
      <pre>${parsed.text ?? '—'}</pre>
      ${rendered(parsed)} ${attachments(parsed)}
      <h2>${label('回复', 'Answer')}</h2>
      ${answers(inbox, mail)}
    `,
  );
}

const envelope = (mail: Mail): Html =>
  html`<table>
    <tr>
      <th>${label('收件人', 'To')}</th>
      <td>${mail.to.join(', ')}</td>
    </tr>
    <tr>
      <th>${label('寄件人', 'From')}</th>
      <td>${mail.from}</td>
    </tr>
    <tr>
      <th>${label('收到', 'Taken')}</th>
      <td>${officeTime(mail.at)}</td>
    </tr>
  </table>`;

/** In a frame without any right: no script runs, no form is sent, nothing is loaded from outside. */
const rendered = (parsed: ParsedMail): Html =>
  parsed.html
    ? html`<h2>HTML</h2>
        <iframe sandbox srcdoc="${parsed.html}" title="HTML"></iframe>`
    : html``;

const attachments = (parsed: ParsedMail): Html =>
  parsed.attachments.length > 0
    ? html`<h2>${label('附件', 'Attachments')}</h2>
        <ul>
          ${parsed.attachments.map(
            (each) => html`<li>${each.filename ?? '—'} · ${each.contentType} · ${each.size} B</li>`,
          )}
        </ul>`
    : html``;

function answers(inbox: Inbox, mail: Mail): Html {
  const given = inbox.answersTo(mail);
  return html`<ul class="list">
      ${given.map(
        (each) =>
          html`<li>
            ${each.text}
            <div class="quiet">${officeTime(each.at)}</div>
          </li>`,
      )}
    </ul>
    <form method="post" action="/mails/${mail.number}/answer">
      <textarea name="text" rows="2" required aria-label="回复 · answer"></textarea>
      <button>${label('发送', 'Send')}</button>
    </form>`;
}

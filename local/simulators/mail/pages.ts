import { simpleParser, type ParsedMail } from 'mailparser';
import { html, label, officeTime, page, type Html } from '../page.js';
import { headOf, type Inbox, type Mail } from './inbox.js';
import { invitationOf, type Invitation } from './invitation.js';

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
      ${envelope(mail, parsed)} ${invitation(parsed)} ${rendered(parsed)}
      <h2>${label('文本', 'Text')}</h2>
      <pre>${parsed.text ?? '—'}</pre>
      ${attachments(parsed)}
      <details>
        <summary>${label('邮件头', 'Headers')}</summary>
        <pre>${parsed.headerLines.map((header) => header.line).join('\n')}</pre>
      </details>
      <h2>${label('回复', 'Answer')}</h2>
      ${answers(inbox, mail)}
    `,
  );
}

const envelope = (mail: Mail, parsed: ParsedMail): Html =>
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
    ${unsubscribing(parsed)}
  </table>`;

/** The link of List-Unsubscribe, and whether a POST to it asks nothing (RFC 8058). */
function unsubscribing(parsed: ParsedMail): Html {
  const header = (name: string): string => parsed.headerLines.find(({ key }) => key === name)?.line ?? '';
  const url = /<(https?:\/\/[^>\s]+)>/.exec(header('list-unsubscribe'))?.[1];
  if (url === undefined) return html``;
  const oneClick = /List-Unsubscribe=One-Click/.test(header('list-unsubscribe-post'));
  return html`<tr>
    <th>${label('退订', 'List-Unsubscribe')}</th>
    <td>
      <a href="${url}" rel="noreferrer">${url}</a>
      ${oneClick ? label('（可一键退订）', 'one-click') : html``}
    </td>
  </tr>`;
}

/** What a calendar would ask its owner. */
function invitation(parsed: ParsedMail): Html {
  const found = invitationOf(parsed);
  if (!found) return html``;
  const time = (written: string): string =>
    Number.isNaN(Date.parse(written)) ? written : officeTime(written);
  return html`<h2>${label('日历邀请', 'Invitation')} · ${kindOf(found)}</h2>
    <table>
      <tr>
        <th>${label('事项', 'What')}</th>
        <td>${found.method === 'CANCEL' ? html`<s>${found.title}</s>` : found.title}</td>
      </tr>
      <tr>
        <th>${label('时间', 'When')}</th>
        <td>${time(found.from)} – ${time(found.to)}</td>
      </tr>
      <tr>
        <th>${label('地点', 'Where')}</th>
        <td>${found.place}</td>
      </tr>
      ${
        found.description
          ? html`<tr>
              <th>${label('说明', 'About')}</th>
              <td style="white-space: pre-line">${found.description}</td>
            </tr>`
          : html``
      }
      <tr>
        <th>${label('召集人', 'Organiser')}</th>
        <td>${found.organiser}</td>
      </tr>
      <tr>
        <th>${label('受邀人', 'Attendee')}</th>
        <td>${found.attendees.join(', ')}</td>
      </tr>
      <tr>
        <th>UID</th>
        <td class="quiet">${found.uid} · ${found.sequence}</td>
      </tr>
    </table>`;
}

function kindOf({ method, sequence }: Invitation): Html {
  if (method === 'CANCEL') return label('取消', 'CANCEL');
  if (method !== 'REQUEST') return label('其他', method);
  return sequence === 0 ? label('新邀请', 'REQUEST') : label(`第 ${sequence} 次更改`, 'REQUEST, update');
}

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

import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { html, Html, label, officeTime, page, PAGE_HEADERS } from '../page.js';
import { readText } from './asks.js';
import type { Carrier } from './carrier.js';
import { isSent, type Phone, type ReceivedText, type SentText } from './phones.js';

const PHONES_PER_PAGE = 50;
const PHONE_PATH = /^\/phones\/(1[3-9]\d{9})$/;
const LONGEST_ANSWER = 500;
/** Of a text and of an answer, so much is shown in the list. */
const LIST_CHARACTERS = 200;
const MARK_CHARACTERS = 12;

/** The pages on which a person sees the handsets and answers for their owners. */
export function pages(
  carrier: Carrier,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): void {
  const number = PHONE_PATH.exec(url.pathname)?.[1];
  if (request.method === 'GET' && url.pathname === '/') return show(response, 200, listPage(carrier, url));
  if (request.method === 'GET' && number) return show(response, 200, phonePage(carrier, number));
  if (request.method === 'POST' && number) return answer(carrier, number, body, response);
  const frame = { chinese: '没有此页', english: 'Not found', links: [TO_LIST] };
  show(response, 404, page(frame, html``));
}

function show(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, PAGE_HEADERS).end(text);
}

function answer({ people }: Carrier, number: string, body: Buffer, response: ServerResponse): void {
  const content = String(parseForm(body.toString()).content ?? '').trim();
  if (content) people.write([{ phone: number, content: content.slice(0, LONGEST_ANSWER), by: 'page' }]);
  response.writeHead(303, { location: `/phones/${number}` }).end();
}

const TO_LIST = html`<a href="/">${label('← 全部手机', 'All phones')}</a>`;

function listPage({ phones, record }: Carrier, url: URL): string {
  const digits = (url.searchParams.get('digits') ?? '').replace(/\D/g, '');
  const found = phones.newestFirst(digits);
  const last = Math.max(1, Math.ceil(found.length / PHONES_PER_PAGE));
  const at = Math.min(last, Math.max(1, Math.floor(Number(url.searchParams.get('page'))) || 1));
  const shown = found.slice((at - 1) * PHONES_PER_PAGE, at * PHONES_PER_PAGE);
  return page(
    { chinese: '手机', english: 'Phones' },
    html`<form>
        <input name="digits" inputmode="numeric" value="${digits}" placeholder="号码后几位 last digits" />
        <button>${label('查找', 'Find')}</button>
      </form>
      <p class="quiet">${found.length} 部手机 phones · ${record.lines} 条短信 texts · ✓ 已回 answered</p>
      <ul class="list">
        ${shown.map((phone) => listItem(phone, record))}
      </ul>
      ${found.length === 0 ? html`<p>${label('没有短信。', 'No texts.')}</p>` : pager(digits, at, last)}`,
  );
}

function listItem(phone: Phone, record: Carrier['record']): Html {
  const latest = phone.thread.at(-1)!;
  const words = isSent(latest) ? record.lineAt(latest.start).text : `↩ ${latest.content}`;
  return html`<li>
    <a href="/phones/${phone.number}">${phone.number}</a>
    ${answeredMark(phone)}
    <span class="quiet">${officeTime(new Date(timeOf(latest)))} · ${phone.texts} 条 texts</span><br />
    ${shortened(words, LIST_CHARACTERS)}
  </li>`;
}

/** Whether the owner has answered of late; the beginning of what they said unless it stands below anyway. */
function answeredMark({ thread }: Phone): Html {
  const said = thread.findLast((entry): entry is ReceivedText => !isSent(entry));
  if (!said) return html``;
  const words = said === thread.at(-1) ? '' : shortened(said.content, MARK_CHARACTERS);
  return html`✓ ${words}`;
}

/** Cut between characters, not within an emoji. */
function shortened(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most + 1)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

const timeOf = (entry: SentText | ReceivedText): number => (isSent(entry) ? entry.call.takenAt : entry.at);

function pager(digits: string, at: number, last: number): Html {
  const to = (target: number, words: Html): Html =>
    target < 1 || target > last ? html`` : html`<a href="/?digits=${digits}&page=${target}">${words}</a>`;
  return html`<p>
    ${to(at - 1, label('← 较新', 'Newer'))} <span class="quiet">${at} / ${last}</span>
    ${to(at + 1, label('较早 →', 'Older'))}
  </p>`;
}

/** The look of a conversation: what came on the left, what the owner wrote on the right. */
const HANDSET_STYLE = new Html(`
  .handset { display: flex; flex-direction: column; gap: 0.8rem; margin: 1rem 0; }
  .bubble { max-width: 85%; align-self: flex-start; }
  .bubble.own { align-self: flex-end; text-align: right; }
  .bubble p { margin: 0; padding: 0.5rem 0.8rem; border-radius: 0.8rem; background: #8882; text-align: left;
    white-space: pre-wrap; overflow-wrap: anywhere; }
  .bubble.own p { background: #4a84; }
`);

function phonePage({ phones, record }: Carrier, number: string): string {
  const { texts, thread } = phones.find(number) ?? { texts: 0, thread: [] };
  const earlier = texts - thread.filter(isSent).length;
  const refresh = html`<a href="/phones/${number}">${label('刷新', 'Refresh')}</a>`;
  const gone = html`<p class="quiet">
    更早的 ${earlier} 条只在记录文件里。 ${earlier} earlier texts are in the record file only.
  </p>`;
  return page(
    { chinese: number, english: 'phone', links: [TO_LIST, refresh] },
    html`<style>
        ${HANDSET_STYLE}
      </style>
      ${earlier > 0 ? gone : html``} ${thread.length === 0 ? label('没有短信。', 'No texts.') : html``}
      <div class="handset">
        ${thread.map((entry) => (isSent(entry) ? cameIn(entry, record) : wentOut(entry)))}
      </div>
      ${quickAnswers(thread, record)}
      <form method="post">
        <input name="content" maxlength="${LONGEST_ANSWER}" required autofocus autocomplete="off" />
        <button>${label('以机主身份回复', 'Answer as the owner')}</button>
      </form>`,
  );
}

/** One tap for the usual answers, with the code of the latest ask; nothing when nothing was asked. */
function quickAnswers(thread: Phone['thread'], record: Carrier['record']): Html {
  const asked = thread.filter(isSent).findLast(({ kind }) => kind === 'ask');
  const code = asked && readText(record.lineAt(asked.start).text).code;
  if (!code) return html``;
  const button = ({ chinese, english, words }: (typeof QUICK_ANSWERS)[number]): Html =>
    html`<button name="content" value="${code}${words}">${label(`${code} ${chinese}`, english)}</button>`;
  return html`<form method="post">${QUICK_ANSWERS.map(button)}</form>`;
}

const QUICK_ANSWERS = [
  { chinese: '能来', english: 'coming', words: '能来' },
  { chinese: '不能来', english: 'not coming', words: '不来' },
  { chinese: '晚到', english: 'half an hour late', words: '能来，晚30分钟' },
] as const;

function cameIn({ call, delivery, parts, start }: SentText, record: Carrier['record']): Html {
  const fate = !delivery
    ? '等待回执 awaiting receipt'
    : delivery.success
      ? '已送达 delivered'
      : `未送达 undelivered: ${delivery.code} ${delivery.message}`;
  return html`<div class="bubble">
    <p>${record.lineAt(start).text}</p>
    <span class="quiet">${officeTime(new Date(call.takenAt))} · ${parts} 段 parts · ${fate}</span>
  </div>`;
}

const wentOut = ({ content, at }: ReceivedText): Html =>
  html`<div class="bubble own">
    <p>${content}</p>
    <span class="quiet">${officeTime(new Date(at))}</span>
  </div>`;

import { TOPIC_NAMES, TOPICS, type Refused, type Topic } from '../../domain/messages/topics.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Sentence } from '../../domain/problem.js';
import { writeWish, type ChannelWishes, type Wish, type Wishes } from '../../office/wishes.js';
import { html, type Html } from './html.js';
import { page, told } from './page.js';

const TITLE: Sentence = { zh: '我的订阅', en: 'What I receive' };

const CHANNELS: Record<Channel, Sentence> = {
  email: { zh: '邮件', en: 'Mail' },
  sms: { zh: '短信', en: 'SMS' },
};

/** What each topic brings, so that nobody has to guess what they refuse. */
const ABOUT: Record<Topic, Sentence> = {
  notices: { zh: '天气、安全和工作提醒', en: 'weather, safety, reminders' },
  'call-outs': { zh: '需要人手时询问您能否参加', en: 'asks whether you can come when people are needed' },
  training: { zh: '培训安排与提醒', en: 'courses and reminders' },
  recruitment: { zh: '招募新的志愿者', en: 'looking for new volunteers' },
  campaigns: { zh: '安全生产月等主题活动', en: 'themed months, weeks and days' },
  reports: { zh: '材料与数据报送', en: 'figures and reports that are due' },
  office: { zh: '办公室与您的往来', en: 'letters of the office' },
};

/** The page of one person's wishes; `said`: what was just done. */
export const wishesPage = (wishes: Wishes, said?: Sentence): string =>
  page(
    TITLE,
    html`${said ? html`<p class="notice" role="status">${told(said)}</p>` : ''}
      <p>
        ${told({
          zh: '在这里选择愿意收到哪些消息。改动立即生效，还没有发出的也算在内。',
          en: 'Choose what you want to receive. A change counts at once, also for what has not been sent yet.',
        })}
      </p>
      ${wishes.channels.map(channelPart)} ${irrefusablePart(wishes)}`,
  );

function channelPart(wishes: ChannelWishes): Html {
  const { channel, address, refused } = wishes;
  const name = CHANNELS[channel];
  return html`<section>
    <h2>${told({ zh: `${name.zh}${address === null ? '' : ` ${address}`}`, en: name.en })}</h2>
    ${address === null ? html`<p class="quiet">${told(GONE)}</p>` : ''}
    ${wishes.shared ? html`<p class="quiet">${told(SHARED)}</p>` : ''}
    <form method="post">
      ${everything(wishes)}
      <ul>
        ${TOPICS.map((topic) => topicRow(wishes, topic, refused.includes('all') || refused.includes(topic)))}
        ${wishes.consented === null ? '' : consentRow(channel, wishes.consented)}
      </ul>
    </form>
  </section>`;
}

const GONE: Sentence = {
  zh: '收到这封邮件的邮箱。我们的名册里已经没有它，但退订仍然有效。',
  en: 'The mailbox this mail came to. It is not in our records any more; refusing still counts.',
};

const SHARED: Sentence = {
  zh: '这个手机号有几个人在用：在这里可以退订；要恢复，请联系当地志愿服务组织。',
  en: 'Several people use this phone: here you can refuse; to receive again, ask your volunteer office.',
};

/** One press for all of the channel, and back. */
function everything({ channel, refused, shared }: ChannelWishes): Html {
  const { zh, en } = CHANNELS[channel];
  if (!refused.includes('all'))
    return html`<p>
      ${button({ kind: 'refuse', channel, topic: 'all' }, { zh: `退订全部${zh}`, en: `Unsubscribe from all ${en === 'SMS' ? en : en.toLowerCase()}` }, 'main')}
    </p>`;
  return html`<p class="state">${told({ zh: `已退订全部${zh}`, en: `${en}: everything is refused` })}</p>
    ${shared ? '' : html`<p>${button({ kind: 'accept', channel, topic: 'all' }, { zh: `恢复全部${zh}`, en: 'Receive everything again' })}</p>`}`;
}

function topicRow({ channel, shared }: ChannelWishes, topic: Topic, refused: boolean): Html {
  const { zh, en } = TOPIC_NAMES[topic];
  const about = ABOUT[topic];
  const state = refused ? { zh: '不收', en: 'off' } : { zh: '接收', en: 'on' };
  return html`<li>
    <div>
      ${zh} · <span class="state">${state.zh}</span>
      <span class="quiet">${about.zh}</span>
      <span class="english" lang="en">${en}: ${state.en} · ${about.en}</span>
    </div>
    ${refused ? (shared ? '' : button({ kind: 'accept', channel, topic }, TURN_ON)) : button({ kind: 'refuse', channel, topic }, TURN_OFF)}
  </li>`;
}

const TURN_ON: Sentence = { zh: '恢复', en: 'Turn on' };
const TURN_OFF: Sentence = { zh: '退订', en: 'Turn off' };

function consentRow(channel: Channel, consented: boolean): Html {
  const state = consented
    ? { zh: '已同意', en: 'agreed' }
    : { zh: '未同意，不会收到', en: 'not agreed, none is sent' };
  return html`<li>
    <div>
      推广 · <span class="state">${state.zh}</span>
      <span class="quiet">宣传和推介，须经您同意</span>
      <span class="english" lang="en">promotions: ${state.en} · only sent if you agree</span>
    </div>
    ${consented ? button({ kind: 'withdraw', channel }, { zh: '撤回', en: 'Withdraw' }) : button({ kind: 'consent', channel }, { zh: '同意', en: 'Agree' })}
  </li>`;
}

const button = (wish: Wish, label: Sentence, look = 'plain'): Html =>
  html`<button class="${look}" name="wish" value="${writeWish(wish)}">${told(label)}</button>`;

/** What comes all the same, and why: the law wants it named. */
function irrefusablePart({ isContact }: Wishes): Html {
  return html`<section>
    <h2>${told({ zh: '不能退订的', en: 'What cannot be refused' })}</h2>
    <p>
      ${told({
        zh: '紧急通知：为保护人的生命安全（个人信息保护法第十三条第一款第四项），不论是否退订都会发送。',
        en: 'Emergency warnings: sent to protect life (PIPL art. 13-4), whatever is refused here.',
      })}
    </p>
    ${isContact ? html`<p>${told(DUTY)}</p>` : ''}
  </section>`;
}

const DUTY: Sentence = {
  zh: '联系人职责：您是志愿服务组织的联系人，其应办事项（个人信息保护法第十三条第一款第三项）仍会告知您。',
  en: 'Duties of a contact: you speak for a committee, and are told what it owes (PIPL art. 13-3).',
};

/** What was just done, for the head of the page. */
export function saidOf(wish: Wish): Sentence {
  const channel = CHANNELS[wish.channel];
  if (wish.kind === 'consent')
    return { zh: `已同意接收推广${channel.zh}`, en: `You agreed to promotions: ${channel.en}` };
  if (wish.kind === 'withdraw')
    return {
      zh: `已撤回同意，不再发送推广${channel.zh}`,
      en: `Consent withdrawn, no more promotions: ${channel.en}`,
    };
  const topic = TOPIC_NAMES[(wish as { topic: Refused }).topic];
  return wish.kind === 'refuse'
    ? { zh: `已退订：${channel.zh} · ${topic.zh}`, en: `Turned off: ${channel.en} · ${topic.en}` }
    : { zh: `已恢复：${channel.zh} · ${topic.zh}`, en: `Turned on: ${channel.en} · ${topic.en}` };
}

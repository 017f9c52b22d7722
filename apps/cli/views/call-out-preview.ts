import { officeTime } from '../../../domain/calendar/office-day.js';
import type { TellEvent } from '../../../domain/plan/plan.js';
import type { CallOutPreview, Outlook } from '../../../office/preview.js';
import { pairs, table } from '../table.js';
import type { Words } from '../words.js';
import { exclusions } from './call-out.js';
import { outlookView } from './approval.js';
import { firstView } from './candidates.js';
import { shownSpan, shownTime, spanWords } from './time.js';

/** What a call-out would do, for the person who decides on it. */
export function callOutPreviewView(preview: CallOutPreview & Outlook, words: Words): string {
  return [
    words.say(`预览：${preview.title}（什么都没有改变）`, 'preview: nothing has changed'),
    '',
    facts(preview, words),
    ...(preview.excluded.length === 0 ? [] : ['', pairs(exclusions(preview.excluded, words))]),
    ...shortage(preview, words),
    '',
    waves(preview, words),
    '',
    outlookView(preview, words),
    '',
    words.say(`先问谁（前 ${preview.first.length} 人）`, 'who is asked first, and why'),
    firstView(preview.first, preview.event.near !== null, words),
    ...(preview.namesMasked ? [words.say('姓名已打码', 'names are masked')] : []),
    '',
    words.say(
      '短信，除编号外与实际发送相同',
      'its texts, word for word as they will be sent but for the code',
    ),
    ...preview.texts.flatMap((text) => ['', textView(text, words)]),
  ].join('\n');
}

function facts(preview: CallOutPreview, words: Words): string {
  const { label } = words;
  const { event, window } = preview;
  const near = event.near === null ? '' : ` · ${label('就近', 'near')} ${event.near}`;
  return pairs([
    [label('事项', 'event'), `${event.title} · ${event.place}${near}`],
    [label('时间', 'when'), shownSpan(new Date(event.from), new Date(event.to))],
    [label('需要', 'needed'), String(preview.needed)],
    [label('可询问', 'may be asked'), String(preview.askable)],
    [label('预计会来', 'expected to come'), `${Math.round(preview.expected * 100)}%`],
    [label('时段', 'window'), window === null ? label('不限', 'always') : `${window.from}–${window.to}`],
    ...(preview.emergency === null ? [] : [[label('紧急原因', 'emergency'), preview.emergency] as const]),
    [label('每轮等待', 'wave wait'), words.tell(spanWords(preview.waveSeconds * 1000))],
    [label('预计满员', 'filled by'), filled(preview, words)],
    [label('前一天提醒', 'reminder'), shownTime(preview.reminderAt)],
    [label('预计费用', 'expected cost'), `¥${(preview.costFen / 100).toFixed(2)}`],
  ]);
}

const filled = ({ filledAt }: CallOutPreview, { say }: Words): string =>
  filledAt === null
    ? say('预计招不满，全部问过也不够', 'not expected, with everyone who may be asked')
    : officeTime(filledAt);

function shortage({ needed, askable }: CallOutPreview, { say }: Words): string[] {
  if (needed <= askable) return [];
  return [
    '',
    say(
      `注意：可询问的人全部都来，也差 ${needed - askable} 人`,
      `mind: ${needed - askable} short even if everyone who may be asked comes`,
    ),
  ];
}

/** If everyone answers as expected; a wave may begin sooner, or be another size, as answers come. */
const waves = (preview: CallOutPreview, words: Words): string =>
  [
    words.say('预计轮次；实际随回复调整', 'expected waves; the real ones follow the answers'),
    table(
      [words.stacked('轮次', 'wave'), words.stacked('询问时间', 'asked at'), words.stacked('人数', 'people')],
      preview.waves.map(({ at, people }, index) => [index + 1, officeTime(at), people]),
    ),
  ].join('\n');

const OCCASIONS: Record<TellEvent | 'ask', [zh: string, en: string]> = {
  ask: ['询问', 'asking'],
  'place taken': ['确认有位置', 'has a place'],
  'place waited for': ['列入候补', 'waits for a place'],
  'call unclear': ['请写明编号', 'asked which call they mean'],
  question: ['有人提问', 'asks where and when'],
  'day before': ['前一天提醒', 'the day before'],
  'stand-down': ['通知取消', 'it is called off'],
};

function textView({ step, after, text, parts }: CallOutPreview['texts'][number], words: Words): string {
  const occasion = words.label(...OCCASIONS[after ?? 'ask']);
  const billed = words.label(`计费 ${parts} 条`, parts === 1 ? 'part' : 'parts');
  return `[${step}] ${occasion} · ${billed}\n    ${text}`;
}

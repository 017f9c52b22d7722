import { officeTime } from '../../../domain/calendar/office-day.js';
import type {
  NoticePreview,
  Outlook,
  Preview,
  PreviewedChannel,
  PreviewedRender,
  PreviewedStep,
} from '../../../office/preview.js';
import { reasonMeaning } from '../../../office/reasons.js';
import { invitationView } from './invitation.js';
import { sendHours } from './send-hours.js';
import { outlookView } from './approval.js';
import { pairs, table, type Cell } from '../table.js';
import { channelLabel, type Words } from '../words.js';
import { deadlinePreviewView } from './deadline-preview.js';
import { callOutPreviewView } from './call-out-preview.js';

/** What a launch would do, for the person who decides on it. */
export const previewView = (preview: Preview, words: Words): string =>
  preview.kind === 'call-out'
    ? callOutPreviewView(preview, words)
    : 'duties' in preview
      ? deadlinePreviewView(preview, words)
      : noticePreviewView(preview, words);

function noticePreviewView(preview: NoticePreview & Outlook, words: Words): string {
  const head = words.say(`预览：${preview.title}（什么都没有改变）`, 'preview: nothing has changed');
  const examples = preview.namesMasked
    ? words.say(
        '示例，除打码的姓名外与实际发送相同',
        'examples, as they will be sent but for the masked names',
      )
    : words.say('示例，与实际发送逐字相同', 'examples, word for word as they will be sent');
  return [
    head,
    ...preview.steps.flatMap((step) => [
      '',
      stepFacts(step, words),
      '',
      channelTable(step.channels, words),
      ...invitationView(step.channels, words),
      '',
      ...sendHours(step.channels, words),
      ...warnings(step, words),
    ]),
    '',
    outlookView(preview, words),
    '',
    examples,
    ...preview.renders.flatMap((render, at) => ['', renderView(preview.renders, render, at, words)]),
  ].join('\n');
}

function stepFacts(step: PreviewedStep, words: Words): string {
  const { label } = words;
  const always = label('不限', 'always');
  return pairs([
    [label('步骤', 'step'), step.step],
    [label('时间', 'at'), officeTime(step.at)],
    [label('时段', 'window'), step.window === null ? always : `${step.window.from}–${step.window.to}`],
    ...(step.emergency === null ? [] : [[label('紧急原因', 'emergency'), step.emergency] as const]),
    [label('通道', 'lane'), step.lane],
    [label('作废', 'expires'), step.expiresAt === null ? '—' : officeTime(step.expiresAt)],
    ...(step.secondWayOf === null
      ? []
      : [[label('前一渠道', 'second way of'), secondWayNote(step.secondWayOf, words)] as const]),
    [
      label('受众', 'audience'),
      step.secondWayOf === null
        ? String(step.audience)
        : words.say(`至多 ${step.audience}`, `at most ${step.audience}`),
    ],
    [label('预计发完', 'ends'), officeTime(step.endsAt)],
  ]);
}

const secondWayNote = (step: string, words: Words): string =>
  words.say(`${step}：只发给它没有送到的人`, `${step}: only whom it does not reach`);

/** One column per channel: messages, those who get none by reason, parts, cost, end. */
function channelTable(channels: readonly PreviewedChannel[], words: Words): string {
  const { label } = words;
  const reasons = [...new Set(channels.flatMap(({ exclusions }) => exclusions.map(({ reason }) => reason)))];
  const row = (name: string, cell: (channel: PreviewedChannel) => Cell): Cell[] => [
    name,
    ...channels.map((one) => String(cell(one))),
  ];
  const excluded = (channel: PreviewedChannel, reason: string): number =>
    channel.exclusions.find((one) => one.reason === reason)?.people ?? 0;
  return table(
    ['', ...channels.map(({ channel }) => channelLabel(words, channel))],
    [
      row(label('模板', 'template'), ({ template, version }) => `${template} v${version}`),
      row(label('发送', 'messages'), ({ messages }) => messages),
      ...reasons.map((reason) =>
        row(label(`不发：${reasonMeaning(reason).zh}`, reason), (channel) => excluded(channel, reason)),
      ),
      row(label('计费条数', 'parts'), ({ sms }) =>
        sms ? `${sms.parts}（${partsEach(sms.partsEach)}）` : '—',
      ),
      row(label('费用', 'cost'), ({ sms }) => (sms ? `¥${(sms.costFen / 100).toFixed(2)}` : '—')),
      row(label('节奏', 'calls/s'), ({ callsPerSecond }) =>
        callsPerSecond === 0 ? label('不限', 'unpaced') : callsPerSecond,
      ),
      row(label('预计发完', 'ends'), ({ endsAt }) => officeTime(endsAt)),
    ],
  );
}

/** `×2`, or `×1–2` where names decide. */
const partsEach = ({ least, most }: { least: number; most: number }): string =>
  least === most ? `×${most}` : `×${least}–${most}`;

function warnings({ endsAt, expiresAt }: PreviewedStep, words: Words): string[] {
  if (expiresAt === null || endsAt < expiresAt) return [];
  return [
    '',
    words.say(
      `注意：预计 ${officeTime(endsAt)} 才能发完，${officeTime(expiresAt)} 之后的会作废，不再发送`,
      'mind: it ends after its expiry; what is left then is not sent',
    ),
  ];
}

/** Whom it goes to, and its words; words shown above already are pointed at. */
function renderView(
  renders: readonly PreviewedRender[],
  render: PreviewedRender,
  at: number,
  words: Words,
): string {
  const { channel, person, name, committee, to, subject, text } = render;
  const head = `[${at + 1}] ${channelLabel(words, channel)} · ${name} · ${committee} · ${to} · ${words.label('编号', 'id')} ${person}`;
  const same = renders.findIndex((one) => one.text === text && one.subject === subject);
  if (same < at) return `${head}\n    ${words.say(`与 [${same + 1}] 相同`, `as [${same + 1}]`)}`;
  const title = subject === undefined ? [] : [`${words.label('标题', 'subject')}: ${subject}`];
  return [head, ...[...title, ...text.trimEnd().split('\n')].map((line) => `    ${line}`.trimEnd())].join(
    '\n',
  );
}

import { officeTime } from '../domain/calendar/office-day.js';
import type { Sentence } from '../domain/problem.js';
import { BY_HAND } from '../ledger/stops.js';
import type { Fate } from '../ledger/why.js';
import { reasonMeaning } from './reasons.js';

/** What the ledger knows around a message, as the end of its sentence; empty where there is nothing to add. */
const NOTHING: Sentence = { zh: '', en: '' };

type Detail = (fate: Fate) => Sentence;

const SOURCES = {
  reply: { zh: '回复短信', en: 'by reply' },
  clerk: { zh: '经办登记', en: 'noted by a clerk' },
  form: { zh: '退订页面', en: 'on the page' },
  import: { zh: '导入名单', en: 'in an imported list' },
  page: { zh: '本人网页', en: 'on their own page' },
  'one-click': { zh: '邮件一键退订', en: 'by the mail’s one click' },
  complaint: { zh: '向邮件服务商投诉', en: 'by a complaint to their mail provider' },
} as const satisfies Record<NonNullable<NonNullable<Fate['context']>['optedOut']>['source'], Sentence>;

const optedOut: Detail = ({ context }) => {
  const found = context?.optedOut;
  if (!found) return NOTHING;
  const [time, source] = [officeTime(found.since), SOURCES[found.source]];
  return { zh: `，${time} ${source.zh}`, en: ` at ${time}, ${source.en}` };
};

const bounced: Detail = ({ context }) => {
  const found = context?.bounced;
  if (!found) return NOTHING;
  const time = officeTime(found.since);
  return { zh: `（${time}，${found.code}）`, en: ` (${time}, ${found.code})` };
};

const twin: Detail = ({ context }) => {
  const found = context?.twin;
  if (!found) return NOTHING;
  return { zh: `，收取人 ${found.name}（编号 ${found.id}）`, en: `: ${found.name} (id ${found.id})` };
};

/** Runs named in a sentence at most. */
const NAMED_RUNS = 5;

const capped: Detail = ({ context }) => {
  if (!context || context.counted.length === 0) return NOTHING;
  const { counted, capPerDay, capPerWeek } = context;
  const runs = [...new Set(counted.map(({ run }) => run))].slice(0, NAMED_RUNS);
  const cap =
    capPerWeek === null
      ? { zh: `24 小时 ${capPerDay} 条`, en: `${capPerDay} in 24 hours` }
      : { zh: `7 天 ${capPerWeek} 条`, en: `${capPerWeek} in 7 days` };
  return {
    zh: `（${cap.zh}），此前已有 ${counted.length} 条：活动 ${runs.join('、')}，最近一条 ${officeTime(counted[0]!.at)}`,
    en: ` (${cap.en}); had ${counted.length} already, of runs ${runs.join(', ')}, the last at ${officeTime(counted[0]!.at)}`,
  };
};

const carrierCapped: Detail = ({ context }) => {
  const found = context?.carrierCap;
  if (!found) return NOTHING;
  const { template, cap, counted } = found;
  const limit = {
    zh: `模板 ${template} 24 小时 ${cap} 条`,
    en: `${cap} of template ${template} in 24 hours`,
  };
  const [last] = counted;
  if (!last) return { zh: `（${limit.zh}）`, en: ` (${limit.en})` };
  const runs = [...new Set(counted.map(({ run }) => run))].slice(0, NAMED_RUNS);
  return {
    zh: `（${limit.zh}），此号码已有 ${counted.length} 条：活动 ${runs.join('、')}，最近一条 ${officeTime(last.at)}`,
    en: ` (${limit.en}); the number had ${counted.length} already, of runs ${runs.join(', ')}, the last at ${officeTime(last.at)}`,
  };
};

/** By reason; whoever adds a reason that the ledger knows more about adds its detail here. */
const DETAILS: Readonly<Record<string, Detail>> = {
  'opted out': optedOut,
  'address bounced': bounced,
  'duplicate address': twin,
  'frequency cap': capped,
  'carrier cap': carrierCapped,
};

/** What more is known of why somebody is not written to. */
export const suppressionDetail: Detail = (fate) => DETAILS[fate.reason ?? '']?.(fate) ?? NOTHING;

/** What holds back a message that is queued, beside its turn; and when it will be too old. */
export function waitingFor({ context, notBefore }: Fate, now: Date): Sentence {
  if (!context) return NOTHING;
  const { stop, windowFrom, windowTo, expiresAt } = context;
  const late: Sentence = expiresAt
    ? { zh: `；${officeTime(expiresAt)} 作废`, en: `; too old from ${officeTime(expiresAt)}` }
    : NOTHING;
  if (stop && stop.until > now) {
    const { zh, en } = reasonMeaning(stop.code);
    if (stop.code === BY_HAND)
      return { zh: `；服务商已停用（${zh}）${late.zh}`, en: `; its provider is stopped (${en})${late.en}` };
    const until = officeTime(stop.until);
    return {
      zh: `；服务商停用至 ${until}（${zh}）${late.zh}`,
      en: `; its provider is stopped until ${until} (${en})${late.en}`,
    };
  }
  if (windowFrom !== null && windowTo !== null && notBefore !== null && notBefore > now)
    return {
      zh: `；发送时段 ${clock(windowFrom)}–${clock(windowTo)}${late.zh}`,
      en: `; send window ${clock(windowFrom)}–${clock(windowTo)}${late.en}`,
    };
  return late;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** When what is in doubt was last tried, and when it is looked at next. */
export const doubtDetail: Detail = ({ context }) => {
  const tried = context?.lastTriedAt;
  if (!context || !tried) return NOTHING;
  const next = context.looksAt;
  return {
    zh: `，最后一次尝试 ${officeTime(tried)}${next ? `，${officeTime(next)} 再核实` : ''}`,
    en: `, last tried at ${officeTime(tried)}${next ? `, looked at again at ${officeTime(next)}` : ''}`,
  };
};

/** Until when it would have been worth sending. */
export const expiryDetail: Detail = ({ context }) => {
  const end = context?.expiresAt;
  if (!end) return NOTHING;
  return { zh: `（有效期至 ${officeTime(end)}）`, en: ` (good until ${officeTime(end)})` };
};

/** 月评十佳: ten a month, of different kinds, nominated by the committees, chosen and honoured by the office. */
import { addDays, type Day } from '../../domain/calendar/day.js';
import { parsePeriod, spokenPeriod } from '../../domain/calendar/period.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import type { Problem } from '../../domain/problem.js';

/** Code of the obligation by which committees nominate. */
export const NOMINATING = 'monthly-ten';
/** Code of the one by which the office owes what follows. */
export const HONOURING = 'monthly-ten-office';

/** What the office owes for a month, in order; keys of its duties. */
export const STAGES = ['screening', 'notice', 'publication', 'reward'] as const;
/** One of them. */
export type Stage = (typeof STAGES)[number];

/** Ten in all, however many were nominated. */
export const TEN = 10;
/** They are of different kinds. */
const LEAST_KINDS = 2;
/** Kinds in which nominations are made, in the order in which they are published. */
export const HONOUR_KINDS = ['个人', '组织', '项目'] as const;
/** What a nomination says whose subject may be named in public; anything else is no consent (个人信息保护法 art. 25). */
export const CONSENT = '同意';

/** How long a public notice lasts at least, in workdays. */
export const LEAST_NOTICE_WORKDAYS = 5;

/** A nomination as its committee has handed it in last. */
export interface Nomination {
  duty: number;
  committee: string;
  title: string;
  kind: string;
  consented: boolean;
}

type Fault = Omit<Problem, 'path'>;

/** What keeps ten from being put under public notice or published, all of it. */
export function faultsOfTen(picks: readonly Nomination[]): Problem[] {
  const kinds = new Set(picks.map(({ kind }) => kind));
  const silent = picks.filter(({ consented }) => !consented);
  const faults: Fault[] = [];
  if (picks.length !== TEN)
    faults.push({
      reason: 'not-ten',
      zh: `应正好评出 ${TEN} 名，现有 ${picks.length} 名：请用 muster ten pick 或 unpick 调整`,
      en: `there must be ${TEN} in all, there are ${picks.length}: pick or unpick some`,
    });
  if (picks.length > 0 && kinds.size < LEAST_KINDS)
    faults.push({
      reason: 'one-kind',
      zh: `十佳应有不同类型（${HONOUR_KINDS.join('、')}），现在全是${[...kinds].join('')}`,
      en: `the ten must be of different kinds, and all of these are of one (${[...kinds].join('')})`,
    });
  if (silent.length > 0) faults.push(withoutConsent(silent));
  return faults.map((fault) => ({ path: [], ...fault }));
}

function withoutConsent(silent: readonly Nomination[]): Fault {
  const numbers = silent.map(({ duty }) => duty).join('、');
  const named = silent.map(({ duty, committee }) => `${duty}（${committee}）`).join('、');
  return {
    reason: 'no-consent',
    zh: `以下推荐没有写明“${CONSENT}”公开，不能公示和公布：${named}；请退回补填，或换下`,
    en: `these nominations do not state consent to publication: ${numbers.replaceAll('、', ', ')}; return them to be completed, or unpick them`,
  };
}

/** When a public notice is over: so many whole workdays after the day on which it began. */
export function lastNoticeDay(
  { from, workdays: wanted }: { from: Day; workdays: number },
  workdays: Workdays,
): { day: Day; provisional: boolean } {
  const day = workdays.nthFrom(from, wanted);
  const provisional = [from, day, addDays(day, 1)].some((one) => workdays.kindOf(one).provisional);
  return { day, provisional };
}

/** The list as an office puts it on its website: names as nominated, by kind. */
export function publishedText(month: string, ten: readonly Nomination[]): string {
  const parts = HONOUR_KINDS.flatMap((kind) => {
    const lines = ten.filter((one) => one.kind === kind);
    return lines.length === 0
      ? []
      : ['', kind, ...lines.map(({ title, committee }, at) => `${at + 1}. ${title}（${committee}推荐）`)];
  });
  return [`${spokenPeriod(parsePeriod(month)!)}“月评十佳”名单`, ...parts, ''].join('\n');
}

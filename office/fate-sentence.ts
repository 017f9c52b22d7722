import { officeTime } from '../domain/calendar/office-day.js';
import { CHANNEL_NAMES } from '../domain/messages/channel-names.js';
import { unsendable } from '../domain/messages/reasons.js';
import type { MessageState } from '../domain/messages/states.js';
import type { RunState } from '../domain/plan/run-state.js';
import type { Sentence } from '../domain/problem.js';
import type { Fate } from '../ledger/why.js';
import { doubtDetail, expiryDetail, suppressionDetail, waitingFor } from './fate-detail.js';
import { reasonMeaning } from './reasons.js';

/** What became of a message, in one sentence with time, reason and the provider's reference. */
export function fateSentence(fate: Fate, run: RunState, now: Date): Sentence {
  const { zh, en } = CLAUSES[fate.state](fate, run, now);
  return { zh: `${CHANNEL_NAMES[fate.channel].zh}：${zh}`, en: `${CHANNEL_NAMES[fate.channel].en}: ${en}` };
}

type Clause = (fate: Fate, run: RunState, now: Date) => Sentence;

const at = ({ changedAt }: Fate): string => officeTime(changedAt);

/** `，流水号 X` where the provider gave one. */
const referenced = ({ provider, reference }: Fate): Sentence =>
  reference === null
    ? { zh: '', en: '' }
    : { zh: `，${provider} 流水号 ${reference}`, en: `, ${provider} reference ${reference}` };

/** Carriers give no receipt after 72 hours. */
const RECEIPTS_END_MILLISECONDS = 72 * 3_600_000;

const takenAt = (fate: Fate): string => officeTime(fate.acceptedAt ?? fate.changedAt);

const queued: Clause = (fate, run, now) => {
  const tried =
    fate.tries === 0
      ? { zh: '', en: '' }
      : { zh: `，已试 ${fate.tries} 次`, en: `, tried ${fate.tries} times` };
  if (run === 'paused')
    return {
      zh: `活动已暂停，排队等待恢复${tried.zh}`,
      en: `the run is paused; waits for it to go on${tried.en}`,
    };
  if (run === 'closed')
    return {
      zh: `活动已结束，仍在队列中${tried.zh}`,
      en: `still queued although the run is closed${tried.en}`,
    };
  const waits = waitingFor(fate, now);
  if (fate.notBefore === null || fate.notBefore <= now)
    return { zh: `排队等待发送${tried.zh}${waits.zh}`, en: `waits for its turn${tried.en}${waits.en}` };
  const time = officeTime(fate.notBefore);
  return {
    zh: `排队中，${time} 之后发送${tried.zh}${waits.zh}`,
    en: `queued, to be sent from ${time} on${tried.en}${waits.en}`,
  };
};

const sent: Clause = (fate, _run, now) => {
  const { zh, en } = referenced(fate);
  if (fate.reason === 'settled by hand') {
    const found = reasonMeaning(fate.reason);
    return { zh: `${at(fate)} ${found.zh}${zh}`, en: `${found.en} at ${at(fate)}${en}` };
  }
  if (fate.channel === 'sms' && now.getTime() - fate.changedAt.getTime() >= RECEIPTS_END_MILLISECONDS)
    return {
      zh: `${takenAt(fate)} 已提交运营商${zh}，72 小时内没有回执，不会再有，以此为准`,
      en: `handed to the carrier at ${takenAt(fate)}${en}; no receipt came within 72 hours and none will: this is final`,
    };
  return fate.channel === 'sms'
    ? {
        zh: `${takenAt(fate)} 已提交运营商${zh}，回执未到`,
        en: `handed to the carrier at ${takenAt(fate)}${en}; no receipt yet`,
      }
    : {
        zh: `${takenAt(fate)} 邮件服务器已收下${zh}`,
        en: `taken by the mail relay at ${takenAt(fate)}${en}`,
      };
};

/** Refused by the provider, or by us because it could not be sent at all. */
const failed: Clause = (fate, run) => {
  const { zh, en } = reasonMeaning(fate.reason ?? '');
  const after = redrivable(run);
  return unsendable(fate.reason ?? '')
    ? {
        zh: `不能发送：${zh}（${at(fate)}）${after.zh}`,
        en: `cannot be sent: ${en} (${at(fate)})${after.en}`,
      }
    : { zh: `${at(fate)} 被拒绝（${zh}）${after.zh}`, en: `refused at ${at(fate)} (${en})${after.en}` };
};

/** A run that is over sends nothing any more, so that nothing of it is redriven. */
const redrivable = (run: RunState): Sentence =>
  run === 'running' || run === 'paused'
    ? {
        zh: '，不再自动重试；原因排除后可用 muster failed redrive 重发',
        en: ', not tried again; once the cause is mended `muster failed redrive` sends it',
      }
    : { zh: '，不再重试', en: ', not tried again' };

const undelivered: Clause = (fate) => {
  const meaning = reasonMeaning(fate.reason ?? '');
  const { zh, en } = referenced(fate);
  if (fate.channel === 'email') {
    const why = reasonMeaning(fate.reason ?? '');
    return { zh: `${at(fate)} 没有送达：${why.zh}${zh}`, en: `did not arrive (${at(fate)}): ${why.en}${en}` };
  }
  return {
    zh: `${at(fate)} 回执说没有送达（${meaning.zh}）${zh}`,
    en: `a receipt of ${at(fate)} says it did not arrive (${meaning.en})${en}`,
  };
};

const delivered: Clause = (fate) => {
  const { zh, en } = referenced(fate);
  return { zh: `${at(fate)} 回执确认已送达${zh}`, en: `delivered, says a receipt of ${at(fate)}${en}` };
};

/** Of a mail whose try nobody could settle, and which was not to be tried again: too late, opted out, the run cancelled. */
const MAY_HAVE_BEEN_SENT = 'may have been sent';

const notSentAgain: Clause = (fate) => {
  const { zh, en } = reasonMeaning(MAY_HAVE_BEEN_SENT);
  return { zh: `${zh}，${at(fate)} 起不再发送`, en: `${en}; not sent again as of ${at(fate)}` };
};

const suppressed: Clause = (fate, ...where) => {
  if (fate.reason === MAY_HAVE_BEEN_SENT) return notSentAgain(fate, ...where);
  const { zh, en } = reasonMeaning(fate.reason ?? '');
  const more = suppressionDetail(fate);
  return { zh: `没有发送：${zh}${more.zh}（${at(fate)}）`, en: `not sent: ${en}${more.en} (${at(fate)})` };
};

/** With its run, unless the ledger says why else; of a mail perhaps too late. */
const cancelled: Clause = (fate, ...where) => {
  const { reason } = fate;
  if (reason !== null && reason !== MAY_HAVE_BEEN_SENT) return suppressed(fate, ...where);
  const also = reason === null ? undefined : reasonMeaning(reason);
  return {
    zh: `没有发送：活动已于 ${at(fate)} 取消${also ? `；${also.zh}` : ''}`,
    en: `not sent: the run was cancelled at ${at(fate)}${also ? `; ${also.en}` : ''}`,
  };
};

const unknown: Clause = (fate) => {
  const { zh, en } = reasonMeaning(fate.reason ?? '');
  const look = doubtDetail(fate);
  const since = officeTime(fate.context?.unknownSince ?? fate.changedAt);
  return {
    zh: `可能已经发出（${zh}），自 ${since} 起正在核实${look.zh}`,
    en: `may have been sent (${en}); being reconciled since ${since}${look.en}`,
  };
};

const expired: Clause = (fate, ...where) => {
  if (fate.reason === MAY_HAVE_BEEN_SENT) return notSentAgain(fate, ...where);
  if (fate.reason === 'never settled') {
    const { zh, en } = reasonMeaning(fate.reason);
    return { zh: `${zh}，${at(fate)} 起不再核实`, en: `${en}; given up at ${at(fate)}` };
  }
  const late = expiryDetail(fate);
  return {
    zh: `没有发送：${at(fate)} 轮到时已过有效期${late.zh}`,
    en: `not sent: too old when its turn came at ${at(fate)}${late.en}`,
  };
};

const CLAUSES: Record<MessageState, Clause> = {
  queued,
  sending: (fate) => ({ zh: `${at(fate)} 起正在发送`, en: `being sent since ${at(fate)}` }),
  sent,
  delivered,
  undelivered,
  failed,
  suppressed,
  expired,
  cancelled,
  unknown,
};

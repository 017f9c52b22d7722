import { done, Refusal, type Answer } from './answers.js';
import { beijingDay, beijingTime } from './beijing.js';
import type { Call, Operation } from './call.js';
import type { Carrier } from './carrier.js';
import { isSent, type SentText } from './phones.js';
import { toMobile } from './send.js';

const LARGEST_PAGE = 50;
/** Days a message can be asked about. */
const DAYS_KEPT = 30;
const DAY = 86_400_000;

/** QuerySendDetails: what was sent to one number on one day; a message shows only after the visibility delay. */
export const querySendDetails: Operation = (carrier, call) => {
  const phone = toMobile(call.required('PhoneNumber'));
  const day = call.required('SendDate');
  const { size, page } = paging('CurrentPage', call.required('PageSize'), call.required('CurrentPage'));
  const bizId = call.parameters.get('BizId');
  const now = carrier.clock.now().getTime();
  if (!/^\d{8}$/.test(day) || day > beijingDay(now) || day < beijingDay(now - DAYS_KEPT * DAY)) {
    throw new Refusal('isv.INVALID_PARAMETERS', `SendDate应为最近${DAYS_KEPT}天内的日期，格式yyyyMMdd`);
  }
  const visible = (carrier.phones.find(phone)?.thread ?? [])
    .filter(isSent)
    .filter(({ call: taken }) => taken.account === call.account.id)
    .filter(({ call: taken }) => taken.takenAt + carrier.settings.visibilityMilliseconds <= now)
    .filter(({ call: taken }) => beijingDay(taken.takenAt) === day && (!bizId || taken.bizId === bizId))
    .reverse();
  const shown = visible.slice((page - 1) * size, page * size);
  return done({
    TotalCount: String(visible.length),
    SmsSendDetailDTOs: { SmsSendDetailDTO: shown.map((text) => detail(carrier, text)) },
  });
};

function detail(carrier: Carrier, text: SentText): Record<string, unknown> {
  const { delivery, reportedAt, call, phone } = text;
  return {
    PhoneNum: phone.number,
    SendStatus: delivery ? (delivery.success ? 3 : 2) : 1,
    ErrCode: delivery?.code ?? '',
    TemplateCode: call.template,
    Content: carrier.record.lineAt(text.start).text,
    SendDate: beijingTime(call.takenAt),
    ...(reportedAt ? { ReceiveDate: beijingTime(reportedAt) } : {}),
    OutId: call.outId,
  };
}

/** QuerySmsSignList: the approved signatures, page by page. */
export const querySmsSignList: Operation = (_carrier, call) =>
  page(call, call.account.settings.signNames, 'SmsSignList', (signName) => ({
    SignName: signName,
    AuditStatus: 'AUDIT_STATE_PASS',
    BusinessType: '验证码和通知',
  }));

/** GetSmsSign: one signature. */
export const getSmsSign: Operation = (_carrier, call) => {
  const signName = call.required('SignName');
  call.account.checkSign(signName);
  return done({ SignName: signName, SignStatus: 1 });
};

/** One page of a list, as the API's lists answer. */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  key: string,
  show: (item: Item) => Record<string, unknown>,
): Answer {
  const size = call.parameters.get('PageSize') ?? '10';
  const paged = paging('PageIndex', size, call.parameters.get('PageIndex') ?? '1');
  return done({
    TotalCount: items.length,
    CurrentPage: paged.page,
    PageSize: paged.size,
    [key]: items.slice((paged.page - 1) * paged.size, paged.page * paged.size).map(show),
  });
}

function paging(name: string, size: string, page: string): { size: number; page: number } {
  const paged = { size: Number(size), page: Number(page) };
  if (!Number.isInteger(paged.size) || paged.size < 1 || paged.size > LARGEST_PAGE) {
    throw new Refusal('isv.INVALID_PARAMETERS', `PageSize应为1-${LARGEST_PAGE}`);
  }
  if (!Number.isInteger(paged.page) || paged.page < 1) {
    throw new Refusal('isv.INVALID_PARAMETERS', `${name}应不小于1`);
  }
  return paged;
}

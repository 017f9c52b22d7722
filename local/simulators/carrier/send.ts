import { done, Refusal, type Answer } from './answers.js';
import type { Order } from './caps.js';
import type { Call, Operation } from './call.js';
import type { Carrier } from './carrier.js';
import { parseJson } from './templates.js';

const MOST_NUMBERS = 1000;
const MOST_IN_BATCH = 100;
const LONGEST_OUT_ID = 255;
/** The API takes a number with or without the country's code. */
const COUNTRY_CODE = /^(\+86|0086|86)(?=\d{11}$)/;
const MOBILE = /^1[3-9]\d{9}$/;

/** SendSms: one text to up to 1,000 numbers. */
export const sendSms: Operation = (carrier, call) => {
  const signName = call.required('SignName');
  const phones = call.required('PhoneNumbers').split(',').map(toMobile);
  const template = call.required('TemplateCode');
  checkCount(phones.length, MOST_NUMBERS);
  call.account.checkSign(signName);
  const order = {
    signName,
    template: carrier.templates.approved(template, call.account.id, carrier.clock.now().getTime()),
    text: carrier.templates.render(
      signName,
      template,
      parseJson(call.parameters.get('TemplateParam') || '{}'),
    ),
  };
  return take(
    carrier,
    call,
    phones.map((phone) => ({ phone, ...order })),
  );
};

/** SendBatchSms: one template to up to 100 numbers, each with its own signature and variables. */
export const sendBatchSms: Operation = (carrier, call) => {
  const phones = list(call.required('PhoneNumberJson')).map((phone) => toMobile(String(phone)));
  const signNames = list(call.required('SignNameJson')).map(String);
  const template = call.required('TemplateCode');
  const given = call.parameters.get('TemplateParamJson');
  const parameters = given ? list(given) : phones.map(() => ({}));
  checkCount(phones.length, MOST_IN_BATCH);
  if (signNames.length !== phones.length || parameters.length !== phones.length) {
    throw new Refusal('isv.INVALID_PARAMETERS', '号码、签名和变量的个数应相同');
  }
  const registered = carrier.templates.approved(template, call.account.id, carrier.clock.now().getTime());
  for (const signName of new Set(signNames)) call.account.checkSign(signName);
  const orders = phones.map((phone, index) => {
    const signName = signNames[index]!;
    const text = carrier.templates.render(signName, template, parameters[index]);
    return { phone, signName, template: registered, text };
  });
  return take(carrier, call, orders);
};

function take(carrier: Carrier, call: Call, orders: Order[]): Answer {
  const outId = call.parameters.get('OutId') ?? '';
  if (outId.length > LONGEST_OUT_ID) throw new Refusal('isv.INVALID_PARAMETERS', 'OutId应少于256个字符');
  const { account, nonce, fault } = call;
  return done({ BizId: carrier.take(orders, { account, outId, nonce, ...(fault ? { fault } : {}) }) });
}

function checkCount(numbers: number, most: number): void {
  if (numbers > most) throw new Refusal('isv.MOBILE_COUNT_OVER_LIMIT', `手机号码数量超过${most}`);
}

/** The 11 digits of a mainland mobile number, or a refusal. */
export function toMobile(number: string): string {
  const bare = number.trim().replace(COUNTRY_CODE, '');
  if (!MOBILE.test(bare)) throw new Refusal('isv.MOBILE_NUMBER_ILLEGAL', '手机号码格式错误');
  return bare;
}

function list(text: string): unknown[] {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed) || parsed.length === 0) {
    throw new Refusal('isv.INVALID_JSON_PARAM', '应为非空的JSON数组');
  }
  return parsed;
}

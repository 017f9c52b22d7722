import type { FaultPlan } from '../faults.js';
import { gatewayError, refused, type Answer } from './answers.js';
import type { CarrierFault } from './settings.js';

/** What the caller gets to see of the answer. */
export type Wire = 'whole' | 'nothing' | 'reset' | 'half' | 'nonsense';

/** What a fault does to a call. */
export interface Effect {
  /**
   * How far the call gets: `door`, its nonce is not even noted; `backend`, its nonce is used but nothing is taken;
   * `nothing`, it is taken.
   */
  stopsAt: 'door' | 'backend' | 'nothing';
  wire: Wire;
  /** Said instead of the truth. */
  answer?: (plan: Pick<FaultPlan, 'throttleMilliseconds'>) => Answer;
}

const throttling: Effect['answer'] = ({ throttleMilliseconds }) =>
  gatewayError(400, 'Throttling.User', 'Request was denied due to user flow control.', {
    'x-acs-retry-after': String(throttleMilliseconds),
  });
const unavailable = () => gatewayError(503, 'ServiceUnavailable', 'The request has failed, try again later.');
const nonceUsed = () =>
  gatewayError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
const systemError = () => refused('isp.SYSTEM_ERROR', '系统出现错误，请重新调用');

/** A call without a fault. */
export const NO_EFFECT: Effect = { stopsAt: 'nothing', wire: 'whole' };

/** What each fault does. `delay` waits between gateway and backend, for as long as the plan says. */
export const EFFECTS: Record<CarrierFault, Effect> = {
  'swallow-before': { stopsAt: 'door', wire: 'nothing' },
  'swallow-inside': { stopsAt: 'backend', wire: 'nothing' },
  'swallow-after': { stopsAt: 'nothing', wire: 'nothing' },
  'reset-before': { stopsAt: 'door', wire: 'reset' },
  'reset-after': { stopsAt: 'nothing', wire: 'reset' },
  'cut-after': { stopsAt: 'nothing', wire: 'half' },
  delay: NO_EFFECT,
  nonsense: { stopsAt: 'door', wire: 'nonsense' },
  'nonsense-after': { stopsAt: 'nothing', wire: 'nonsense' },
  throttle: { stopsAt: 'door', wire: 'whole', answer: throttling },
  unavailable: { stopsAt: 'door', wire: 'whole', answer: unavailable },
  replay: { stopsAt: 'nothing', wire: 'whole', answer: nonceUsed },
  'system-error': { stopsAt: 'backend', wire: 'whole', answer: systemError },
  'system-error-after': { stopsAt: 'nothing', wire: 'whole', answer: systemError },
  'refuse-message': {
    stopsAt: 'backend',
    wire: 'whole',
    answer: () => refused('isv.BLACK_KEY_CONTROL_LIMIT', '模板变量中存在黑名单关键字'),
  },
  'refuse-template': {
    stopsAt: 'backend',
    wire: 'whole',
    answer: () => refused('isv.SMS_TEMPLATE_ILLEGAL', '短信模版不合法'),
  },
  'refuse-account': {
    stopsAt: 'backend',
    wire: 'whole',
    answer: () => refused('isv.AMOUNT_NOT_ENOUGH', '账户余额不足'),
  },
  'refuse-sign': {
    stopsAt: 'backend',
    wire: 'whole',
    answer: () => refused('isv.SMS_SIGNATURE_ILLEGAL', '短信签名不合法'),
  },
  'empty-answer': { stopsAt: 'door', wire: 'whole', answer: () => ({ status: 200, body: {} }) },
};

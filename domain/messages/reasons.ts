/**
 * Why a message is where it is, in our own words: the ledger keeps the word, people read its sentence. What is not
 * found here is a provider's code.
 */
import type { Sentence } from '../problem.js';
import type { ValueFault, ValueFaultReason } from './values.js';

/** Why somebody is not written to, or what is known of a call whose end nobody saw. */
const MEANINGS: ReadonlyMap<string, Sentence> = new Map([
  ['no address', { zh: '没有可用的号码或邮箱', en: 'no usable address' }],
  [
    'address bounced',
    {
      zh: '先前的邮件被退回或拒收，这个邮箱已不能用',
      en: 'an earlier mail came back or was refused: the mailbox is dead',
    },
  ],
  ['opted out', { zh: '本人已退订', en: 'opted out' }],
  [
    'no consent',
    { zh: '推广须经本人同意，没有有效的同意', en: 'a promotion needs consent, and none is in force' },
  ],
  [
    'duplicate address',
    { zh: '与他人共用号码或邮箱，由对方收取', en: 'shares the address with another recipient, who gets it' },
  ],
  ['frequency cap', { zh: '已达到发送次数上限', en: 'had as many messages as the cap allows' }],
  [
    'carrier cap',
    {
      zh: '已达到运营商对同一号码同一模板的上限',
      en: 'the number had as many of this template as the carrier takes in 24 hours',
    },
  ],
  ['no longer true', { zh: '内容已不再属实', en: 'what it says is true no more' }],
  ['asking finished', { zh: '轮到之前集结已停止询问', en: 'asking was finished before its turn came' }],
  ['called off', { zh: '轮到之前事项已取消', en: 'the event was called off before its turn came' }],
  ['rearranged', { zh: '轮到之前安排已变更', en: 'the arrangements were changed before its turn came' }],
  ['answered', { zh: '轮到之前问题已答复', en: 'the question was answered before its turn came' }],
  ['withdrawn', { zh: '轮到之前问题已撤回', en: 'the question was withdrawn before its turn came' }],
  [
    'handed in',
    { zh: '轮到之前所说的材料都已报送', en: 'all reports it speaks of were handed in before its turn came' },
  ],
  ['expired', { zh: '轮到时已过有效期', en: 'too old when its turn came' }],
  ['dispatcher lost', { zh: '发送进程中断', en: 'its dispatcher died' }],
  ['may have been sent', { zh: '先前可能已经发出', en: 'an earlier try may have gone out' }],
  ['never settled', { zh: '可能已经发出，始终没有查明', en: 'may have gone out; nobody ever found out' }],
  ['settled by hand', { zh: '经人工查明已送达', en: 'found by hand to have arrived' }],
  ['send fault', { zh: '交给服务商时程序出错', en: 'our program failed while handing it over' }],
  ['nonce-under-way', { zh: '同一次调用还没有结束', en: 'the same call is still under way' }],
  ['by hand', { zh: '操作员停用', en: 'stopped by an operator' }],
  ['link.not-sent', { zh: '没有连上服务商', en: 'the provider could not be reached' }],
  ['link.no-answer', { zh: '服务商没有及时应答', en: 'the provider did not answer in time' }],
  ['link.broken', { zh: '应答前连接中断', en: 'the connection broke before the answer' }],
  ['link.nonsense', { zh: '应答无法识别', en: 'the answer was not the provider’s' }],
  ['link.closed', { zh: '发送进程正在停止', en: 'the dispatcher was stopping' }],
]);

/** Code of a message whose address DATA_KEY cannot open. */
export const SEALED_ADDRESS = 'address.sealed';

/** Why we ourselves did not hand a message over; no provider was asked. */
const UNSENDABLE: ReadonlyMap<string, Sentence> = new Map([
  ['address', { zh: '邮箱地址不能用', en: 'the mail address cannot be used' }],
  [
    SEALED_ADDRESS,
    {
      zh: '号码或邮箱无法解密：数据已损坏，或 DATA_KEY 与写入时不同',
      en: 'its address cannot be opened: it was damaged, or DATA_KEY differs from the one it was written with',
    },
  ],
  ['envelope', { zh: '发件人或收件人地址不能用', en: 'the sender’s or recipient’s address cannot be used' }],
  ['too-large', { zh: '邮件超过服务器允许的大小', en: 'the mail is larger than its relay takes' }],
  ['not-composed', { zh: '邮件无法生成', en: 'no mail could be made of it' }],
  ['phone-repeated', { zh: '一次调用里有重复的号码', en: 'a phone stood twice in one call' }],
]);

/** What is wrong with a value that comes from the recipient; no launch can foresee it. */
const VALUE_FAULTS: Record<ValueFaultReason, Sentence> = {
  missing: { zh: '没有填写', en: 'is missing' },
  'not-text': { zh: '不是文字', en: 'is no text' },
  empty: { zh: '是空的', en: 'is empty' },
  'control-character': { zh: '含有换行或不可见的字符', en: 'holds a line end or control character' },
  'too-long': { zh: '过长', en: 'is too long' },
  link: { zh: '像网址，短信不能发送', en: 'looks like a link, which no SMS may carry' },
  phone: { zh: '含有手机号，短信不能发送', en: 'holds a mobile number, which no SMS may carry there' },
  symbol: { zh: '含有短信不能发送的符号（【】¥★※）', en: 'holds a symbol no SMS may carry (【】¥★※)' },
};

/** What a variable is called. */
function variableName(variable: string): Sentence {
  if (variable === 'name') return { zh: '姓名', en: 'the name' };
  if (variable === 'committee') return { zh: '组织名称', en: 'the name of the committee' };
  return { zh: `变量 ${variable} 的值`, en: `the value of ${variable}` };
}

/** The code of a value that keeps one message from being rendered: `text.name.symbol`. Never the value. */
export const valueCode = ({ variable, reason }: Pick<ValueFault, 'variable' | 'reason'>): string =>
  `text.${variable}.${reason}`;

const VALUE_CODE = /^text\.(\w+)\.([a-z-]+)$/;

/** The sentence of one or several such codes; undefined: it is none. */
function valueMeaning(reason: string): Sentence | undefined {
  const sentences = reason.split(' ').map((code): Sentence | undefined => {
    const [, variable, fault] = VALUE_CODE.exec(code) ?? [];
    if (variable === undefined || fault === undefined || !Object.hasOwn(VALUE_FAULTS, fault))
      return undefined;
    const [name, wrong] = [variableName(variable), VALUE_FAULTS[fault as ValueFaultReason]];
    return { zh: `${name.zh}${wrong.zh}`, en: `${name.en} ${wrong.en}` };
  });
  if (sentences.some((sentence) => sentence === undefined)) return undefined;
  const all = sentences as Sentence[];
  return { zh: all.map(({ zh }) => zh).join('，'), en: all.map(({ en }) => en).join(', ') };
}

/** Why we did not hand a message over, if it was us and no provider. */
export const unsendable = (reason: string): Sentence | undefined =>
  UNSENDABLE.get(reason) ?? valueMeaning(reason);

/** A reason of ours as a person reads it; undefined: it is a provider's code. */
export const ownReason = (reason: string): Sentence | undefined => MEANINGS.get(reason) ?? unsendable(reason);

import { CERTAIN, CLEAR, DOUBTFUL, FAIR } from '../weights.js';

/** Telling replies a telephone or an office sent by itself from those a person wrote. */

const SAYS_SO =
  /自动(?:回复|答复|应答|发送|回信)|系统(?:自动|回复|消息|提示)|auto(?:matic)?[- ]?(?:reply|response|answer)|out of (?:the )?office|请勿(?:直接)?回复|不接收(?:短信)?(?:回复)?/;
const TELEPHONE =
  /短信呼|漏话提醒|来电提醒|未接来电|您拨打的|您所拨打|用户正忙|对方正忙|稍后再拨|正在通话中|无法接通|小秘书|语音信箱|留言信箱|专注驾驶|驾驶模式|勿扰模式|免打扰|该用户(?:已|正|暂)|来电助手|智能助理|专注模式|机主[正现暂]|请留言|(?:有?急事|要事|紧急|紧急(?:事务|事情|情况|事项)|有事)请?(?:先|直接|可)?(?:联系|拨打|致电|打|电话)/;

const LETTER = '(?:短信|消息|信息|留言|来信|反馈|咨询|邮件|来电|问题|诉求|申请)';
const OFFICE = new RegExp(
  `(?:您的?|贵方的?)[^,.!。]{0,8}${LETTER}[^,.!。]{0,4}(?:已|我们|收到|将)` +
    `|${LETTER}(?:我们)?(?:已经|已)(?:收到|受理|记录)|感谢您?的?(?:来信|来电|留言|咨询|反馈)` +
    '|尊敬的(?:客户|用户|旅客|会员|顾客|市民|机主|业主|家长)' +
    '|我们(?:会|将)?(?:尽快|及时|在\\S{0,8}内)(?:处理|回复|与您|给您|答复|联系|安排)' +
    '|客服(?:热线|电话|中心|人员)|工作时间(?:为|是|:|周)',
);
/** A person asks about such messages: 怎么设置自动回复, 你们的短信我收到了. */
const ABOUT_THEM = /怎么|如何|你们的/;

const ENGAGED = new RegExp(
  '(?:正在|现在在|目前在|正|在)(?:参加)?(?:开会|会议|休假|度假|出差|开车|驾驶|驾车|行车|忙|通话|飞行|睡觉|休息|上课|手术|外出|工作中|打电话)' +
    '|(?:会议|驾驶|行车|开车|上课|忙碌|通话|飞行)中|本人(?:正在|现|已)?(?:外出|休假|出差)|不方便(?:接|说话|通话|看|回)' +
    '|(?:不能|无法|没法|不便)(?:及时)?(?:接|回复|查看|看手机)|有事不在|现在(?:不在|有事)' +
    "|in a meeting|driving|busy (?:right |just )?now|(?:at|with) (?:work|a client) (?:right )?now|can't talk|cannot talk|can't take your call",
);
const LATER = new RegExp(
  '(?:\\p{Script=Han}{1,2}后|稍后|稍候|稍晚|晚点|晚些|一会|回头|待会|等会|会后|到达|随后|过后|之后|结束后|空闲|方便时|看到后|忙完|开完会|下课|尽快)' +
    '[^,.!。]{0,10}(?:回|联系|致电|打给|答复|处理|看到|查看)|(?:get|call|text) (?:back|you)|later',
  'u',
);
const CANNOT_ANSWER =
  /(?:无法|不能|没法|不便)(?:及时)?(?:回复|查看)|接听|接电话|有事不在|can't talk|cannot talk|take your call/;
/** What offices and telephones write and friends do not. */
const FORMAL = /您|请|抱歉|对不起|稍后|稍候|will|i'll|sorry/;

/** Signs that no person wrote, and how surely. */
export interface Machine {
  confidence: number;
  start: number;
  end: number;
}

/** 您好，我正在开会，稍后回复: `null` where a person may well have written it. */
export function machineWrote(text: string): Machine | null {
  const sure = SAYS_SO.exec(text) ?? TELEPHONE.exec(text) ?? OFFICE.exec(text);
  if (sure && !ABOUT_THEM.test(text)) return found(sure, CERTAIN);
  const engaged = ENGAGED.exec(text);
  if (!engaged) return null;
  const formal = FORMAL.test(text);
  if (LATER.test(text)) return found(engaged, formal ? CLEAR : DOUBTFUL);
  return formal && CANNOT_ANSWER.test(text) ? found(engaged, FAIR) : null;
}

const found = (match: RegExpExecArray, confidence: number): Machine => ({
  confidence,
  start: match.index,
  end: match.index + match[0].length,
});

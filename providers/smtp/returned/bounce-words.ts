/**
 * What servers write that send no report, or a report without a status: qmail, Exim, Exchange of old, QQ, NetEase
 * (163, 126), Sina, Coremail. Their sentences are told by a few words; what is not told is `x.0.0`.
 */

/** In this order: a full mailbox is "unavailable" too, and a refused mail names the address it was for. */
const SAYINGS: readonly [status: string, said: RegExp][] = [
  [
    '5.2.2',
    /mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded|exceed\w* .{0,20}quota|insufficient (?:disk|storage)|(?:邮箱|信箱|空间|容量).{0,6}(?:已满|不足|超出|超过|满了)|(?:已满|超出).{0,6}(?:容量|空间)/i,
  ],
  [
    '5.3.4',
    /message (?:size )?(?:is )?too (?:large|big)|size exceeds|邮件.{0,6}(?:过大|太大|超过.{0,6}(?:大小|限制))/i,
  ],
  [
    '5.1.1',
    /user unknown|unknown (?:user|recipient|local[- ]part)|no such (?:user|recipient|mailbox|address|person)|(?:user|recipient|mailbox|address|account)(?: \S{1,80})? (?:does not exist|doesn'?t exist|not found|is unknown|not exist)|mailbox (?:unavailable|not found)|invalid (?:recipient|mailbox)|recipient (?:address )?rejected: (?:user|access)|doesn'?t have (?:a|an) .{0,20}(?:mailbox|account)|(?:用户|收件人|邮箱|帐号|账号|帐户|账户|地址|邮件地址).{0,12}(?:不存在|找不到|无效|未找到|有误)|不存在的?(?:用户|邮箱|帐号|账号)|无此(?:用户|帐号|账号)|找不到.{0,6}(?:用户|收件人|邮箱)/i,
  ],
  [
    '5.2.1',
    /(?:mailbox|account|user|recipient)(?: \S{1,80})? (?:is |has been )?(?:disabled|suspended|inactive|locked|closed)|(?:帐号|账号|邮箱|用户|帐户|账户).{0,8}(?:停用|冻结|禁用|锁定|注销|封禁)/i,
  ],
  [
    '5.1.2',
    /(?:host|domain)(?: \S{1,80})? (?:not found|unknown|does not exist|doesn'?t exist)|couldn'?t find any host|unrouteable (?:address|mail domain)|name or service not known|nxdomain|域名.{0,8}(?:不存在|无效|错误|解析)|(?:找不到|无法解析).{0,8}(?:域名|主机|服务器)/i,
  ],
  [
    '5.7.1',
    /spam|blacklist|blocked|block ?list|\brbl\b|polic(?:y|ies)|reputation|denied|junk|垃圾邮件|反垃圾|黑名单|拦截|拒收|拒绝|策略|可疑|频率/i,
  ],
  ['5.4.7', /retry (?:time|timeout).{0,20}exceeded|too long|giving up|gave up|超时|多次尝试/i],
];

/** Not part of a longer number, an IP address or a version. */
const ENHANCED = /(?<![\d.])([45])\.([0-7])\.(\d{1,3})(?![\d.])/;

/** The status a sentence names or means; undefined: neither. */
export function statusSaid(text: string): string | undefined {
  const enhanced = ENHANCED.exec(text);
  if (enhanced && !/^\d\.0\.0$/.test(enhanced[0])) return enhanced[0];
  const saying = SAYINGS.find(([, said]) => said.test(text));
  if (saying) return saying[0];
  if (enhanced) return enhanced[0];
  return /(?<!\d)5[0-5]\d(?!\d)/.test(text) ? '5.0.0' : undefined;
}

/** Where the returned mail begins: its own words are no server's. */
const RETURNED =
  /^[-=_ ]*(?:below this line is a copy|(?:this is|here is|the following is) a copy of|original message|returned message|the header of the original|原邮件|原始邮件|原信|退信原文|以下是(?:您|你)?(?:的)?(?:原|所发))/im;

/** What the server says, without the mail it gives back. */
export function serverWords(text: string): string {
  const at = RETURNED.exec(text)?.index ?? text.length;
  return text.slice(0, Math.min(at, 10_000));
}

/** A first line that says that nothing has been given up yet. */
export const saysDelayed = (subject: string, words: string): boolean =>
  /\bdelay(?:ed)?\b|^warning|延迟|推迟/i.test(subject) ||
  /warning message only|not (?:yet )?been delivered.{0,80}(?:will|continue)|will (?:keep|continue) (?:trying|to)/is.test(
    words,
  );

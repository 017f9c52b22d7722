import type { Form } from './kinds.js';

/** One of several, for use inside a regular expression; the words stand apart by blanks. */
const oneOf = (words: string): string => `(?:${words.trim().split(/\s+/).join('|')})`;

const BODY = oneOf(
  '嗓子 头 腰 腿 脚 胳膊 手 膝盖 肚子 胃 牙 眼睛 眼 后背 脖子 肩膀 关节 心脏 血压 血糖 腰椎 颈椎 痛风 哮喘 风湿 关节炎 颈椎病 鼻炎 旧伤 老寒腿 胃病',
);
const AILS = oneOf(`疼 痛 哑 肿 扭 崴 断 摔 伤 不好 不行 不舒服 高 难受 不利索 不得劲 坏 酸 麻 骨折 折了 手术
  突出 犯了`);
const ORDERS = oneOf('不让 卧床 静养 休息 养着 别动 不能 叮嘱');
/** A part of the body and what is wrong with it, or what the doctor ordered: 腰疼, 发着烧, 大夫让静养. */
const ILL = `${BODY}.{0,3}?${AILS}|发着?(?:高|低)?烧|(?:大夫|医生).{0,4}${ORDERS}|卧床|静养|[刚才]刚?(?:做|动)完?了?个?.{0,3}手术`;

const OWN = '(?:我|俺|家里的?|我家的?|俺家的?)?';
const FAMILY =
  oneOf(`孩子 儿子 闺女 女儿 孙子 孙女 老人 老妈 老爸 我妈 我爸 妈 爸 父亲 母亲 父母 爸妈 媳妇 老婆 老公
  爱人 爷爷 奶奶 姥姥 姥爷 岳母 岳父 婆婆 公公 宝宝 病人 客户 客人 领导 家人 老伴 产妇 小孩 娃`);
/** Looking after somebody: 陪我妈, 接闺女. Who is only brought along (带孩子来) is not looked after. */
const CARE = `${oneOf('陪护 陪 接 送 照顾 伺候 哄 喂 照看 照料 看着 守着')}着?${OWN}${FAMILY}`;

const FARMING = `${oneOf('收拾 收 种 浇 锄 割 掰 刨 打 摘 拔 晒 卖 拉 拾 栽 耪 喷 喂 放 养 杀')}${oneOf(`水 牛 羊 猪
  鸡 鸭 驴 马 牲口 狗 麦子 麦 小麦 玉米 棒子 花生 稻子 稻 水稻 白菜 庄稼 地 苹果 葡萄 桃子 桃 秋 草 药 菜 瓜 粮食 粮 蒜
  山楂 栗子 高粱 谷子 红薯 白薯 大枣 鱼 虾`)}`;
const STUDY = `${oneOf('备考 考 赶 写 交 改 做 弄')}${oneOf(`研究生 研 公务员 公 编制 编 驾照 驾驶证 科目[一二三四]
  科[一二三四] 证 论文 作业 报告 方案 材料 标书 稿子 稿 报表 账 实验 课题 项目`)}`;
const APPOINTMENT = `有(?:个|一个|一?场|一?台|两台|两节|几节|两个|急)?[^\\s\\p{P}什啥没时空]{0,3}${oneOf(`会议 会 课 考试
  比赛 婚礼 葬礼 手术 面试 演出 聚会 答辩 饭局 约会 班 任务 客人 约 官司 酒席 喜事 丧事`)}(?![吗么没不员])`;
const DATE_MADE = '约好?了[^,.!?]{2,4}|(?:机|车|火车|高铁|动车|船)票.{0,5}?(?:买|订|定)好?了';
const SHIFT = '上.{1,3}?班(?!级|主任|长|车)';

const HAN = '\\p{Script=Han}';
const CLAUSE_ENDS = `(?=[呢哈啊]|$|[^${HAN}])`;
const NOT_PLACES =
  oneOf(`家 这 那 现场 你 我 路上 唐山 附近 旁边 哪 群 不 什么 啥 几 集合 吗 的 了 呢 看 想 考虑 等 赶
  准备 里 场 乎 所 于 一起 一块`);
/** Somewhere else: 人在工地, 我在新疆呢. Of a place where the event may be, one only says one has arrived. */
const ELSEWHERE = `人在${HAN}{2,4}?${CLAUSE_ENDS}|[正还我]?(?<![现存实自内正])在(?!${NOT_PLACES})(?:(?![能去来不没可会参加的到了呢吗])${HAN}){2,4}?(?<!馆|场|口|校|区|园|村|院子|单元)${CLAUSE_ENDS}`;

/** Reasons recognised by how they are made rather than listed. */
export const FORMS_OF_REASONS: readonly Form[] = [
  CARE,
  FARMING,
  STUDY,
  APPOINTMENT,
  DATE_MADE,
  SHIFT,
  ELSEWHERE,
  ILL,
].map((source) => ['busy', new RegExp(source, 'uy')]);

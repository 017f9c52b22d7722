import { weighted, type Random } from './random.js';

/** As a resident ID tells it. */
export type Sex = 'male' | 'female';

/** Common surnames of North China, weighted roughly as they occur. */
const SURNAMES = weighted([
  ...list('王李张刘', 8),
  ...list('杨赵陈孙', 4),
  ...list('马高郭于周董郑韩冯', 2),
  ...list('吴徐宋朱胡林何梁许曹田崔', 1.2),
  ...list('唐邓谢彭潘袁蒋蔡余杜叶程苏魏吕丁任沈姚卢姜谭邹熊金陆郝孔白康毛邱秦史顾侯邵孟龙万段雷钱汤尹', 0.4),
  ['欧阳', 0.05],
  ['司马', 0.05],
  ['上官', 0.05],
]);

/**
 * Characters of given names by the decade of birth they were common in. `first` stands before `second`;
 * a name of one character takes `second`.
 */
interface GivenNames {
  /** First year of birth. */
  since: number;
  male: { first: string; second: string };
  female: { first: string; second: string };
}

const GENERATIONS: readonly GivenNames[] = [
  {
    since: 1995,
    male: { first: '子浩宇俊思嘉天一博文明家雨泽梓铭', second: '轩然涵辰阳豪睿航杰宸霖琪远帆凯鹏' },
    female: { first: '梓欣雨诗佳思子雅静可若语嘉一心梦', second: '涵怡萱琪彤瑶妍悦婷雯宁然婧颖晴洁' },
  },
  {
    since: 1978,
    male: { first: '建志海文晓立永春小少大宏伟振学亚', second: '伟强军磊超鹏勇涛辉亮斌飞杰峰刚宁' },
    female: { first: '丽晓海春艳雪红文立小亚秋静玉淑爱', second: '娜敏静丽艳娟芳霞莉燕玲颖婷洁梅蕾' },
  },
  {
    since: 0,
    male: { first: '建国志玉宝永德福振庆树文学凤长春', second: '军民生明华林山海平成义友才忠田江' },
    female: { first: '秀桂玉淑凤素春兰翠金瑞永爱小俊会', second: '英兰珍荣华芝琴芬云霞香梅敏玲贤琢' },
  },
];

/** Draws a surname. */
export const surname = (random: Random): string => random.weighted(SURNAMES);

/** Draws a given name of one or two characters, as was usual for that sex and year of birth. */
export function givenName(random: Random, sex: Sex, birthYear: number): string {
  const generation = GENERATIONS.find(({ since }) => birthYear >= since) as GivenNames;
  const { first, second } = generation[sex];
  const last = random.pick(second);
  return random.chance(0.22) ? last : random.pick(first) + last;
}

function list(characters: string, weight: number): [string, number][] {
  return [...characters].map((character) => [character, weight]);
}

import { cleaned } from '../people/cleaning.js';
import type { Fault } from '../problem.js';

/** Codes of skills, and what people write for them; an audience rule names the codes. */
export const SKILL_WORDS: Readonly<Record<string, readonly [label: string, ...others: string[]]>> = {
  publicity: ['基层宣传', '宣传'],
  'first-aid': ['急救', '医疗急救', '急救员'],
  rescue: ['排险救援', '救援', '应急救援'],
  traffic: ['交通疏导', '交通清障'],
  evacuation: ['群众安置', '疏散安置'],
  'expert-safety': ['安全生产专家', '安全专家'],
  'registered-safety-engineer': ['注册安全工程师', '注安师'],
  'safety-manager': ['企业安全管理', '安全管理'],
  arts: ['文艺演出', '文艺'],
  driving: ['驾驶', '司机'],
  teaching: ['授课', '讲师'],
  translation: ['外语翻译', '翻译'],
  counselling: ['心理疏导', '心理咨询'],
  photography: ['摄影摄像', '摄影'],
  drone: ['无人机', '无人机操控'],
};

const CODES = new Map(
  Object.entries(SKILL_WORDS).flatMap(([code, words]) =>
    [code, ...words].map((word): [string, string] => [word, code]),
  ),
);

/** Longest word for a skill that is not known; more characters are a sentence, or somebody's address. */
const LONGEST = 12;
/** Most digits in a cell: with more there is a phone or an ID among them, perhaps with blanks between. */
const MOST_DIGITS = 6;

const notSkills: Fault = {
  reason: 'not-skills',
  zh: `不像技能：每项不超过 ${LONGEST} 个字，不能含电话、证件号或邮箱；请检查是否错了列`,
  en: `not skills: up to ${LONGEST} characters each, no phone, ID or mail address; see whether a column is out of place`,
};

/**
 * Several skills in one cell; known words become their code, others stay as they are written. They are kept and
 * shown as they are: what a shifted column brings must not pass for one.
 */
export function readSkills(raw: string): string[] | Fault {
  const text = cleaned(raw).toLowerCase();
  const words = text.split(/[、,;/|\s]+/).filter((word) => word !== '');
  const digits = text.match(/\d/g) ?? [];
  const sentence = words.some((word) => !CODES.has(word) && [...word].length > LONGEST);
  if (sentence || text.includes('@') || digits.length > MOST_DIGITS) return notSkills;
  return [...new Set(words.map((word) => CODES.get(word) ?? word))];
}

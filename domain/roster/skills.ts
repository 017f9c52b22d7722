import { cleaned } from '../people/cleaning.js';

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
  Object.entries(SKILL_WORDS).flatMap(([code, labels]) =>
    labels.map((label): [string, string] => [label, code]),
  ),
);

/** Several skills in one cell; known words become their code, others stay as they are written. */
export const readSkills = (raw: string): string[] => [
  ...new Set(
    cleaned(raw)
      .toLowerCase()
      .split(/[、,;/|\s]+/)
      .filter((word) => word !== '')
      .map((word) => CODES.get(word) ?? word),
  ),
];

// Codes with Chinese labels; an audience rule names the codes. Weights and shares are assumptions.

/** One thing a volunteer can do. */
export interface Skill {
  code: string;
  label: string;
  /** How often it comes up against the others. */
  weight: number;
  /** Least full years of age. */
  minimumAge: number;
  /** The paper that goes with it, and the share of the skilled who hold it. */
  certificate?: { code: string; label: string; prefix: string; years: number; share: number };
}

/** The skills of the sample city. */
export const SKILLS: readonly Skill[] = [
  { code: 'publicity', label: '基层宣传', weight: 30, minimumAge: 14 },
  {
    code: 'first-aid',
    label: '急救',
    weight: 12,
    minimumAge: 18,
    certificate: { code: 'first-aid-certificate', label: '急救员证', prefix: 'JJ', years: 3, share: 0.7 },
  },
  { code: 'rescue', label: '排险救援', weight: 6, minimumAge: 18 },
  { code: 'traffic', label: '交通疏导', weight: 8, minimumAge: 18 },
  { code: 'evacuation', label: '群众安置', weight: 6, minimumAge: 18 },
  { code: 'expert-safety', label: '安全生产专家', weight: 1, minimumAge: 35 },
  {
    code: 'registered-safety-engineer',
    label: '注册安全工程师',
    weight: 2,
    minimumAge: 25,
    certificate: {
      code: 'safety-engineer-licence',
      label: '注册安全工程师证',
      prefix: 'ZA',
      years: 5,
      share: 1,
    },
  },
  { code: 'safety-manager', label: '企业安全管理', weight: 8, minimumAge: 22 },
  { code: 'arts', label: '文艺演出', weight: 8, minimumAge: 14 },
  {
    code: 'driving',
    label: '驾驶',
    weight: 16,
    minimumAge: 18,
    certificate: { code: 'driving-licence', label: '驾驶证', prefix: 'JS', years: 10, share: 1 },
  },
  { code: 'teaching', label: '授课', weight: 6, minimumAge: 20 },
  { code: 'translation', label: '外语翻译', weight: 2, minimumAge: 16 },
  { code: 'counselling', label: '心理疏导', weight: 2, minimumAge: 22 },
  { code: 'photography', label: '摄影摄像', weight: 4, minimumAge: 14 },
  {
    code: 'drone',
    label: '无人机',
    weight: 1,
    minimumAge: 18,
    certificate: { code: 'drone-licence', label: '无人机操控员执照', prefix: 'WR', years: 2, share: 0.8 },
  },
];

/** Label of every qualification code of the sample city. */
export const QUALIFICATIONS: Readonly<Record<string, string>> = {
  'pre-service-training': '岗前培训',
  insurance: '志愿者意外保险',
  ...Object.fromEntries(SKILLS.flatMap(({ certificate: held }) => (held ? [[held.code, held.label]] : []))),
};

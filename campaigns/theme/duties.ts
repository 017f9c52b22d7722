import type { Field, Form } from '../../domain/duties/form.js';
import type { DutyForm } from '../deadline/obligation.js';
import { COUNTS } from '../deadline/shipped.js';
import type { PhaseName, Theme, ThemeDutyKey } from './theme.js';

/** A report that a theme asks of every committee, and the phase by which it is due. */
export interface ThemeDuty extends DutyForm {
  key: ThemeDutyKey;
  due: PhaseName;
}

/** Something to be reached by a theme in a year: 进百村 is a hundred villages. */
export interface ThemeGoal {
  key: string;
  name: string;
  target: number;
  /** Which figure counts towards it: one of {@link FIGURES}, or a field of its own that every count then asks for. */
  counts: string;
}

/** Figures that every activity and every count has. */
export const FIGURES = ['sessions', 'participants', 'consultations', 'leaflets'] as const;
/** One of them. */
export type Figure = (typeof FIGURES)[number];

/** Whether activities bear the figure themselves; others are only reported. */
export const isFigure = (counts: string): counts is Figure => (FIGURES as readonly string[]).includes(counts);

const PLAN: Form = {
  fields: [
    { key: 'plan', zh: '活动方案', en: 'plan', type: 'text' },
    { key: 'activities', zh: '计划活动场次', en: 'activities planned', type: 'number', least: 1 },
    { key: 'responsible', zh: '负责人职务', en: 'post of who is responsible', type: 'line' },
  ],
  attachments: [{ key: 'document', zh: '方案文件', en: 'document', kind: 'document', least: 0, most: 5 }],
};

const ROSTER: Form = {
  fields: [{ key: 'volunteers', zh: '参加志愿者人数', en: 'volunteers', type: 'number', least: 1 }],
  attachments: [{ key: 'roster', zh: '志愿者名册', en: 'roster', kind: 'roster', least: 1, most: 5 }],
};

/** Its numbers are reported before, on the day itself. */
const SUMMARY: Form = {
  fields: [
    { key: 'summary', zh: '开展情况', en: 'what was done', type: 'text' },
    { key: 'issues', zh: '存在问题和建议', en: 'issues and wishes', type: 'text' },
  ],
  attachments: [{ key: 'photos', zh: '活动照片', en: 'photos', kind: 'photo', least: 1, most: 9 }],
};

/** What every committee owes for a theme, in the order in which it falls due. */
export const dutiesOf = ({ owes }: Theme, goals: readonly ThemeGoal[]): ThemeDuty[] =>
  [
    { key: 'plan', name: '活动方案', due: 'plan', form: PLAN } as const,
    { key: 'roster', name: '志愿者名单', due: 'roster', form: ROSTER } as const,
    { key: 'counts', name: '活动统计', due: 'counts', form: countsForm(goals) } as const,
    { key: 'summary', name: '活动总结', due: 'summary', form: SUMMARY } as const,
  ].filter(({ key }) => owes.includes(key));

/** Goals that are counted in villages, enterprises or households put a field of their own into the count. */
function countsForm(goals: readonly ThemeGoal[]): Form {
  const own = new Map(
    goals
      .filter(({ counts }) => !isFigure(counts))
      .map(({ counts, name }): [string, Field] => [
        counts,
        { key: counts, zh: name, en: counts, type: 'number', optional: true },
      ]),
  );
  return { fields: [...COUNTS, ...own.values()], attachments: [] };
}

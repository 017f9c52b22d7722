import type { Field, Form, Slot } from '../../domain/duties/form.js';
import { CONSENT, HONOUR_KINDS, HONOURING, NOMINATING } from './monthly-ten.js';
import type { Obligation } from './obligation.js';

const line = (key: string, zh: string, en: string, more: Partial<Field> = {}): Field => ({
  key,
  zh,
  en,
  type: 'line',
  ...more,
});
const text = (key: string, zh: string, en: string, more: Partial<Field> = {}): Field => ({
  key,
  zh,
  en,
  type: 'text',
  ...more,
});
const number = (key: string, zh: string, en: string, more: Partial<Field> = {}): Field => ({
  key,
  zh,
  en,
  type: 'number',
  ...more,
});
/** @param range how many files at least and at most */
const slot = (
  key: string,
  zh: string,
  en: string,
  kind: Slot['kind'],
  [least, most]: readonly [number, number] = [1, 5],
): Slot => ({ key, zh, en, kind, least, most });

/** What every count of activities asks for: sums over committees are made of these. */
export const COUNTS: readonly Field[] = [
  number('sessions', '活动场次', 'sessions'),
  number('participants', '参与人次', 'participants'),
  number('consultations', '接受咨询人次', 'consultations'),
  number('leaflets', '发放资料份数', 'leaflets'),
];

const PLAN: Form = {
  fields: [
    text('plan', '活动规划', 'plan of activities'),
    number('activities', '计划活动场次', 'activities planned', { least: 1 }),
    line('responsible', '负责人职务', 'post of who is responsible'),
  ],
  attachments: [slot('document', '规划文件', 'the plan as a document', 'document', [0, 5])],
};

const SUMMARY: Form = {
  fields: [
    text('summary', '开展情况', 'what was done'),
    ...COUNTS,
    text('issues', '存在问题和建议', 'issues and wishes'),
  ],
  attachments: [slot('photos', '活动照片', 'photos', 'photo', [0, 9])],
};

/** The fields of the law (民政部令67号 art. 7) and of the province's notice, together. */
const RECORD: Form = {
  fields: [
    line('served', '服务对象', 'whom it served'),
    text('content', '服务内容', 'what was done'),
    number('volunteers', '志愿者人数', 'volunteers', { least: 1 }),
    number('hours', '服务时长合计（小时）', 'hours served in all', { least: 0.5 }),
    ...COUNTS.slice(1),
    line('evaluation', '服务质量评价', 'evaluation of its quality'),
    line('in_charge', '活动负责人', 'who was in charge'),
    line('recorder', '记录人', 'who recorded it'),
  ],
  attachments: [
    slot('roster', '志愿者名册', 'roster of volunteers', 'roster'),
    slot('photos', '活动照片', 'photos', 'photo', [0, 9]),
  ],
};

/** A team is complete with five things: at least fifty people, a roster, an activity, a photo and a video. */
const TEAM: Form = {
  fields: [
    number('people', '队员人数', 'members', { least: 50 }),
    text('activity', '已开展的活动', 'an activity it has held'),
  ],
  attachments: [
    slot('roster', '队员名册', 'roster of members', 'roster'),
    slot('photo', '活动照片', 'photo of an activity', 'photo', [1, 9]),
    slot('video', '活动视频', 'video of an activity', 'video', [1, 2]),
  ],
};

const CASE: Form = {
  fields: [
    line('title', '典型名称', 'title of the case'),
    { key: 'kind', zh: '类别', en: 'kind', type: 'choice', choices: HONOUR_KINDS },
    text('story', '事迹材料', 'the story'),
    {
      ...{ key: 'consent', zh: '本人或单位同意公开', en: 'consent to publication', type: 'choice' },
      ...{ choices: [CONSENT, '不同意'], optional: true },
    },
  ],
  attachments: [
    slot('photos', '照片', 'photos', 'photo', [1, 9]),
    slot('video', '视频', 'video', 'video', [0, 1]),
  ],
};

/** A stage of the monthly ten is settled by its command (`muster ten`); this is for an office that has done it on paper. */
const BY_HAND: Form = {
  fields: [text('account', '办理情况', 'how it was done')],
  attachments: [slot('documents', '附件', 'documents', 'document', [0, 5])],
};

/**
 * What an office for work safety in Hebei asks of its committees, and owes itself, as it is shipped. Days that no source
 * gives are proposals; every office may set its own, or ask for none of it.
 */
export const SHIPPED_OBLIGATIONS: readonly Obligation[] = [
  {
    ...{
      code: 'annual-plan',
      name: '年度活动规划',
      english: 'annual plan',
      every: 'year',
      owedBy: 'committee',
    },
    ...{ opens: '1-1', due: '1-31 遇休顺延', graceWorkdays: 20, source: 'hebei-2017 五(一)' },
    duties: [{ key: 'plan', name: '年度活动规划', form: PLAN }],
  },
  {
    ...{
      code: 'quarterly-summary',
      name: '项目季度总结',
      english: 'quarterly summary',
      every: 'quarter',
      owedBy: 'project',
    },
    ...{
      opens: '季度末 -5个工作日',
      due: '季度末 +10个工作日',
      graceWorkdays: 20,
      source: 'hebei-2017 五(一)',
    },
    duties: [{ key: 'summary', name: '项目季度总结', form: SUMMARY }],
  },
  {
    ...{
      code: 'activity-records',
      name: '活动记录',
      english: 'activity records',
      every: 'month',
      owedBy: 'activity',
    },
    ...{ opens: '月初', due: { workdays: 10 }, graceWorkdays: 20, source: '民政部令67号第十一条' },
    duties: [{ key: 'record', name: '活动记录', form: RECORD }],
  },
  {
    ...{
      code: 'pilot-villages',
      name: '试点村（社区）',
      english: 'pilot villages',
      every: 'year',
      owedBy: 'area',
    },
    ...{ opens: '3-1', due: '4-30 遇休提前', graceWorkdays: 20, source: 'tangshan-2022 一' },
    duties: [
      {
        key: 'pilots',
        name: '试点村（社区）',
        form: {
          fields: [
            { key: 'villages', zh: '试点村（社区）', en: 'pilot villages', type: 'codes', least: 1, most: 2 },
          ],
          attachments: [
            slot('plan', '试点方案', 'plan', 'document'),
            slot('rules', '规章制度', 'rules', 'document'),
          ],
        },
      },
    ],
  },
  {
    ...{ code: 'three-teams', name: '三支队伍', english: 'three teams', every: 'year', owedBy: 'committee' },
    ...{ opens: '9-1', due: '11-30 遇休提前', graceWorkdays: 15, source: 'hebei-2017 四(三)' },
    duties: [
      { key: 'publicity', name: '基层宣传队', form: TEAM },
      { key: 'experts', name: '专家服务队', form: TEAM },
      { key: 'arts', name: '文艺演出队', form: TEAM },
    ],
  },
  {
    ...{
      code: 'brand-projects',
      name: '品牌项目',
      english: 'brand projects',
      every: 'year',
      owedBy: 'committee',
    },
    ...{ opens: '2-1', due: '3-31 遇休提前', graceWorkdays: 20, source: 'hebei-2017 四(一)' },
    duties: [
      {
        key: 'projects',
        name: '品牌项目',
        form: {
          fields: [
            {
              key: 'projects',
              zh: '本年品牌项目',
              en: 'brand projects of the year',
              type: 'projects',
              least: 1,
              most: 2,
            },
            text('design', '项目设计', 'how they are designed'),
          ],
          attachments: [slot('document', '项目书', 'description', 'document', [0, 5])],
        },
      },
    ],
  },
  {
    ...{
      code: 'model-cases',
      name: '典型案例',
      english: 'model cases',
      every: 'half-year',
      owedBy: 'committee',
    },
    ...{
      opens: '半年末 -20个工作日',
      due: '半年末 遇休提前',
      graceWorkdays: 10,
      source: 'hebei-2017 四(二)',
    },
    duties: [{ key: 'case', name: '典型案例', form: CASE }],
  },
  {
    ...{
      code: NOMINATING,
      name: '月评十佳推荐',
      english: 'monthly ten',
      every: 'month',
      owedBy: 'committee',
    },
    ...{ opens: '月末 -8个工作日', due: '月末 -2个工作日', graceWorkdays: 2, source: 'tangshan-2022 四' },
    duties: [{ key: 'nomination', name: '月评十佳推荐', form: CASE }],
  },
  {
    ...{
      code: HONOURING,
      name: '月评十佳办理',
      english: 'monthly ten: the office’s part',
      every: 'month',
      owedBy: 'office',
    },
    ...{ opens: '月末 +1个工作日', due: '月末 +20个工作日', graceWorkdays: 10, source: 'tangshan-2022 四' },
    duties: [
      { key: 'screening', name: '评选', form: BY_HAND, due: '月末 +3个工作日' },
      { key: 'notice', name: '公示', form: BY_HAND, due: '月末 +4个工作日' },
      { key: 'publication', name: '公布', form: BY_HAND, due: '月末 +12个工作日' },
      { key: 'reward', name: '表彰', form: BY_HAND },
    ],
  },
  {
    ...{
      code: 'plan-and-budget',
      name: '工作计划和经费',
      english: 'own plan and budget',
      every: 'year',
      owedBy: 'committee',
    },
    ...{ opens: '1-1', due: '2-28 遇休提前', graceWorkdays: 20, source: 'hebei-2017 五(二)' },
    duties: [
      {
        key: 'budget',
        name: '工作计划和经费',
        form: {
          fields: [
            text('plan', '总体规划', 'plan'),
            number('budget', '经费（元）', 'budget in yuan'),
            line('responsible', '专门机构或人员', 'who is responsible'),
          ],
          attachments: [slot('document', '文件', 'document', 'document', [0, 5])],
        },
      },
    ],
  },
  {
    ...{
      code: 'school-pairings',
      name: '校地结对续期',
      english: 'school pairings',
      every: 'year',
      owedBy: 'term',
      terms: 'school pairing',
    },
    ...{ opens: '1-1', due: { workdays: -10 }, graceWorkdays: 10, source: 'hebei-2017 四(一)' },
    duties: [{ key: 'renewal', name: '结对续期', form: renewal() }],
  },
  {
    ...{
      code: 'ambassadors',
      name: '形象大使任期',
      english: 'ambassadors’ terms',
      every: 'year',
      owedBy: 'term',
      terms: 'ambassador',
    },
    ...{ opens: '1-1', due: { workdays: -10 }, graceWorkdays: 10, source: 'hebei-2017 四(三)' },
    duties: [{ key: 'renewal', name: '任期续期', form: renewal() }],
  },
  {
    ...{
      code: 'contest',
      name: '竞赛参与',
      english: 'contest',
      every: 'month',
      owedBy: 'committee',
      wanted: false,
    },
    ...{ opens: '月末 -10个工作日', due: '月末 遇休提前', graceWorkdays: 3, source: 'tangshan-2022 三' },
    duties: [
      {
        key: 'participation',
        name: '竞赛参与情况',
        form: {
          fields: [
            number('participants', '参与人数', 'participants'),
            number('points', '积分', 'points', { league: true }),
          ],
          attachments: [],
        },
      },
    ],
  },
  {
    ...{
      code: 'office-annual-plan',
      name: '本办年度规划',
      english: 'the office’s annual plan',
      every: 'year',
      owedBy: 'office',
    },
    ...{ opens: '1-1', due: '1-31 遇休提前', graceWorkdays: 20, source: 'hebei-2017 五(一)' },
    duties: [{ key: 'plan', name: '年度活动规划', form: PLAN }],
  },
  {
    ...{
      code: 'office-quarterly-report',
      name: '本办季度报告',
      english: 'the office’s quarterly report',
      every: 'quarter',
      owedBy: 'office',
    },
    ...{ opens: '季度末 +1天', due: '季度末 +15个工作日', graceWorkdays: 20, source: 'hebei-2017 五(一)' },
    duties: [{ key: 'report', name: '季度报告', form: SUMMARY }],
  },
  {
    ...{
      code: 'office-model-cases',
      name: '本办典型上报',
      english: 'the office’s model cases',
      every: 'half-year',
      owedBy: 'office',
    },
    ...{ opens: '半年末 +1天', due: '半年末 +10个工作日', graceWorkdays: 10, source: 'hebei-2017 四(二)' },
    duties: [{ key: 'case', name: '典型上报', form: CASE }],
  },
  {
    ...{
      code: 'data-exchange',
      name: '向省报送数据',
      english: 'data exchange with the province',
      every: 'quarter',
      owedBy: 'office',
    },
    ...{ opens: '季度末 +1天', due: '季度末 +10个工作日', graceWorkdays: 10, source: 'hebei-2017 三(二)' },
    duties: [
      {
        key: 'data',
        name: '志愿者数据报送',
        form: {
          fields: [
            number('volunteers', '实名注册人数', 'registered volunteers'),
            line('receipt', '省平台回执号', 'receipt of the province’s system'),
          ],
          attachments: [slot('file', '数据文件', 'the file', 'document', [0, 5])],
        },
      },
    ],
  },
];

function renewal(): Form {
  return {
    fields: [
      { key: 'decision', zh: '处理', en: 'what is decided', type: 'choice', choices: ['续期', '结束'] },
      { key: 'until', zh: '续至', en: 'until', type: 'day', optional: true },
      text('account', '本期情况', 'account of the term', { optional: true }),
    ],
    attachments: [slot('agreement', '协议', 'agreement', 'document', [0, 5])],
  };
}

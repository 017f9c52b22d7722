import type { Sentence } from '../problem.js';

/** What a roster can say of a person, by the words of the ledger. */
export type ColumnKey =
  | 'name'
  | 'id_number'
  | 'phone'
  | 'email'
  | 'committee'
  | 'skills'
  | 'team'
  | 'team_role'
  | 'joined'
  | 'insured_until'
  | 'trained_on'
  | 'sex'
  | 'birth_date'
  | 'consented_on';

/** A column of a roster file. */
export interface Column {
  key: ColumnKey;
  /** Its heading. */
  zh: string;
  /** Other headings that mean the same; `key` itself always does. */
  aliases: readonly string[];
  required: boolean;
  explained: Sentence;
  /** Its cell in the example row. */
  example: string;
}

/** Born in 1949 and of a sequence number that the sample city never gives, so that nobody of either is meant. */
export const EXAMPLE_ID = '130299194910019991';

/** In the order in which the template has them. */
export const COLUMNS: readonly Column[] = [
  {
    key: 'name',
    zh: '姓名',
    aliases: ['名字', '志愿者姓名', '人员姓名', 'full name'],
    required: true,
    explained: { zh: '与身份证一致', en: 'as on the resident ID' },
    example: '张示例',
  },
  {
    key: 'id_number',
    zh: '身份证号',
    aliases: ['身份证', '身份证号码', '证件号', '证件号码', '公民身份号码', 'id', 'id card', 'resident id'],
    required: false,
    explained: {
      zh: '18 位；用来识别同一个人；手机号、邮箱、身份证号至少填一项',
      en: '18 characters; tells who is who; at least one of phone, email, ID',
    },
    example: EXAMPLE_ID,
  },
  {
    key: 'phone',
    zh: '手机号',
    aliases: [
      '手机',
      '手机号码',
      '电话',
      '联系电话',
      '联系方式',
      '移动电话',
      '电话号码',
      'mobile',
      'telephone',
    ],
    required: false,
    explained: { zh: '11 位大陆手机号，只填一个', en: 'one mainland mobile number, 11 digits' },
    example: '15400000000',
  },
  {
    key: 'email',
    zh: '邮箱',
    aliases: ['电子邮箱', '电子邮件', '邮件', '邮箱地址', 'e-mail', 'mail'],
    required: false,
    explained: { zh: '可不填', en: 'optional' },
    example: 'example@office.invalid',
  },
  {
    key: 'committee',
    zh: '组织代码',
    aliases: [
      '组织',
      '所属组织',
      '委员会',
      '委员会代码',
      '所属委员会',
      '机构代码',
      '单位',
      '所属单位',
      'code',
    ],
    required: true,
    explained: {
      zh: '委员会、乡镇、村（社区）等的代码；名称在您的范围内不重复时也可填名称',
      en: 'code of the committee, township or village; its name will do where only one has it',
    },
    example: '130229',
  },
  {
    key: 'skills',
    zh: '技能',
    aliases: ['特长', '专长', '专业技能', '服务技能', 'skill'],
    required: false,
    explained: {
      zh: '多项用顿号、逗号或空格分开，如 急救、驾驶；填写后替换原有技能',
      en: 'several with commas between, such as 急救、驾驶; they replace what was there',
    },
    example: '急救、驾驶',
  },
  {
    key: 'team',
    zh: '队伍代码',
    aliases: ['队伍', '所属队伍', '应急队伍', '所在队伍', 'team code'],
    required: false,
    explained: { zh: '应急队伍的代码或名称', en: 'code or name of the standby team' },
    example: '',
  },
  {
    key: 'team_role',
    zh: '队内职务',
    aliases: ['职务', '队伍职务'],
    required: false,
    explained: { zh: '队长、副队长或队员', en: 'leader, deputy or member' },
    example: '',
  },
  {
    key: 'joined',
    zh: '加入日期',
    aliases: ['加入时间', '入会日期', '注册日期', '注册时间', 'joined on'],
    required: false,
    explained: {
      zh: '如 2026-03-05；不填则为导入当天',
      en: 'such as 2026-03-05; else the day of the import',
    },
    example: '2026-03-05',
  },
  {
    key: 'insured_until',
    zh: '保险到期',
    aliases: ['保险到期日', '保险到期日期', '保险截止', '保险截止日期', '保险有效期至', 'insurance'],
    required: false,
    explained: { zh: '意外保险的最后一天', en: 'last day of the accident insurance' },
    example: '2027-03-04',
  },
  {
    key: 'trained_on',
    zh: '培训日期',
    aliases: ['培训时间', '岗前培训', '岗前培训日期', '岗前培训时间', 'training', 'trained'],
    required: false,
    explained: { zh: '岗前培训的日期', en: 'day of the pre-service training' },
    example: '2026-03-12',
  },
  {
    key: 'sex',
    zh: '性别',
    aliases: ['gender'],
    required: false,
    explained: {
      zh: '男或女；有身份证号时只用来核对',
      en: 'male or female; only compared where there is an ID',
    },
    example: '男',
  },
  {
    key: 'birth_date',
    zh: '出生日期',
    aliases: ['出生年月日', '出生年月', '生日', 'birthday', 'date of birth', 'born'],
    required: false,
    explained: {
      zh: '如 1949-10-01；有身份证号时只用来核对',
      en: 'such as 1949-10-01; only compared where there is an ID',
    },
    example: '1949-10-01',
  },
  {
    key: 'consented_on',
    zh: '同意日期',
    aliases: ['知情同意日期', '授权日期', '同意时间', 'consent', 'consented'],
    required: false,
    explained: {
      zh: '本人同意接收通知的日期；已退订的不因此恢复',
      en: 'when they agreed to be written to; who has opted out stays so',
    },
    example: '2026-03-05',
  },
];

/** The columns that hold a day. */
export const DAY_COLUMNS: ReadonlySet<ColumnKey> = new Set([
  'joined',
  'insured_until',
  'trained_on',
  'birth_date',
  'consented_on',
]);

/** The column of that key. */
export const columnOf = (key: ColumnKey): Column => COLUMNS.find((column) => column.key === key)!;

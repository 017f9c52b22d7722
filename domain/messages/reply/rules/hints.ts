import { FAINT, FAIR } from '../weights.js';
import type { Token } from '../words/tokens.js';
import { rule, type Weighing } from './rule.js';

/**
 * What keeps people away has more names than a list can hold, but most of them are made of few pieces. Where a reply
 * says nothing else, a clause of unknown words with one of these in it is taken as the reason for staying away.
 */
const ILLNESS = /[病疼痛炎症癌瘤肿伤咳喘孕胎痔疮栓]|手术|住院|骨折|医院|吃药|疫苗/;
const STUDY = /考(?![虑察])|课|作业|论文|答辩|实验|导师|组会|返校|竞赛|比赛|集训/;
const WORK = /[班岗厂]|工地|订单|单子|客户|项目|合同|签约|甲方|老板|货|摊|[^,]店$|店里|走不/;
const HOME = /装修|搬家|水管|安装|[婚丧葬席寿坟]|满月|庙会|旅游|机票|车票|孙子|孙女|宝宝/;
/** Words by which such a clause may all the same speak of the call, of the writer's means, or of the reader. */
const ELSE = /[来去到你您备齐证问]|出发|可以|老师好|神经|毛病|支持|报名|已经好|[没不]/;

const unknownIn = (tokens: readonly Token[]): string =>
  tokens.flatMap(({ kind, text }) => (kind === 'unknown' ? [text] : [])).join('');
const isReason = (text: string): boolean =>
  text.length > 1 && [ILLNESS, STUDY, WORK, HOME].some((topic) => topic.test(text)) && !ELSE.test(text);

const reason: Weighing = (tokens, from, to) => (isReason(unknownIn(tokens.slice(from, to))) ? FAIR : 0);

/** On the day asked for, anything that does not sound like setting out is something else to do. */
const SETS_OUT = /出(?![船车摊诊海差])|[走干冲上来去到见集报跟约行等好准]/;

/** 周六录节目: only of a day that may be the one asked for; tonight is another matter. */
const engagement: Weighing = (tokens, from, to) => {
  const text = unknownIn(tokens.slice(from, to));
  const named = /[周星礼]|那天|当天|号/.test(tokens[from]?.text ?? '');
  if (!named) return FAINT;
  return isReason(text) || (/^\p{Script=Han}{2,8}$/u.test(text) && !SETS_OUT.test(text)) ? FAIR : FAINT;
};

const ON_A_DAY =
  '(?<=^(self|group|soft|sorry|greet|now|but)*) day (self|group|soft|kin|cause|is|want|must|number|with|let)*';

/** Reasons guessed by what they are made of; they count where nothing else is said. */
export const HINTS = [
  rule(`${ON_A_DAY} unknown (kin|soft|unknown|end|number|self|group)*$`, 'no', engagement, 'reason'),
  rule(
    '(?<=^(START|kin|is|want)*) unknown (unknown|soft|end|kin|cause|day|number|is|with)*$',
    'no',
    reason,
    'hint',
  ),
];

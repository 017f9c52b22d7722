import type { Sentence } from '../../domain/problem.js';
import type { QuestionReason } from '../../ledger/roster/plan.js';

/** What is asked, for each way a row may mean somebody known. */
export const QUESTIONS: Record<QuestionReason, Sentence> = {
  'id-other-name': {
    zh: '身份证号与台账中一人相同，姓名不同：改了名，还是号码写错？',
    en: 'the ID is that of somebody known under another name: renamed, or the wrong ID?',
  },
  'other-id': {
    zh: '姓名、联系方式与台账中一人相同，身份证号不同：号码有一个写错，还是同名的家人？',
    en: 'name and contact are those of somebody known with another ID: is one ID wrong, or is it a relative of that name?',
  },
  'several-namesakes': {
    zh: '台账中有多人姓名、联系方式与此相同：是其中哪一个？请补上身份证号',
    en: 'several people in the ledger have that name and contact: which of them? add the ID',
  },
  'other-phone': {
    zh: '姓名、邮箱与台账中一人相同，手机号不同：换了号，还是另一个人？',
    en: 'name and mail address are those of somebody known with another phone: a new number, or somebody else?',
  },
  'other-name': {
    zh: '联系方式与台账中其他姓名的人相同：是同一个人，还是共用号码的家人？请补上身份证号',
    en: 'the contact is that of somebody known under another name: the same person, or a relative who shares it? add the ID',
  },
};

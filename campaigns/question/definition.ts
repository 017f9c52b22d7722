import { z } from 'zod';
import { closedObject, said } from '../../domain/definition/problems.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { officeInstant } from '../../domain/plan/schema.js';
import { launchKeyField } from '../fields.js';

/** Longest question and longest answer, in UTF-16 units. */
const LONGEST_TEXT = 4000;

const committee = (zh: string, en: string) => z.string().trim().min(1).describe(`${zh} / ${en}`);

/** What is asked, or answered: some lines of text, their ends as one character, which is two in a form. */
export const questionText = z
  .string()
  .overwrite((text) => text.replaceAll(/\r\n?/g, '\n'))
  .trim()
  .min(1)
  .max(
    LONGEST_TEXT,
    said(`最多 ${LONGEST_TEXT} 字，请精简`, `at most ${LONGEST_TEXT} characters; shorten it`),
  );

/** What a committee writes to ask another one something. */
export const questionDefinition = closedObject('字段', 'field', {
  kind: z.literal('question').describe('活动类型：上下问答 / kind of campaign'),
  key: launchKeyField,
  from: committee('提问的委员会代码', 'code of the committee that asks'),
  to: committee(
    '应当答复的委员会代码，须是其上级或下级',
    'code of the committee that owes the answer: above it or below',
  ),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{Cc}*$/u, said('主题只能有一行', 'a subject is one line'))
    .describe('主题，写进邮件；不要写个人信息 / subject, as mails say it; nothing personal'),
  question: questionText.describe(
    '问题正文，加密保存，不写进短信和邮件 / the question itself: kept sealed, in no SMS and no mail',
  ),
  due: officeInstant.describe('答复期限，北京时间 / until when it is to be answered, office time'),
  follows: z
    .int()
    .min(1)
    .exactOptional()
    .describe('接着哪一个问题问：其编号 / number of the question it goes on from'),
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .exactOptional()
    .describe('提醒用的渠道；不写则短信和邮件都用 / channels of its messages; default both'),
}).describe('上下问答：向上级或下级提问，限期答复 / question up or down the tree, to be answered in time');

/** A question's definition as read. */
export type QuestionDefinition = z.infer<typeof questionDefinition>;

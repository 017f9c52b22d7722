/**
 * The texts of a call-out as an office starts with them. Each names the event again: whoever reads it may have
 * two calls on the phone. Words a carrier's review refuses (招募, 问卷 …) are avoided.
 */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

/** A template of this kind; every variable may be as long as the carrier usually allows. */
const text = (code: string, words: string): TemplateContent => ({
  code: `call-out-${code}`,
  channel: 'sms',
  class: 'notice',
  kind: 'call-out',
  text: words,
  variables: undeclared('sms', words),
});

/** Templates of the call-out kind, by the step that uses them. */
export const CALL_OUT_TEMPLATES: readonly TemplateContent[] = [
  text(
    'ask',
    '${event}需要您：${time}，${place}集合。自带：${bring}。风险：${risks}。自愿参加，能来请回“${call}能来”，来不了请回“${call}不来”。',
  ),
  text(
    'confirmation',
    '已为您登记（${call}）：${event}，${time}，${place}集合。自带：${bring}。来不了请尽早回“${call}不来”。谢谢您！',
  ),
  text(
    'waitlist',
    '谢谢您愿意来！${event}人数已满，您已列入候补（${call}），有空缺会马上通知您，没有通知请不必到场。',
  ),
  text(
    'which-call',
    '您的手机上有不止一份集结通知，请在回复里写明短信中的编号，例如“${call}能来”或“${call}不来”。',
  ),
  text(
    'details',
    '${event}：${time}，${place}集合。自带：${bring}。风险：${risks}。能来请回“${call}能来”，来不了请回“${call}不来”。',
  ),
  text(
    'reminder',
    '提醒您：明天的${event}，${time}，${place}集合。自带：${bring}。临时来不了请回“${call}不来”，我们好安排候补。',
  ),
  text('stand-down', '${event}（${time}）不再需要人手，请您不要前往；已在路上的请返回，注意安全。谢谢您！'),
];

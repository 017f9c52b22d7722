import { approval } from './approval.js';
import { attachments } from './attachments.js';
import { email, sms } from './channels.js';
import { engines, processes } from './engines.js';
import type { Bilingual, Kind } from './kind.js';
import { mailBack } from './mail-back.js';
import { people } from './people.js';
import { courtesy, recovery } from './sending.js';
import type { Setting } from './setting.js';

/** Every setting there is, by section, in the order `.env.example` prints them. */
export const sections: { title: Bilingual; settings: Record<string, Setting> }[] = [
  { title: { zh: '引擎与密钥', en: 'Engines and key' }, settings: engines },
  { title: { zh: '短信', en: 'SMS' }, settings: sms },
  { title: { zh: '邮件', en: 'Mail' }, settings: email },
  { title: { zh: '退回的邮件', en: 'Mail that comes back' }, settings: mailBack },
  { title: { zh: '时段与上限', en: 'Hours and caps' }, settings: courtesy },
  { title: { zh: '审批', en: 'Approval' }, settings: approval },
  { title: { zh: '个人信息', en: 'Personal data' }, settings: people },
  { title: { zh: '报送的附件', en: 'Files handed in' }, settings: attachments },
  { title: { zh: '重试与核实', en: 'Retrying and reconciling' }, settings: recovery },
  { title: { zh: '进程', en: 'Processes' }, settings: processes },
];

const typed = {
  ...engines,
  ...sms,
  ...email,
  ...mailBack,
  ...courtesy,
  ...approval,
  ...people,
  ...attachments,
  ...recovery,
  ...processes,
};
type Typed = typeof typed;

/** The name of a setting, as it stands in the environment. */
export type SettingName = keyof Typed;

/** What a setting is read as. */
export type SettingValue<Name extends SettingName> =
  | (Typed[Name]['kind'] extends Kind<infer Value> ? Value : never)
  | (Typed[Name] extends { optional: true } ? undefined : never);

/** Every setting by its name. */
export const settings: Readonly<Record<SettingName, Setting>> = typed;

/** Whether a name is a setting of ours. */
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name);

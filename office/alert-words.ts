import type { Health } from '../domain/messages/shares.js';
import type { Sentence } from '../domain/problem.js';
import type { Alert, AlertCause, AlertDetail } from '../ledger/alerts.js';
import type { Role } from '../ledger/operators.js';
import { SKIPPED } from './doctor/schedules.js';
import { OVERDUE_MEANING } from './overdue.js';

/** What a cause is called, what it means and what to do: read by operators here, on the phone and in docs/operations.md. */
interface CauseWords {
  name: Sentence;
  meaning: Sentence;
  mend: Sentence;
  /** Roles that are told of it. */
  readers: readonly Role[];
  /** It happened, and does not last: that it is over heals nothing, and nobody is told. */
  happened?: true;
}

/** Who keeps Muster running. */
const RUNNING: readonly Role[] = ['operator'];
/** Who also answers for what is sent and what it costs. */
const OFFICE: readonly Role[] = ['operator', 'head'];

/** Every cause of an alert, in the words people read. */
export const ALERT_WORDS: Readonly<Record<AlertCause, CauseWords>> = {
  'provider stopped': {
    name: { zh: '服务商拒绝本账号', en: 'provider stopped' },
    meaning: {
      zh: '服务商拒绝整个账号（欠费、签名或密钥），暂停使用；消息都留着，有另一家时由另一家发送',
      en: 'it refuses the whole account (credit, signature, keys) and is left alone; messages are kept, and go by the other provider where there is one',
    },
    mend: {
      zh: '到服务商的控制台查看余额、签名和密钥；修好后会自动恢复',
      en: 'look at credit, signature and keys in its console; once mended it goes on by itself',
    },
    readers: RUNNING,
  },
  'provider slow': {
    name: { zh: '服务商变慢或常出错', en: 'provider slow' },
    meaning: {
      zh: '它比另一家慢或更常出错，流量正移往另一家，恢复后再移回；或没有更好的另一家，而它本身太慢或常出错',
      en: 'it is slower than the other one or fails more often, and traffic moves there and drifts back; or there is no better one, and it is too slow or fails by itself',
    },
    mend: {
      zh: '看服务商的公告和网络；持续时联系服务商',
      en: 'look at its notices and the network; if it lasts, call the provider',
    },
    readers: RUNNING,
  },
  'receipts late': {
    name: { zh: '回执迟迟不来', en: 'receipts late' },
    meaning: {
      zh: '十分钟前提交的短信，大半还没有回执：可能没有送达，也可能推送到不了这里',
      en: 'of the texts handed over ten minutes ago most have no receipt yet: they may not have arrived, or pushes do not reach us',
    },
    mend: {
      zh: '看运营商的推送地址和本机的接收进程；都正常时联系运营商',
      en: 'look at the push address at the carrier and at the inbound process here; if both are well, call the carrier',
    },
    readers: RUNNING,
  },
  'lane stopped': {
    name: { zh: '发送通道没有进程', en: 'lane stopped' },
    meaning: {
      zh: '没有发送进程在取这个通道的任务，其中的消息等着不发',
      en: 'no dispatcher takes work from this lane; its messages wait',
    },
    mend: {
      zh: '启动发送进程：node dist/workers/dispatcher.js',
      en: 'start a dispatcher: `node dist/workers/dispatcher.js`',
    },
    readers: RUNNING,
  },
  'engine down': {
    name: { zh: '引擎停止', en: 'engine down' },
    meaning: {
      zh: 'Redis 停止时消息在台账里等；Temporal 或活动进程停止时活动停在原处；都不会丢失',
      en: 'with Redis down messages wait in the ledger; with Temporal or the campaigns worker down runs stand still; nothing is lost',
    },
    mend: {
      zh: '运行 muster doctor，按提示启动；恢复后会自动继续',
      en: 'run `muster doctor` and start what it names; all goes on by itself',
    },
    readers: RUNNING,
  },
  'statement unbalanced': {
    name: { zh: '对账单不平衡', en: 'statement unbalanced' },
    meaning: {
      zh: '受众与各状态之和不等：有人没有消息记录，这是程序或数据库的缺陷',
      en: 'the audience is not the sum of the states: somebody has no message on record, a defect of the program or the database',
    },
    mend: {
      zh: '运行 muster run statement 活动编号 查看是哪一步，保留数据库并报告开发者',
      en: 'see which step by `muster run statement N`, keep the database and report it',
    },
    readers: OFFICE,
  },
  'schedule missed': {
    name: { zh: '日程没有按时发起', en: 'schedule missed' },
    meaning: {
      zh: '到了时间没有发起活动：日程没有同步、发起被拒绝，或 Temporal 当时停着',
      en: 'nothing was launched at its time: the schedule is not synced, its launch was refused, or Temporal was down',
    },
    mend: {
      zh: '运行 muster doctor 看原因；仍需要时用 muster schedule trigger 补发，否则用 muster schedule skip',
      en: 'see why by `muster doctor`; `muster schedule trigger` launches it if it is still wanted, else `muster schedule skip`',
    },
    readers: OFFICE,
  },
  'schedule waiting': {
    name: { zh: '日程等待决定', en: 'schedule waiting' },
    meaning: {
      zh: '停机之后才轮到，离期限已经太近：没有发起，等人决定',
      en: 'it came late after an outage and its due day is near: nothing was launched, somebody has to decide',
    },
    mend: {
      zh: '用 muster schedule trigger 日程 --day 日期 发起，或用 muster schedule skip 放弃',
      en: '`muster schedule trigger ID --day DAY` launches it, `muster schedule skip` lets it go',
    },
    readers: OFFICE,
  },
  'schedule running out': {
    name: { zh: '日程将无确定日期', en: 'schedule running out' },
    meaning: {
      zh: '两个月内，按工作日推算的日程将用完确定的日期：下一年还没有假期表，到时不会发起',
      en: 'within two months schedules that count workdays have no certain day left: the next year has no holiday table, and nothing will be launched',
    },
    mend: {
      zh: '下一年的假期公布后，用 muster calendar load 载入；急用时用 muster deadline open 发起',
      en: 'once they are announced, run `muster calendar load`; what cannot wait is opened by `muster deadline open`',
    },
    readers: OFFICE,
  },
  'budget near its end': {
    name: { zh: '预算将尽', en: 'budget near its end' },
    meaning: {
      zh: '本月预算已花费或已预留八成或九成五，超出后不能再发起活动',
      en: '80 or 95 % of the month’s budget is spent or reserved; beyond it no campaign can be launched',
    },
    mend: {
      zh: '由负责人调整预算（muster budget set），或推迟不急的活动',
      en: 'a head raises it (`muster budget set`), or campaigns that can wait are put off',
    },
    readers: OFFICE,
  },
  'calendar running out': {
    name: { zh: '假期表将尽', en: 'calendar running out' },
    meaning: {
      zh: '一个月内要用到的年份还没有假期表：工作日只按周末和法定节日算，算出的日期是暂定的',
      en: 'a year that begins within a month has no holiday table: workdays are reckoned by weekends and the law alone, and dates are provisional',
    },
    mend: {
      zh: '国务院的通知公布后，照 examples/holidays-2026.yaml 写一份，用 muster calendar load 载入',
      en: 'once it is announced, write it as `examples/holidays-2026.yaml` does and run `muster calendar load`',
    },
    readers: OFFICE,
  },
  'template rejected': {
    name: { zh: '模板被驳回', en: 'template rejected' },
    meaning: {
      zh: '运营商撤回了在用模板的批准；使用它的活动已暂停，消息都留着',
      en: 'the carrier took back its approval of a text in use; runs that use it are paused, their messages kept',
    },
    mend: {
      zh: '用 muster template show 查看原因；申诉，或修改后重新报审，再用 muster run resume 恢复；或取消这些活动',
      en: 'see why by `muster template show CODE`; appeal, or rewrite it and have it reviewed, then `muster run resume`; or cancel those runs',
    },
    readers: OFFICE,
  },
  'approval lapsed': {
    name: { zh: '审批逾期', en: 'approval lapsed' },
    meaning: {
      zh: '活动在期限内没有审批，已作废，没有发送',
      en: 'a run was not approved in time and is void; nothing was sent',
    },
    mend: { zh: '仍需要时重新发起', en: 'launch it again if it is still wanted' },
    readers: OFFICE,
    happened: true,
  },
  'inbox backing up': {
    name: { zh: '收件积压', en: 'inbox backing up' },
    meaning: {
      zh: '回执和上行没有及时读取，或待人工处理的回复太多；普通通道的发送因此放慢',
      en: 'pushes are not read in time, or too many replies wait for a clerk; bulk sending is slowed because of it',
    },
    mend: {
      zh: '回执和上行：看巡查进程和接收进程；待处理的回复：请工作人员处理（muster inbox list）',
      en: 'pushes: see whether sweeper and inbound run; replies: let a clerk settle them, `muster inbox list`',
    },
    readers: OFFICE,
  },
  'overdue messages': {
    name: { zh: '消息逾期未了', en: 'overdue messages' },
    meaning: {
      zh: '活动的消息或答复等待过久，没有最终状态',
      en: 'messages or answers of a run wait longer than they should, without a final state',
    },
    mend: {
      zh: '运行 muster overdue 查看原因和办法；待核实的用 muster unknown list',
      en: '`muster overdue` says why and what to do; the unsure ones by `muster unknown list`',
    },
    readers: RUNNING,
  },
};

/** Closed values; whatever else stands there is a code, and stays one. */
const HEALTH: Readonly<Record<Health, string>> = {
  well: '正常',
  doubtful: '尚难判断',
  slow: '变慢',
  failing: '常出错',
  losing: '收下后常送不到',
  stopped: '已停用',
};
const STATES: Readonly<Record<NonNullable<AlertDetail['state']>, string>> = { unsynced: '尚未同步' };

/** What each part of a detail says; `null` and absent ones say nothing. */
const PARTS: {
  readonly [Key in keyof Required<AlertDetail>]: (value: NonNullable<AlertDetail[Key]>) => string;
} = {
  run: (run) => `活动 ${run}`,
  template: (template) => `模板 ${template}`,
  version: (version) => `第 ${version} 版`,
  provider: (provider) => `服务商 ${provider}`,
  reason: (reason) => `原因：${overdueMeaning(reason) ?? reason}`,
  code: (code) => `代码 ${code}`,
  health: (health) => `表现：${HEALTH[health]}`,
  waiting: (waiting) => `积压至少 ${waiting} 份`,
  percent: (percent) => `已达 ${percent}%`,
  without: (without) => `无回执占比 ${without}`,
  missing: (missing) => `缺少 ${missing} 条`,
  day: (day) => `日期 ${day}`,
  skipped: (skipped) => `原因：${SKIPPED[skipped].zh}`,
  state: (state) => `状态：${STATES[state]}`,
  until: (until) => `期限 ${until}`,
  schedules: (schedules) => `日程 ${schedules} 个`,
};

/** Every part that a detail may have. */
export const DETAIL_KEYS = Object.keys(PARTS) as readonly (keyof AlertDetail)[];

const overdueMeaning = (reason: string): string | undefined =>
  (OVERDUE_MEANING as Readonly<Record<string, Sentence>>)[reason]?.zh;

/** What is known of an alert, on one line; a dash where its subject says it all. */
export function detailText({ detail }: Pick<Alert, 'detail'>): string {
  const parts = DETAIL_KEYS.flatMap((key) => partOf(detail, key));
  return parts.length === 0 ? '—' : parts.join('，');
}

const partOf = <Key extends keyof AlertDetail>(detail: AlertDetail, key: Key): string[] => {
  const value = detail[key];
  return value === null || value === undefined ? [] : [PARTS[key](value)];
};

/** Subjects that are neither numbers nor names. */
const SUBJECTS: Readonly<Record<string, string>> = {
  pushes: '回执和上行',
  replies: '待处理的回复',
  'campaigns worker': '活动进程',
};

/** What an alert is about, as a mail or an SMS in Chinese says it; the ledger and the commands keep its code. */
export const subjectText = ({ subject }: Pick<Alert, 'subject'>): string =>
  SUBJECTS[subject] ??
  subject
    .replace(/^run (\d+)(?:: (.+))?$/, (_, run: string, reason?: string) =>
      [
        `活动 ${run}`,
        ...(reason === undefined ? [] : [overdueMeaning(reason)?.split('：')[0] ?? reason]),
      ].join('：'),
    )
    .replace(/^year (\d+)$/, '$1 年')
    .replace(/^template (.+) v(\d+) at (.+)$/, '模板 $1 第 $2 版（$3）');

import type { Sentence } from '../domain/problem.js';
import type { Alert, AlertCause } from '../ledger/alerts.js';
import type { Role } from '../ledger/operators.js';

/** What a cause is called, what it means and what to do: read by operators here, on the phone and in docs/operations.md. */
interface CauseWords {
  name: Sentence;
  meaning: Sentence;
  mend: Sentence;
  /** Roles that are told of it. */
  readers: readonly Role[];
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
      en: 'the provider refuses the whole account (credit, signature, keys) and is left alone; messages are kept, and go by another provider where there is one',
    },
    mend: {
      zh: '到服务商的控制台查看余额、签名和密钥；修好后会自动恢复',
      en: 'look at credit, signature and keys in the provider’s console; once mended it goes on by itself',
    },
    readers: RUNNING,
  },
  'provider slow': {
    name: { zh: '服务商变慢或常出错', en: 'provider slow' },
    meaning: {
      zh: '它比另一家慢得多或常出错，流量正移往另一家，恢复后再移回',
      en: 'it is much slower than the other one, or fails more often; traffic moves to the other and drifts back',
    },
    mend: {
      zh: '看服务商的公告和网络；持续时联系服务商',
      en: 'look at the provider’s notices and the network; if it lasts, call the provider',
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
      en: 'start a dispatcher: node dist/workers/dispatcher.js',
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
      zh: '运行 muster run statement 查看是哪一步，保留数据库并报告开发者',
      en: 'see which step by `muster run statement`, keep the database and report it',
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
      zh: '运行 muster doctor 看原因；仍需要时手工发起',
      en: 'see why by `muster doctor`; launch it by hand if it is still wanted',
    },
    readers: OFFICE,
  },
  'budget near its end': {
    name: { zh: '预算将尽', en: 'budget near its end' },
    meaning: {
      zh: '本月预算快用完，超出后不能再发起活动',
      en: 'this month’s budget is nearly spent; beyond it no campaign can be launched',
    },
    mend: {
      zh: '由负责人调整预算，或推迟不急的活动',
      en: 'a head raises the budget, or campaigns that can wait are put off',
    },
    readers: OFFICE,
  },
  'calendar running out': {
    name: { zh: '节假日表将尽', en: 'calendar running out' },
    meaning: {
      zh: '已公布的节假日表快到头，之后的日期都是暂定',
      en: 'the published holiday table ends soon; dates beyond it are provisional',
    },
    mend: { zh: '导入新一年的节假日表', en: 'load the new year’s holiday table' },
    readers: OFFICE,
  },
  'template rejected': {
    name: { zh: '模板被驳回', en: 'template rejected' },
    meaning: {
      zh: '运营商驳回了在用的模板，使用它的活动已停下',
      en: 'the carrier rejected a template in use; runs that use it have stopped',
    },
    mend: {
      zh: '按驳回理由修改，重新报审；或取消这些活动',
      en: 'mend it as the reason says and have it reviewed again, or cancel those runs',
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
  },
  'inbox backing up': {
    name: { zh: '收件积压', en: 'inbox backing up' },
    meaning: {
      zh: '回执和上行没有及时读取，或待人工处理的回复太多；普通通道的发送因此放慢',
      en: 'pushes are not read in time, or too many replies wait for a clerk; bulk sending is slowed because of it',
    },
    mend: {
      zh: 'pushes：看巡查和接收进程；questions：请工作人员处理 muster inbox list',
      en: 'pushes: see whether sweeper and inbound run; questions: let a clerk settle them, `muster inbox list`',
    },
    readers: OFFICE,
  },
  'overdue messages': {
    name: { zh: '消息逾期未了', en: 'overdue messages' },
    meaning: {
      zh: '有消息过了有效期还没有最终状态',
      en: 'messages have no final state although their time is over',
    },
    mend: {
      zh: '运行 muster doctor 看停在哪里；待核实的用 muster unknown list',
      en: 'see by `muster doctor` where they are stuck; the unsure ones by `muster unknown list`',
    },
    readers: RUNNING,
  },
};

/** What the keys of a detail are called. */
const KEYS: Readonly<Record<string, string>> = {
  code: '代码',
  health: '表现',
  waiting: '积压至少',
  percent: '百分比',
  without: '无回执占比',
  missing: '缺少',
  day: '日期',
  skipped: '原因',
  state: '状态',
};

/** What is known of an alert, on one line; a dash where its subject says it all. */
export function detailText({ detail }: Pick<Alert, 'detail'>): string {
  const parts = Object.entries(detail).map(([key, value]) => `${KEYS[key] ?? key} ${value}`);
  return parts.length === 0 ? '—' : parts.join('，');
}

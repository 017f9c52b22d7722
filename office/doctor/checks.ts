import { imbalances, receiptDelays, type ReceiptDelay } from '../../ledger/checks.js';
import { alertReaders } from '../../ledger/alert-readers.js';
import { openSubjects } from '../../ledger/alerts.js';
import { lapsesSince } from '../../ledger/approvals.js';
import { isUsable } from '../../ledger/standing.js';
import { DAY_MILLISECONDS, MINUTE_MILLISECONDS, officeTime } from '../../domain/calendar/office-day.js';
import type { Office } from '../office.js';
import { fine, trouble, watched, watchedFor, type Finding } from './finding.js';

type Examined = Pick<Office, 'database' | 'clock'>;

/** A receipt takes seconds; the carrier's own word is that nearly all come within minutes. */
const RECEIPT_MINUTES = 10;
/** What is older says nothing of how it is now. */
const LOOK_BACK_MINUTES = 60;
/** Fewer texts say nothing; more than this share without a receipt is late. */
const FEWEST_TEXTS = 20;
const MOST_WITHOUT = 0.5;

/** Whether receipts come in: of texts the carrier took ten minutes ago most should have one. */
export async function examineReceipts({ database, clock }: Examined): Promise<Finding[]> {
  const ago = (minutes: number): Date => new Date(clock.now().getTime() - minutes * MINUTE_MILLISECONDS);
  const delays = await receiptDelays(database, {
    after: ago(LOOK_BACK_MINUTES),
    before: ago(RECEIPT_MINUTES),
  });
  return delays.filter(({ texts }) => texts >= FEWEST_TEXTS).map(receiptFinding);
}

function receiptFinding({ provider, texts, without }: ReceiptDelay): Finding {
  const facts = { provider, texts, without };
  const percent = Math.round((100 * without) / texts);
  const found = [
    `${provider}：${RECEIPT_MINUTES} 分钟前提交的短信，${percent}% 还没有回执`,
    `${provider}: of the texts taken ${RECEIPT_MINUTES} minutes ago ${percent} % have no receipt yet`,
  ] as const;
  const finding =
    without <= texts * MOST_WITHOUT
      ? fine('receipts', found, facts)
      : trouble(
          'warning',
          'receipts',
          found,
          [
            '看运营商的推送地址和接收进程；都正常时联系运营商',
            'see the push address at the carrier and the inbound process; if both are well, call the carrier',
          ],
          facts,
        );
  // In quarters: the share moves all the time, and only a leap is news.
  const detail = { without: `${Math.floor(percent / 25) * 25}%` };
  return watchedFor(finding, { cause: 'receipts late', subject: provider, detail });
}

/** Whether the statements of the last day balance: everybody meant has a message, or a word why not. */
export async function examineStatements({ database, clock }: Examined): Promise<Finding[]> {
  const known = await openSubjects(database, ['statement unbalanced']);
  const found = await imbalances(database, {
    since: new Date(clock.now().getTime() - DAY_MILLISECONDS),
    runs: known.map(({ subject }) => Number(subject.replace('run ', ''))),
  });
  const runs = [...new Set(found.map(({ run }) => run))];
  const finding =
    runs.length === 0
      ? fine('statements', ['近一天的对账单都平衡', 'the statements of the last day balance'])
      : trouble(
          'wrong',
          'statements',
          [
            `对账单不平衡的活动：${runs.join('、')}`,
            `runs whose statement does not balance: ${runs.join(', ')}`,
          ],
          [
            '保留数据库，把 muster run statement 的结果报告开发者',
            'keep the database and report what `muster run statement` shows',
          ],
          { imbalances: found },
        );
  const alerts = runs.map((run) => ({
    subject: `run ${run}`,
    detail: {
      missing: found.filter((each) => each.run === run).reduce((sum, { missing }) => sum + missing, 0),
    },
  }));
  return [watched(finding, { cause: 'statement unbalanced', alerts })];
}

/** Whoever still wants a lapsed run launches it again within some days; after that nobody does. */
const LAPSE_DAYS = 3;

/** Whether a run has lapsed for want of an approval, and nobody has launched it again. */
export async function examineLapses({ database, clock }: Examined): Promise<Finding[]> {
  const since = new Date(clock.now().getTime() - LAPSE_DAYS * DAY_MILLISECONDS);
  const lapses = await lapsesSince(database, since);
  const runs = lapses.map(({ runId }) => runId);
  const finding =
    runs.length === 0
      ? fine('approvals', [
          `近 ${LAPSE_DAYS} 天没有因逾期未审批而作废的活动`,
          `no run has lapsed for want of an approval in ${LAPSE_DAYS} days`,
        ])
      : trouble(
          'warning',
          'approvals',
          [
            `逾期没有审批而作废的活动：${runs.join('、')}`,
            `runs that lapsed, for nobody approved them in time: ${runs.join(', ')}`,
          ],
          ['仍需要时重新发起', 'launch them again if they are still wanted'],
          { runs },
        );
  const alerts = lapses.map(({ runId, until }) => ({
    subject: `run ${runId}`,
    detail: { until: officeTime(until) },
  }));
  return [watched(finding, { cause: 'approval lapsed', alerts })];
}

/** Whether there is somebody to tell of alerts, and an approved text to do it by SMS. */
export async function examineReaders({ database }: Pick<Office, 'database'>): Promise<Finding> {
  const [readers, approved] = await Promise.all([
    alertReaders(database, ['operator']),
    isUsable(database, { channel: 'sms', template: 'office-alert' }),
  ]);
  const facts = { readers: readers.length, bySms: approved };
  if (readers.length === 0)
    return trouble(
      'warning',
      'alert readers',
      ['没有人会收到告警：操作员都没有对应的人', 'nobody is told of alerts: no operator is a person on file'],
      [
        '用 muster operator change 操作员名 --person 编号 给运维操作员登记本人（姓名在册、有手机和邮箱）',
        '`muster operator change NAME --person NUMBER` says which person on file the operator is who keeps it running',
      ],
      facts,
    );
  if (!approved)
    return trouble(
      'warning',
      'alert readers',
      [
        `告警只发邮件给 ${readers.length} 人：短信模板 office-alert 还没有报备`,
        `alerts go to ${readers.length} by mail only: the SMS template office-alert is not approved`,
      ],
      ['报备 office- 开头的短信模板', 'have the SMS templates that begin with office- approved'],
      facts,
    );
  return fine('alert readers', [`告警发给 ${readers.length} 人`, `alerts go to ${readers.length}`], facts);
}

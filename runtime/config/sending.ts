import { cap, sendWindow, timeOfDay, whole } from './kind.js';
import { setting } from './setting.js';

const seconds = (least: number, most: number) => whole(least, most, { zh: '秒', en: 'seconds' });
const milliseconds = (least: number, most: number) => whole(least, most, { zh: '毫秒', en: 'milliseconds' });
const hours = (least: number, most: number) => whole(least, most, { zh: '小时', en: 'hours' });
const DAY = 86_400;

/** Whom to spare, when to keep quiet, how long to wait for receipts. */
export const courtesy = {
  SEND_WINDOW: setting(
    sendWindow,
    '允许发送的时段（北京时间，始含终不含）；always 为不限',
    'Hours in which sending is allowed (office time, from inclusive, to exclusive); always: any hour',
    { fallback: '08:00-20:00' },
  ),
  SEND_WINDOW_PROMOTION: setting(
    sendWindow,
    '推广允许发送的时段；与 SEND_WINDOW 不同时取两者都允许的时间',
    'Hours for promotions; where they differ from SEND_WINDOW, only what both allow',
    { fallback: '08:00-20:00' },
  ),
  CAP_NOTICES_PER_DAY: setting(
    cap,
    '每人每 24 小时至多收到的通知数（各活动合计）；none 为不限',
    'Notices to one person in 24 hours, over all runs; none: no cap',
    { fallback: '3' },
  ),
  CAP_PROMOTIONS_PER_WEEK: setting(
    cap,
    '每人每 7 天至多收到的推广数（各活动合计）；none 为不限',
    'Promotions to one person in 7 days, over all runs; none: no cap',
    { fallback: '1' },
  ),
  EXPIRY_VERIFICATION_HOURS: setting(
    hours(1, 720),
    '没有写明有效时间的验证类消息，可以发送后这么久就作废，不再发送',
    'Verification messages whose definition sets no expiry are too old so long after sending may begin',
    { fallback: '1' },
  ),
  EXPIRY_NOTICE_HOURS: setting(
    hours(1, 720),
    '没有写明有效时间的通知，可以发送后这么久就作废，不再发送',
    'Notices whose definition sets no expiry are too old so long after sending may begin',
    { fallback: '72' },
  ),
  EXPIRY_PROMOTION_HOURS: setting(
    hours(1, 720),
    '没有写明有效时间的推广，可以发送后这么久就作废，不再发送',
    'Promotions whose definition sets no expiry are too old so long after sending may begin',
    { fallback: '72' },
  ),
  SMS_CARRIER_CAP_PER_DAY: setting(
    cap,
    '运营商 24 小时内对同一号码同一模板至多接收的条数，紧急通知也不例外；none 为不限',
    'Texts of one template to one number in 24 hours that the carrier takes, emergencies included; none: no cap',
    { fallback: '50' },
  ),
  DIGEST_TIME: setting(
    timeOfDay,
    '每个工作日提醒联系人报送事项的时刻，每人每天一条；须在 SEND_WINDOW 之内',
    'When contact persons are reminded of what they owe, on workdays, once a day each; within SEND_WINDOW',
    { fallback: '09:00' },
  ),
  AUDIENCE_GROWTH_PERCENT: setting(
    whole(0, 1000, { zh: '百分比', en: 'percent' }),
    '受众比发起时多出这个比例以上，就停下来询问',
    'An audience that grew by more than this since its launch stops and asks',
    { fallback: '10' },
  ),
  CALL_OUT_ACCEPTANCE_PERCENT: setting(
    whole(5, 100, { zh: '百分比', en: 'percent' }),
    '集结时，对没有往例的人，估计有百分之几会来；第一轮据此决定问多少人',
    'Call-outs: percent expected to come of those nothing is known of; the size of the first wave follows from it',
    { fallback: '50' },
  ),
  SETTLE_SECONDS: setting(
    seconds(0, 30 * DAY),
    '最后一条发出后等待回执的时间，之后结束活动；运营商 72 小时后不再回执',
    'How long receipts are awaited after the last message, before a run closes; carriers give none after 72 hours',
    { fallback: '259200' },
  ),
} as const;

/** The waits of the send path. Short ones are for the fault run; the defaults are for real carriers. */
export const recovery = {
  SEND_TIMEOUT_MILLISECONDS: setting(
    milliseconds(100, 120_000),
    '一次发送调用的时限，过后视为“待核实”',
    'Time limit of one provider call; after it the outcome is unknown',
    { fallback: '10000' },
  ),
  LEASE_SECONDS: setting(
    seconds(1, 3600),
    '一批消息被领取后归一个进程的时间，须长于 SEND_TIMEOUT_MILLISECONDS',
    'How long a claimed batch belongs to its process; must exceed SEND_TIMEOUT_MILLISECONDS',
    { fallback: '60' },
  ),
  RECONCILE_FIRST_WAIT_SECONDS: setting(
    seconds(0, 3600),
    '待核实的短信查询不到时，距上一次尝试至少这么久才以同一随机数重发；待核实的邮件同样等这么久才重发',
    'An unknown SMS that a query does not find is resent with the same nonce only this long after its last try; an unknown mail is resent after as long',
    { fallback: '60' },
  ),
  RECONCILE_NONCE_SECONDS: setting(
    seconds(1, 1800),
    '从第一次尝试起，同一随机数可用来重发的时间；运营商约 31 分钟后不再识别重复，故不得超过 1800',
    'How long after the first try the same nonce may be resent; the carrier forgets nonces after about 31 minutes, hence at most 1800',
    { fallback: '900' },
  ),
  RECONCILE_BOUND_SECONDS: setting(
    seconds(1, DAY),
    '同一随机数不能再用之后，距上一次尝试过了这么久仍查询不到，才认定运营商没有收到，可换新随机数重发',
    'Once its nonce may not be used any more: not found this long after its last try, an SMS counts as never taken, and a new nonce is allowed',
    { fallback: '600' },
  ),
  REQUEUE_AFTER_SECONDS: setting(
    seconds(1, 3600),
    '批次入队后这么久无人领取，就重新入队（例如 Redis 被清空）',
    'A batch nobody claimed this long after it was enqueued is enqueued again (after Redis was emptied, say)',
    { fallback: '30' },
  ),
  SWEEP_INTERVAL_MILLISECONDS: setting(
    milliseconds(50, 60_000),
    '巡查台账、找出遗留工作的间隔',
    'How often the ledger is searched for work left behind',
    { fallback: '1000' },
  ),
  INBOX_BACKLOG_LIMIT: setting(
    whole(1, 1_000_000, { zh: '条', en: 'replies' }),
    '待人工处理的回复超过这么多条，普通通道就放慢发送；紧急通道不受影响',
    'With more replies than this waiting for a clerk, bulk sending slows down; urgent sending does not',
    { fallback: '1000' },
  ),
  INBOX_KEPT_DAYS: setting(
    whole(1, 3650, { zh: '天', en: 'days' }),
    '收到的推送与邮件原文（加密）保存多少天；读过之后到期即清空',
    'How many days what carriers push and mail that came in are kept word for word (encrypted); what was read is then emptied',
    { fallback: '30' },
  ),
  TEMPLATE_REVIEW_MINUTES: setting(
    whole(1, 1440, { zh: '分钟', en: 'minutes' }),
    '短信模板报备后，向运营商查询审核结果的间隔；在用的已通过模板至多 6 小时查询一次',
    'How often a carrier is asked about a template it was handed; about an approved one in use at most every 6 hours',
    { fallback: '10' },
  ),
  ACCOUNT_STOP_SECONDS: setting(
    seconds(1, DAY),
    '服务商因账号原因（欠费、停用等）拒绝后，暂停使用它这么久再试；消息不丢',
    'How long a provider is left alone after it refused the whole account (no credit, say); messages are kept',
    { fallback: '300' },
  ),
  PROVIDER_LOOK_SECONDS: setting(
    seconds(1, 3600),
    '多久比较一次同一渠道各服务商的快慢和失败，据此调整流量；每次至多移走百分之十，好转后每次移回百分之五',
    'How often the providers of a channel are compared; a slow or failing one loses 10 % of the traffic each time and gets back 5 % once it is well',
    { fallback: '60' },
  ),
  PROVIDER_SLOW_MILLISECONDS: setting(
    milliseconds(1, 60_000),
    '服务商一半的调用在这个时间内得到应答，就不算慢，无论别家多快',
    'A provider that answers half of its calls within this is not slow, however fast another one is',
    { fallback: '500' },
  ),
} as const;

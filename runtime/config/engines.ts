import { characters, choice, key32, listenAddress, remoteAddress, token, url } from './kind.js';
import { LEAST_POSTGRES, LEAST_REDIS } from '../engine-versions.js';
import { setting } from './setting.js';

/** Where the three engines are, and the key that personal data is encrypted with. */
export const engines = {
  DATABASE_URL: setting(
    url('postgres://muster:PASSWORD@127.0.0.1:5432/muster', 'postgres:', 'postgresql:'),
    `台账所在的 PostgreSQL（${LEAST_POSTGRES} 或更新）`,
    `The PostgreSQL (${LEAST_POSTGRES} or newer) that holds the ledger`,
    { secret: true },
  ),
  REDIS_URL: setting(
    url('redis://127.0.0.1:6379/0', 'redis:', 'rediss:'),
    `队列所在的 Redis（${LEAST_REDIS} 或更新）或 Valkey；清空它不会丢失任何消息`,
    `The Redis (${LEAST_REDIS} or newer) or Valkey of the queue; emptying it loses no message`,
    { secret: true },
  ),
  TEMPORAL_ADDRESS: setting(
    remoteAddress('127.0.0.1:7233'),
    'Temporal 服务（gRPC）的地址',
    "Temporal's gRPC address",
  ),
  TEMPORAL_NAMESPACE: setting(
    characters(2, 255),
    '本系统的工作流所在的 Temporal 命名空间',
    "The Temporal namespace of this system's workflows",
    { fallback: 'muster' },
  ),
  DATA_KEY: setting(
    key32,
    '加密手机号、证件号并计算其查找指纹的密钥。换钥或遗失后，已存的数据无法读出，请另行妥善保管',
    'Encrypts phones and ID numbers and keys their fingerprints. Without it stored data cannot be read: keep a copy apart',
    { secret: true },
  ),
} as const;

/** What a process shows of itself, and the door that carriers push through. */
export const processes = {
  LOG_LEVEL: setting(
    choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    '日志级别；日志为 JSON，一事一行，写到标准错误',
    'Log level; one JSON line per event on standard error',
    { fallback: 'info' },
  ),
  HTTP_ADDRESS: setting(
    listenAddress,
    '接收运营商回执与上行的地址；对外须经 HTTPS 反向代理',
    'Where receipts and replies of the carrier are taken in; put an HTTPS proxy before it',
    { fallback: '127.0.0.1:8470' },
  ),
  PUSH_TOKEN: setting(
    token(24),
    '推送地址中的口令：/push/sms/<PUSH_TOKEN>/receipts 与 /push/sms/<PUSH_TOKEN>/replies',
    'The unguessable part of the push addresses /push/sms/<PUSH_TOKEN>/receipts and …/replies',
    { secret: true },
  ),
  PORTAL_ADDRESS: setting(
    listenAddress,
    '本人页面（退订与订阅）的监听地址；对外须经 HTTPS 反向代理',
    'Where the pages for people with a link are served; put an HTTPS proxy before it',
    { fallback: '127.0.0.1:8471' },
  ),
  PORTAL_URL: setting(
    url('https://wishes.example.org', 'https:', 'http:'),
    '本人页面对外的网址，邮件中的退订链接以它开头；不设则邮件没有退订链接',
    'The public address of those pages, with which unsubscribe links begin; without it mails carry none',
    { optional: true },
  ),
  MUSTER_OPERATOR: setting(
    characters(1, 64),
    'muster 命令未给 --as 时使用的操作人',
    'Who acts when the muster command is given no --as',
    { optional: true },
  ),
} as const;

import {
  characters,
  choice,
  decimal,
  domainName,
  hostName,
  mailAddress,
  mailbox,
  signName,
  url,
  whole,
} from './kind.js';
import { setting } from './setting.js';

const withAliyun = { neededWhen: { name: 'SMS_PROVIDER', is: 'aliyun' } } as const;
const withSmtp = { neededWhen: { name: 'EMAIL_PROVIDER', is: 'smtp' } } as const;

const callsPerSecond = whole(0, 5000, {
  zh: '每秒调用次数，0 为不限速',
  en: 'provider calls a second, 0: unpaced',
});

/** Another account is there once its key, or its address, is; its other settings are the first one's where left out. */
const other = { optional: true } as const;

const weight = whole(0, 100, { zh: '百分比', en: 'percent' });

/** The SMS carrier. */
export const sms = {
  SMS_PROVIDER: setting(
    choice('aliyun', 'inert'),
    '短信服务商：aliyun 为阿里云短信；inert 只走流程、不发送（用于测速）',
    'SMS provider: aliyun is Alibaba Cloud; inert goes through all motions but sends nothing (for measuring)',
    { fallback: 'aliyun' },
  ),
  ALIBABA_CLOUD_ACCESS_KEY_ID: setting(
    characters(1, 128),
    '阿里云 AccessKey ID（SMS_PROVIDER=aliyun 时必填）',
    'Alibaba Cloud access key ID (needed with SMS_PROVIDER=aliyun)',
    withAliyun,
  ),
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: setting(
    characters(1, 128),
    '阿里云 AccessKey Secret（SMS_PROVIDER=aliyun 时必填）',
    'Alibaba Cloud access key secret (needed with SMS_PROVIDER=aliyun)',
    { secret: true, ...withAliyun },
  ),
  SMS_ENDPOINT: setting(hostName, '短信接口的主机名', 'Host of the SMS interface', {
    fallback: 'dysmsapi.aliyuncs.com',
  }),
  SMS_PROTOCOL: setting(
    choice('HTTPS', 'HTTP'),
    '短信接口的协议；HTTP 只宜用于本机',
    'Protocol of the SMS interface; HTTP only within one machine',
    { fallback: 'HTTPS' },
  ),
  SMS_SIGN_NAME: setting(
    signName,
    '已报备的短信签名，不带【】（SMS_PROVIDER=aliyun 时必填）',
    'The filed SMS signature without 【】 (needed with SMS_PROVIDER=aliyun)',
    withAliyun,
  ),
  ALIBABA_CLOUD_ACCESS_KEY_ID_2: setting(
    characters(1, 128),
    '第二个短信账号（aliyun-2）的 AccessKey ID；不设则只有一个账号',
    'Access key ID of a second SMS account (aliyun-2); without it there is one account',
    other,
  ),
  ALIBABA_CLOUD_ACCESS_KEY_SECRET_2: setting(
    characters(1, 128),
    '第二个短信账号的 AccessKey Secret',
    'Access key secret of the second SMS account',
    { secret: true, ...other },
  ),
  SMS_ENDPOINT_2: setting(
    hostName,
    '第二个短信账号的接口主机名，如另一地域；不设则同 SMS_ENDPOINT',
    'Host of the SMS interface of the second account, another region, say; unset: as SMS_ENDPOINT',
    other,
  ),
  SMS_SIGN_NAME_2: setting(
    signName,
    '第二个短信账号已报备的签名，不带【】；不设则同 SMS_SIGN_NAME',
    'The signature filed for the second account, without 【】; unset: as SMS_SIGN_NAME',
    other,
  ),
  SMS_WEIGHT_2: setting(
    weight,
    '第二个短信账号平时承担的流量（百分比），其余归第一个；0 为只作备用',
    'Percent of the SMS traffic the second account carries while both are well; 0: only when the first cannot',
    { fallback: '50' },
  ),
  SMS_PART_PRICE_FEN: setting(
    decimal(0, 100, { zh: '分', en: 'fen, 0.01 CNY' }),
    '每条计费短信的单价（分），用于预览费用',
    'Price of one SMS part in fen (0.01 CNY), for the cost in previews',
    { fallback: '4.5' },
  ),
  SMS_URGENT_CALLS_PER_SECOND: setting(
    callsPerSecond,
    '紧急短信的节奏：每秒调用次数，均匀分布；一次调用至多 100 条；0 为不限速',
    'Pace of urgent SMS: calls a second, evenly spaced, up to 100 messages each; 0: unpaced',
    { fallback: '500' },
  ),
  SMS_BULK_CALLS_PER_SECOND: setting(
    callsPerSecond,
    '批量短信的节奏，含义同上；两者之和应低于账号限额（5000）',
    'Pace of bulk SMS, likewise; both together should stay below the account limit (5000)',
    { fallback: '200' },
  ),
  SMS_OPEN_CALLS: setting(
    whole(1, 256, { zh: '个', en: 'calls' }),
    '每个进程同时进行的短信调用数；进程被杀时，至多这么多次调用需要核实',
    'SMS calls open at once per process; a kill leaves at most so many to be reconciled',
    { fallback: '16' },
  ),
} as const;

/** The mail relay. */
export const email = {
  EMAIL_PROVIDER: setting(
    choice('smtp', 'inert'),
    '邮件服务商：smtp 为邮件服务器；inert 只走流程、不发送（用于测速）',
    'Mail provider: smtp is a mail server; inert goes through all motions but sends nothing (for measuring)',
    { fallback: 'smtp' },
  ),
  SMTP_URL: setting(
    url('smtps://USER:PASSWORD@mail.example.org:465', 'smtp:', 'smtps:'),
    '邮件服务器（EMAIL_PROVIDER=smtp 时必填）',
    'The mail server (needed with EMAIL_PROVIDER=smtp)',
    { secret: true, ...withSmtp },
  ),
  SMTP_URL_2: setting(
    url('smtps://USER:PASSWORD@mail2.example.org:465', 'smtp:', 'smtps:'),
    '第二个邮件服务器（smtp-2）；不设则只有一个',
    'A second mail server (smtp-2); without it there is one',
    { secret: true, ...other },
  ),
  SMTP_WEIGHT_2: setting(
    weight,
    '第二个邮件服务器平时承担的流量（百分比），其余归第一个；0 为只作备用',
    'Percent of the mail traffic the second server carries while both are well; 0: only when the first cannot',
    { fallback: '50' },
  ),
  MAIL_FROM: setting(
    mailbox,
    '发件人（EMAIL_PROVIDER=smtp 时必填），如 志愿者办公室 <office@example.org>',
    'Sender (needed with EMAIL_PROVIDER=smtp), such as Volunteer Office <office@example.org>',
    withSmtp,
  ),
  MAIL_BOUNCE_TO: setting(
    mailAddress(31),
    '退信地址，如 bounce@example.org；每封邮件用 bounce+编号@example.org，邮件服务器须把它们投进同一个信箱；不写则退到发件人',
    'Where bounces go, such as bounce@example.org; each mail uses bounce+ID@example.org, which the mail server must deliver into that mailbox; without it they go to the sender',
    { optional: true },
  ),
  MAIL_DKIM_DOMAIN: setting(
    domainName,
    'DKIM 签名的域名，与发件人的域名一致；三项 MAIL_DKIM_… 须一起写，都不写则由邮件服务器签名',
    'Domain of the DKIM signature, that of the sender; the three MAIL_DKIM_… belong together; without them the relay signs',
    { optional: true },
  ),
  MAIL_DKIM_SELECTOR: setting(
    domainName,
    'DKIM 选择符：公钥在 DNS 的 选择符._domainkey.域名',
    'DKIM selector: the public key stands in the DNS at SELECTOR._domainkey.DOMAIN',
    { optional: true },
  ),
  MAIL_DKIM_KEY_FILE: setting(
    characters(1, 4096),
    'DKIM 私钥文件（PEM，RSA），启动时读一次',
    'File of the DKIM private key (PEM, RSA), read once at start',
    { optional: true },
  ),
  EMAIL_URGENT_CALLS_PER_SECOND: setting(
    callsPerSecond,
    '紧急邮件的节奏：每秒封数，均匀分布；0 为不限速',
    'Pace of urgent mail: mails a second, evenly spaced; 0: unpaced',
    { fallback: '100' },
  ),
  EMAIL_BULK_CALLS_PER_SECOND: setting(
    callsPerSecond,
    '批量邮件的节奏，含义同上；按邮件服务器的限额调整',
    'Pace of bulk mail, likewise; set it by what the relay allows',
    { fallback: '50' },
  ),
  SMTP_CONNECTIONS: setting(
    whole(1, 100, { zh: '个', en: 'connections' }),
    '每个进程与邮件服务器的连接数；进程被杀时，至多这么多封邮件会重发',
    'Connections to the mail server per process; a kill leaves at most so many mails to be sent again',
    { fallback: '10' },
  ),
} as const;

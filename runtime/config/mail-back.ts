import { listenAddress, url, whole } from './kind.js';
import { setting } from './setting.js';

/** Mail that comes back: where it is read. */
export const mailBack = {
  MAILBOX_URL: setting(
    url('imaps://USER:PASSWORD@imap.example.org:993/INBOX', 'imaps:', 'imap:'),
    '退信与回复所在的邮箱（IMAP）；路径为文件夹。未读的会收下并标为已读；imap:// 不加密，只宜用于本机',
    'The mailbox (IMAP) that bounces and answers come to; the path is its folder. Unseen mails are kept and marked as seen; imap:// is not encrypted: within one machine only',
    { secret: true, optional: true },
  ),
  MAILBOX_POLL_SECONDS: setting(
    whole(1, 3600, { zh: '秒', en: 'seconds' }),
    '多久查看一次邮箱；服务器支持 IDLE 时，新邮件会立即读到',
    'How often the mailbox is looked into; where its server knows IDLE, new mail is read at once',
    { fallback: '60' },
  ),
  MAIL_INBOUND_ADDRESS: setting(
    listenAddress,
    '以 SMTP 接收退信与回复的地址，只收寄给 MAIL_BOUNCE_TO 与 MAIL_FROM 的信；对外须经邮件服务器',
    'Where bounces and answers are taken in by SMTP, only those to MAIL_BOUNCE_TO and MAIL_FROM; put a mail server before it',
    { optional: true },
  ),
} as const;

import { z } from 'zod';
import { prefixed, readSettings, type Environment } from '../settings.js';
import { noReturns, returnPlan } from './returns.js';

const address = (fallback: string) =>
  z
    .string()
    .regex(/^[^:]+:\d{1,5}$/)
    .default(fallback);
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('no JSON');
    return z.NEVER;
  }
});
const onOrOff = z.enum(['true', 'false']).transform((word) => word === 'true');

/** What the simulator can be told. In the environment a name is `MAIL_` + upper case; see {@link readMailSettings}. */
export const mailSettings = z
  .strictObject({
    smtpAddress: address('127.0.0.1:2525').describe('host:port of the relay; port 0 takes a free one'),
    pageAddress: address('127.0.0.1:8025').describe('host:port of the inbox page; port 0 takes a free one'),
    record: z.string().min(1).describe('path of the append-only record of what was taken (JSON lines)'),
    seed: z.coerce
      .number<number | string>()
      .pipe(z.int())
      .default(1)
      .describe('the start of the chance of the faults, a whole number'),
    user: z.string().min(1).optional().describe('who may send; without it AUTH is not offered'),
    password: z.string().min(1).optional().describe('the password of MAIL_USER; both or neither'),
    pipelining: onOrOff
      .or(z.boolean())
      .default(true)
      .describe('whether PIPELINING is offered: true or false'),
    sizeLimitBytes: z.coerce
      .number<number | string>()
      .pipe(z.int().min(0))
      .default(10 * 1024 * 1024)
      .describe('largest mail in bytes, offered as SIZE; 0: no limit, SIZE not offered'),
    returns: json
      .pipe(returnPlan)
      .or(returnPlan)
      .default(noReturns)
      .describe('which mailboxes send something back, as JSON, such as {"rates":{"dead":0.01,"away":0.02}}'),
    returnTo: z
      .string()
      .regex(/^[^:]+:\d{1,5}$/)
      .optional()
      .describe(
        "host:port of the office's SMTP door, where what comes back is handed over; without it, it goes to the mailbox",
      ),
    imapAddress: z
      .string()
      .regex(/^[^:]+:\d{1,5}$/)
      .optional()
      .describe("host:port where the office's mailbox is read by IMAP; port 0 takes a free one"),
    mailboxUser: z.string().min(1).default('office').describe("who reads the office's mailbox"),
    mailboxPassword: z.string().min(1).default('office').describe('the password of MAIL_MAILBOX_USER'),
  })
  .refine((given) => (given.user === undefined) === (given.password === undefined), {
    path: ['password'],
    message: 'MAIL_USER and MAIL_PASSWORD belong together · 二者须同时设置',
  });

/** The simulator's settings, checked. */
export type MailSettings = z.output<typeof mailSettings>;

/** Reads the settings (`pageAddress` is `MAIL_PAGE_ADDRESS`), or names each wrong one, what was read and what is allowed. */
export const readMailSettings = (environment: Environment): MailSettings =>
  readSettings(mailSettings, environment, {
    nameOf: (setting) => prefixed('MAIL', setting),
    secret: 'password',
  });

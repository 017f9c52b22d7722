import { z } from 'zod';
import { faultPlanSchema, FAULTS, noFaults } from '../faults.js';
import { prefixed, readSettings, type Environment } from '../settings.js';
import { replyFaultPlan } from './replies.js';
import { USUAL_WEIGHTS, weightTable } from './temperaments.js';

/** Faults only a carrier has, besides those it shares with the mail relay. */
export const CARRIER_FAULTS = [
  ...FAULTS,
  /** The gateway has noted the nonce, the backend never takes it, no answer: the nonce is used, nothing was sent. */
  'swallow-inside',
  /** A proxy delivers the request twice and passes on the second answer: taken once, answered SignatureNonceUsed. */
  'replay',
  /** `isp.SYSTEM_ERROR`, nothing was taken, the nonce is used. */
  'system-error',
  /** `isp.SYSTEM_ERROR`, although it was taken. */
  'system-error-after',
  /** The signature is not approved any more. */
  'refuse-sign',
  /** An answer in JSON that says nothing: no code, nothing was taken. */
  'empty-answer',
] as const;

/** One of {@link CARRIER_FAULTS}. */
export type CarrierFault = (typeof CARRIER_FAULTS)[number];

/** The schema of a fault plan for the carrier. */
export const carrierFaultPlan = faultPlanSchema(CARRIER_FAULTS);

/** An environment knows only text: JSON for what has structure. */
const fromJson = (value: unknown, context: z.RefinementCtx): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: '不是 JSON not JSON' });
    return z.NEVER;
  }
};

const number = (fallback: number): z.ZodDefault<z.ZodCoercedNumber<number | string>> =>
  z.coerce.number<number | string>().default(fallback);
const whole = (fallback: number, least = 0) => number(fallback).pipe(z.int().min(least));
const share = (fallback: number) => number(fallback).pipe(z.number().min(0).max(1));
const url = () => z.url({ protocol: /^https?$/ }).optional();
const limits = z.strictObject({
  minute: z.int().positive().optional(),
  hour: z.int().positive().optional(),
  day: z.int().positive().optional(),
});

/** How many messages one number may get; a key left out means no limit. */
export const capTable = z.strictObject({
  /** Per signature and number. */
  verification: limits.default({ minute: 1, hour: 5, day: 10 }),
  /** Per number, over all signatures. */
  verificationPerNumber: limits.default({ day: 40 }),
  /** Per signature, template and number, even if the variables differ. */
  notice: limits.default({ day: 50 }),
  /** As `notice`. */
  promotion: limits.default({ day: 50 }),
});

/** The caps in force. */
export type CapTable = z.output<typeof capTable>;

const signList = z
  .string()
  .transform((names) => names.split(',').map((name) => name.trim()))
  .or(z.array(z.string()))
  .pipe(z.array(z.string().min(1)).min(1));

const account = z.strictObject({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  signNames: signList,
  faults: carrierFaultPlan.default({ ...noFaults }),
});

/** A customer of the carrier. */
export type AccountSettings = z.output<typeof account>;

const fields = z.strictObject({
  address: z
    .string()
    .regex(/^[^:]+:\d+$/)
    .default('127.0.0.1:0')
    .describe('host:port to listen on; port 0 takes a free one'),
  accessKeyId: z.string().min(1).describe('the access key of the first account'),
  accessKeySecret: z.string().min(1).describe('its secret'),
  signNames: signList.describe('its approved signatures, separated by commas, without 【】'),
  otherAccounts: z
    .preprocess(fromJson, z.array(account).default([]))
    .describe('further accounts, JSON: [{accessKeyId, accessKeySecret, signNames, faults}]'),
  record: z
    .string()
    .min(1)
    .describe('path of the append-only record of what reached the phones (JSON lines)'),
  templates: z
    .string()
    .min(1)
    .optional()
    .describe('path of a JSON file of templates [{code, text, class}]; read at start, kept up to date'),
  tlsKey: z.string().min(1).optional().describe('path of a PEM key; with tlsCertificate it listens by HTTPS'),
  tlsCertificate: z.string().min(1).optional().describe('path of the PEM certificate'),
  receiptsUrl: url().describe('where receipts are pushed; without it none are'),
  repliesUrl: url().describe('where replies are pushed; without it none are'),
  seed: whole(1, -(2 ** 31)).describe('the start of all chance but the faults, which have their own'),
  faults: z
    .preprocess(fromJson, carrierFaultPlan.default({ ...noFaults }))
    .describe('fault plan of the first account at start, JSON'),
  caps: z
    .preprocess(fromJson, capTable.prefault({}))
    .describe('caps per number, JSON; {"notice":{}} lifts one'),
  variableCharacters: whole(35, 1).describe('longest value of a template variable'),
  reviewMilliseconds: whole(2000).describe('how long a template that is handed in is read'),
  visibilityMilliseconds: whole(400).describe('until QuerySendDetails shows a message that was taken'),
  keepPerPhone: whole(20, 1).describe('latest texts and answers of a phone that the page and queries know'),
  receiptDelayMilliseconds: whole(1000).describe('shortest time from taking a message to its receipt'),
  receiptSpreadMilliseconds: whole(1000).describe('receipts are spread evenly over so much more'),
  deliveredShare: share(0.97).describe('share of messages that reach the handset, 0 to 1'),
  receiptDuplicateRate: share(0).describe('share of receipts pushed twice'),
  receiptReorderRate: share(0).describe('share of receipts held back behind later ones'),
  receiptLossRate: share(0).describe('share of receipts never pushed (QuerySendDetails still knows)'),
  receiptLateRate: share(0).describe('share of receipts that come late'),
  receiptLateMilliseconds: whole(60_000).describe('how late'),
  pushItems: whole(100, 1).pipe(z.number().max(500)).describe('most receipts in one push, 1 to 500'),
  pushConcurrency: whole(4, 1).describe('pushes of receipts under way at once'),
  pushRetryScale: number(1)
    .pipe(z.number().min(0))
    .describe('factor on the waits of 1, 5 and 10 minutes before a failed push is tried again'),
  replyRate: share(0).describe('share of delivered messages that a simulated person answers'),
  replyDelayMilliseconds: whole(2000).describe('how long they take at most'),
  replyWords: z
    .string()
    .transform((words) => words.split(',').map((word) => word.trim()))
    .or(z.array(z.string()))
    .default(['收到', '退订', 'T'])
    .describe('what they answer, separated by commas, one picked by chance'),
  replyToAsks: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('whether texts that ask for an answer with a code are answered by temperament instead'),
  replyWeights: z
    .preprocess(fromJson, weightTable.default({ ...USUAL_WEIGHTS }))
    .describe('how many people are of each temperament, JSON; one left out does not occur'),
  replyHesitationMilliseconds: whole(2000).describe(
    'median time until somebody asked answers; one in twenty takes five times as long, nobody over twenty',
  ),
  replyThanksRate: share(0.3).describe(
    'share of news (confirmed, reminder, stood down) answered with thanks',
  ),
  replyDropOutRate: share(0.03).describe('share of confirmations and reminders answered by dropping out'),
  replyFaults: z
    .preprocess(fromJson, replyFaultPlan.default({ ...noFaults }))
    .describe('fault plan of the replies at start, JSON'),
});

/** The settings of the people that may change while they live. */
const MANNERS = {
  replyRate: true,
  replyDelayMilliseconds: true,
  replyWords: true,
  replyToAsks: true,
  replyWeights: true,
  replyHesitationMilliseconds: true,
  replyThanksRate: true,
  replyDropOutRate: true,
} as const;

/** The schema of a change to how people behave. */
export const mannersChange = fields.pick(MANNERS).partial();

/** How the simulated people behave. */
export type Manners = Pick<z.output<typeof fields>, keyof typeof MANNERS>;

/** How they behave at the start. */
export const mannersOf = (settings: Manners): Manners =>
  Object.fromEntries(
    Object.keys(MANNERS).map((name) => [name, settings[name as keyof Manners]]),
  ) as unknown as Manners;

/** What the simulator can be told. In the environment a name is `CARRIER_` + upper case; see {@link environmentName}. */
export const carrierSettings = fields.refine(
  ({ tlsKey, tlsCertificate }) => (tlsKey === undefined) === (tlsCertificate === undefined),
  {
    path: ['tlsCertificate'],
    message: 'CARRIER_TLS_KEY 与 CARRIER_TLS_CERTIFICATE 须同时设置 belong together',
  },
);

/** The simulator's settings, checked. */
export type CarrierSettings = z.output<typeof carrierSettings>;

/** Every account of the settings, the first one first. */
export const accountsOf = ({ otherAccounts, ...first }: CarrierSettings): AccountSettings[] => [
  first,
  ...otherAccounts,
];

const SHARED_NAMES: Record<string, string> = { receiptsUrl: 'RECEIPTS_URL', repliesUrl: 'REPLIES_URL' };

/** The environment variable of a setting: `seed` → `CARRIER_SEED`; the two addresses carry no prefix. */
export const environmentName = (setting: string): string =>
  SHARED_NAMES[setting] ?? prefixed('CARRIER', setting);

/** Reads the settings, or throws an error that names each wrong one, what was read (no secret) and what is allowed. */
export const readCarrierSettings = (environment: Environment): CarrierSettings =>
  readSettings(carrierSettings, environment, { nameOf: environmentName, secret: 'accessKeySecret' });

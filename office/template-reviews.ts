import { lintTemplate } from '../domain/messages/template-lint.js';
import { templateVersion } from '../domain/messages/template.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import {
  moveReview,
  reviewsOf,
  takeDueReviews,
  type DueReview,
  type TemplateReview,
} from '../ledger/template-reviews.js';
import { templateById, templateVersions, type Template } from '../ledger/templates.js';
import type { Provider, ReviewAnswer, Submission, TemplateDesk } from '../providers/contract.js';
import type { Logger } from '../runtime/log.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { foundTemplate } from './templates.js';

/** A carrier that can be handed templates. */
export interface ReviewingCarrier {
  name: string;
  templates: TemplateDesk;
}

/** Those among the office's providers that can be handed templates. */
export const reviewingCarriers = (providers: readonly Provider[]): ReviewingCarrier[] =>
  providers.flatMap(({ name, templates }) => (templates ? [{ name, templates }] : []));

/** A carrier's review, as it stands after it was asked. */
export type ReviewNews = Pick<TemplateReview, 'provider' | 'state' | 'carrierCode' | 'reason'> & {
  template: string;
  version: number;
  /** Why the carrier said nothing that could be relied on; null: it did. */
  unanswered: string | null;
};

/**
 * Hands the newest version of a template in at every carrier that does not have it yet. Each try is audited before it
 * is made: a carrier cannot be told the same thing once only.
 * @throws {Refusal} for what the review would turn away anyway, or when the first carrier that was asked took nothing
 */
export async function submitTemplate(
  office: Office,
  actor: Actor,
  { code, carriers }: { code: string; carriers: readonly ReviewingCarrier[] },
): Promise<ReviewNews[]> {
  requireRight(actor, 'keep templates');
  requireWholeOffice(actor, '报备模板', 'filing a template');
  const template = await foundTemplate(office.database, code);
  const { errors } = lintTemplate(templateVersion(template), office.config.smsSignName);
  if (errors.length > 0) throw new Refusal('invalid', errors);
  if (template.channel !== 'sms' || carriers.length === 0) throw noReview(template);
  const known = await reviewsOf(office.database, [template.id]);
  const missing = carriers.filter(({ name }) => !isThere(known, name));
  if (missing.length === 0) throw handedInAlready(template);
  for (const carrier of missing) await handIn(office, actor, template, carrier);
  return newsOf(office, template);
}

const isThere = (known: readonly TemplateReview[], provider: string): boolean =>
  known.some((review) => review.provider === provider && /submitted|approved/.test(review.state));

async function handIn(
  office: Office,
  actor: Actor,
  template: Template,
  { name: provider, templates }: ReviewingCarrier,
): Promise<void> {
  const { database, clock } = office;
  const audit = (action: string, detail: object): Promise<void> =>
    writeAudit(
      database,
      {
        ...{ actor: actor.name, action, subject: `template ${template.code}` },
        detail: { version: template.version, provider, ...detail },
      },
      clock.now(),
    );
  await audit('template submit requested', {});
  const outcome = await templates.submit(templateVersion(template));
  if (outcome.kind !== 'submitted') {
    await audit(`template submit ${outcome.kind}`, { because: outcome.code });
    throw notTaken(template, provider, outcome);
  }
  const { carrierCode } = outcome;
  const change = { templateId: template.id, provider, to: 'submitted', carrierCode, by: actor.name } as const;
  await database.begin((sql) => moveReview(sql, change, clock.now()));
}

const newsOf = async ({ database }: Office, template: Template): Promise<ReviewNews[]> =>
  (await reviewsOf(database, [template.id])).map((review) => ({
    ...{ template: template.code, version: template.version, unanswered: null },
    ...{ provider: review.provider, state: review.state },
    ...{ carrierCode: review.carrierCode, reason: review.reason },
  }));

const noReview = ({ code }: Template) =>
  refuse(
    'conflict',
    'no-review',
    `模板 ${code} 不必报备：邮件，或没有设置要报备模板的短信服务商`,
    `template ${code} needs no filing: a mail, or no SMS provider is set that reviews templates`,
  );

const handedInAlready = ({ code, version }: Template) =>
  refuse(
    'conflict',
    'handed-in',
    `模板 ${code} 第 ${version} 版已经报备：请用 muster template review ${code} 查看结果`,
    `version ${version} of template ${code} has been handed in: \`muster template review ${code}\` reads the result`,
  );

function notTaken(
  { code }: Template,
  provider: string,
  outcome: Exclude<Submission, { kind: 'submitted' }>,
): Refusal {
  if (outcome.kind === 'refused')
    return refuse(
      'conflict',
      'refused',
      `${provider} 没有受理模板 ${code}（${outcome.code}）：请按代码改正后再报备`,
      `${provider} did not take template ${code} (${outcome.code}): mend what the code says, then file it again`,
    );
  return refuse(
    'engine-down',
    'unanswered',
    `${provider} 没有应答（${outcome.code}），模板 ${code} 也许已经受理：请先到控制台查看；已受理的，用 muster template add --carrier-code 登记编号`,
    `${provider} did not answer (${outcome.code}) and may have taken template ${code} all the same: look in its console first; if it is there, enter its code by \`muster template add --carrier-code\``,
  );
}

/** Whose word is read back. */
interface ReadBack {
  database: Office['database'];
  clock: Office['clock'];
  carriers: readonly ReviewingCarrier[];
}

/** Reads back what the carriers say: of every version of one template, or of all that are open or in use. */
export async function readReviews(
  office: Office,
  actor: Actor,
  { code, carriers }: { code?: string; carriers: readonly ReviewingCarrier[] },
): Promise<ReviewNews[]> {
  requireRight(actor, 'keep templates');
  requireWholeOffice(actor, '查询模板审核', 'reading reviews back');
  const { database, clock } = office;
  const now = clock.now();
  const news: ReviewNews[] = [];
  for (const review of code === undefined
    ? await takeDueReviews(database, { ...dueNow(now), providers: carriers.map(({ name }) => name) })
    : await reviewsOfCode(office, code))
    news.push(await readBack({ database, clock, carriers }, review));
  return news;
}

const MOST_AT_ONCE = 20;
const dueNow = (now: Date) => ({ openedBefore: now, approvedBefore: now, now, limit: MOST_AT_ONCE });

async function reviewsOfCode({ database }: Office, code: string): Promise<DueReview[]> {
  await foundTemplate(database, code);
  const versions = await templateVersions(database, code);
  const reviews = await reviewsOf(
    database,
    versions.map(({ id }) => id),
  );
  return reviews.filter((review): review is DueReview => review.carrierCode !== null);
}

async function readBack({ database, clock, carriers }: ReadBack, review: DueReview): Promise<ReviewNews> {
  const { templateId, provider, carrierCode, state, reason } = review;
  const { code: template, version } = await templateById(database, templateId);
  const carrier = carriers.find(({ name }) => name === provider);
  const answer: ReviewAnswer = carrier
    ? await carrier.templates.review(carrierCode)
    : { kind: 'unanswered', code: 'not set' };
  const news = { template, version, provider, carrierCode, state, reason, unanswered: null };
  if (answer.kind === 'unanswered') return { ...news, unanswered: answer.code };
  // An approval that is being looked at again holds: the carrier says no when it takes it back.
  if (state === 'approved' && answer.state === 'submitted') return news;
  const change = { templateId, provider, to: answer.state, reason: answer.reason, from: state };
  await database.begin((sql) => moveReview(sql, change, clock.now()));
  return { ...news, state: answer.state, reason: answer.reason };
}

/** How long an approved text that open runs use is believed to be approved; a refusal at sending tells of it sooner. */
const APPROVED_MILLISECONDS = 6 * 3_600_000;

/**
 * Reads back, a few at a time, what carriers were to decide on and what open runs rely on. Who does not answer is asked
 * again when it is due again.
 * @param minutes how often one review is asked about at most
 * @returns what was read
 */
export async function readDueReviews({
  minutes,
  log,
  ...parts
}: ReadBack & { minutes: number; log: Logger }): Promise<ReviewNews[]> {
  const now = parts.clock.now();
  const due = await takeDueReviews(parts.database, {
    providers: parts.carriers.map(({ name }) => name),
    openedBefore: new Date(now.getTime() - minutes * 60_000),
    approvedBefore: new Date(now.getTime() - Math.max(minutes * 60_000, APPROVED_MILLISECONDS)),
    now,
    limit: MOST_AT_ONCE,
  });
  const read: ReviewNews[] = [];
  for (const review of due) {
    const news = await readBack(parts, review);
    if (news.unanswered !== null)
      log.warn({ provider: news.provider, code: news.unanswered }, 'a review could not be read back');
    read.push(news);
  }
  return read;
}

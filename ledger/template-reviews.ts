import type { PendingQuery, Row } from 'postgres';
import type { ReviewState } from '../domain/messages/template-review.js';
import type { MessageClass } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { clearAlert, raiseAlert, type AlertKey } from './alerts.js';
import { writeAudit } from './audit.js';
import type { Run } from './runs.js';

type Fragment = PendingQuery<Row[]>;

/** Where a template version stands at one carrier. */
export interface TemplateReview {
  templateId: number;
  provider: string;
  state: ReviewState;
  carrierCode: string | null;
  reason: string | null;
  submittedAt: Date | null;
  checkedAt: Date | null;
  changedAt: Date;
}

/** What is known of these templates' reviews, in the order of their carriers. */
export async function reviewsOf(sql: Statement, templateIds: readonly number[]): Promise<TemplateReview[]> {
  return sql<TemplateReview[]>`
    SELECT * FROM template_review WHERE template_id = ANY(${templateIds as number[]}) ORDER BY template_id, provider`;
}

/** Whether any carrier has approved a template. */
export async function isApproved(sql: Statement, templateId: number): Promise<boolean> {
  const rows =
    await sql`SELECT FROM template_review WHERE template_id = ${templateId} AND state = 'approved'`;
  return rows.count > 0;
}

/** A text as a carrier knows it. */
export interface ApprovedText {
  code: string;
  text: string;
  class: MessageClass;
}

/** Every text a carrier has approved, by its code there; where one code stands for several versions, the newest last. */
export async function approvedTexts(sql: Statement): Promise<ApprovedText[]> {
  return sql<ApprovedText[]>`
    SELECT v.carrier_code AS code, t.text, t.class FROM template_review v JOIN template t ON t.id = v.template_id
    WHERE v.state = 'approved' AND v.carrier_code IS NOT NULL ORDER BY t.id, v.provider`;
}

/** What a review becomes, and who says so. */
export interface ReviewChange {
  templateId: number;
  provider: string;
  to: Exclude<ReviewState, 'draft'>;
  /** Absent: the one it has. */
  carrierCode?: string;
  reason?: string | null;
  /** Absent: the carrier itself. */
  by?: string;
  /** Moves it only from there; absent: from anywhere. */
  from?: ReviewState;
}

/**
 * Moves a review, with its entry in the audit. A rejection after approval raises an alert, for runs may stop; an approval
 * ends the alerts of this and earlier versions. The database refuses illegal moves.
 * @returns false when it stood there already, or not where it should move from
 */
export async function moveReview(sql: Statement, change: ReviewChange, now: Date): Promise<boolean> {
  const before = await heldReview(sql, change);
  if (change.from !== undefined && before?.state !== change.from) return false;
  const { to, reason = null } = change;
  const carrierCode = change.carrierCode ?? before?.carrierCode ?? null;
  if (before?.state === to && carrierCode === before.carrierCode && reason === before.reason) return false;
  await writeReview(sql, { ...change, carrierCode, reason }, now);
  await tell(sql, { ...change, carrierCode, reason, before }, now);
  return true;
}

/** What a review becomes, with what it keeps. */
type WholeChange = Omit<ReviewChange, 'carrierCode' | 'reason'> &
  Pick<TemplateReview, 'carrierCode' | 'reason'>;

async function writeReview(
  sql: Statement,
  { templateId, provider, to, carrierCode, reason }: WholeChange,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO template_review (template_id, provider, state, carrier_code, reason, submitted_at, checked_at, changed_at)
    VALUES (${templateId}, ${provider}, ${to}, ${carrierCode}, ${reason}, ${to === 'submitted' ? now : null}, ${now}, ${now})
    ON CONFLICT (template_id, provider) DO UPDATE SET state = excluded.state, reason = excluded.reason,
      carrier_code = excluded.carrier_code, submitted_at = coalesce(excluded.submitted_at, template_review.submitted_at),
      checked_at = excluded.checked_at, changed_at = excluded.changed_at`;
}

/** The audit of every change, the operators of what may stop runs. */
async function tell(
  sql: Statement,
  change: WholeChange & { before: TemplateReview | undefined },
  now: Date,
): Promise<void> {
  const { templateId, provider, to, carrierCode, reason, by = 'muster', before } = change;
  const [template] = await sql<[{ code: string; version: number }]>`
    SELECT code, version FROM template WHERE id = ${templateId}`;
  const detail = { version: template.version, provider, ...present({ carrierCode, reason }) };
  const entry = { actor: by, action: `template ${to}`, subject: `template ${template.code}`, detail };
  await writeAudit(sql, entry, now);
  if (to === 'approved') await clearAlerts(sql, template, provider, now);
  if (to !== 'rejected') return;
  if (before?.state === 'approved' || (await isTold(sql, template, provider)))
    await raiseAlert(sql, alertOf(template, provider, reason), now);
}

/** Locked, so that of two who hear the same news one writes it. */
async function heldReview(
  sql: Statement,
  { templateId, provider }: Pick<ReviewChange, 'templateId' | 'provider'>,
): Promise<TemplateReview | undefined> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`template review ${templateId} ${provider}`}))`;
  const [row] = await sql<TemplateReview[]>`
    SELECT * FROM template_review WHERE template_id = ${templateId} AND provider = ${provider}`;
  return row;
}

const present = (given: Record<string, string | null>): Record<string, string | null> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));

/** The alert that says that a carrier has rejected a template version. */
export const rejectionKey = (template: { code: string; version: number }, provider: string): AlertKey => ({
  cause: 'template rejected',
  subject: `template ${template.code} v${template.version} at ${provider}`,
});

const alertOf = (
  template: { code: string; version: number },
  provider: string,
  reason: string | null,
): Parameters<typeof raiseAlert>[1] => ({
  ...rejectionKey(template, provider),
  detail: { template: template.code, version: template.version, provider, reason },
});

/** Whether the operators know of a rejection: then they hear of a new reason too. */
async function isTold(
  sql: Statement,
  template: { code: string; version: number },
  provider: string,
): Promise<boolean> {
  const rows = await sql`
    SELECT FROM alert WHERE cause = 'template rejected' AND subject = ${rejectionKey(template, provider).subject} AND cleared_at IS NULL`;
  return rows.count > 0;
}

async function clearAlerts(
  sql: Statement,
  { code, version }: { code: string; version: number },
  provider: string,
  now: Date,
): Promise<void> {
  for (let each = version; each >= 1; each--)
    await clearAlert(sql, rejectionKey({ code, version: each }, provider), now);
}

/** A review to be read back from the carrier. */
export interface DueReview extends TemplateReview {
  carrierCode: string;
}

/** How long what the carrier said is believed. */
export interface ReviewPatience {
  /** While it decides, or has taken back what an open run uses: asked at most so often. */
  openedBefore: Date;
  /** An approved text that an open run uses. */
  approvedBefore: Date;
}

/**
 * Takes the reviews that are due to be read back, the longest unasked first; nobody else takes them until they are due
 * again. What has been settled is asked about only while an open run uses it.
 */
export async function takeDueReviews(
  sql: Statement,
  {
    providers,
    openedBefore,
    approvedBefore,
    now,
    limit,
  }: ReviewPatience & { providers: readonly string[]; now: Date; limit: number },
): Promise<DueReview[]> {
  return sql<DueReview[]>`
    UPDATE template_review SET checked_at = ${now} WHERE (template_id, provider) IN (
      SELECT v.template_id, v.provider FROM template_review v JOIN template t ON t.id = v.template_id
      WHERE v.provider = ANY(${providers as string[]}) AND v.carrier_code IS NOT NULL AND coalesce(v.checked_at, v.changed_at) <
        CASE v.state WHEN 'approved' THEN ${approvedBefore}::timestamptz ELSE ${openedBefore}::timestamptz END
        AND (v.state = 'submitted' OR EXISTS (SELECT FROM run r WHERE r.state IN ('running', 'paused') AND ${planUses(sql)}))
      ORDER BY v.checked_at NULLS FIRST LIMIT ${limit} FOR UPDATE OF v SKIP LOCKED)
    RETURNING *`;
}

/** Whether the plan of run `r` names this version of template `t` anywhere. */
const planUses = (sql: Statement): Fragment => sql`
  r.plan @> jsonb_build_object('steps', jsonb_build_array(jsonb_build_object('channels',
    jsonb_build_array(jsonb_build_object('template', t.code, 'version', t.version)))))`;

/** A template that a run still needs and that no carrier of the office's carries any more. */
export interface RejectedTemplate {
  runId: number;
  kind: Run['kind'];
  code: string;
  version: number;
  provider: string;
  reason: string | null;
}

/**
 * Runs that have something to send, or a step to come, with a template that was rejected and is approved nowhere else.
 * An ask and what is told after it may fire again at any time; a sending step is over once all of it is written and
 * nothing of it waits.
 * @param runId only of this run, which may be paused; absent: of every running one
 */
export async function rejectedTemplates(
  sql: Statement,
  { providers, runId }: { providers: readonly string[]; runId?: number },
): Promise<RejectedTemplate[]> {
  if (providers.length === 0) return [];
  return sql<RejectedTemplate[]>`
    SELECT DISTINCT ON (r.id, t.code) r.id AS run_id, r.kind, t.code, t.version, v.provider, v.reason
    FROM template_review v JOIN template t ON t.id = v.template_id
    JOIN run r ON ${runId === undefined ? sql`r.state = 'running'` : sql`r.id = ${runId} AND r.state IN ('running', 'paused')`}
      AND ${planUses(sql)}
    CROSS JOIN LATERAL jsonb_array_elements(r.plan -> 'steps') s
    WHERE r.kind <> 'standing' AND v.state = 'rejected' AND v.provider = ANY(${providers as string[]})
      AND NOT EXISTS (SELECT FROM template_review a
        WHERE a.template_id = v.template_id AND a.state = 'approved' AND a.provider = ANY(${providers as string[]}))
      AND s -> 'channels' @> jsonb_build_array(jsonb_build_object('template', t.code, 'version', t.version))
      AND (s ->> 'kind' <> 'send'
        OR NOT EXISTS (SELECT FROM occurrence o WHERE o.run_id = r.id AND o.step = s ->> 'key' AND o.materialised_at IS NOT NULL)
        OR EXISTS (SELECT FROM occurrence o JOIN batch b ON b.occurrence_id = o.id
          JOIN occurrence_channel c ON c.occurrence_id = o.id AND c.channel = b.channel
          WHERE o.run_id = r.id AND o.step = s ->> 'key' AND b.state = 'queued' AND c.template_id = t.id))
    ORDER BY r.id, t.code, v.provider`;
}

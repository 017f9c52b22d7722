import { isRecipientVariable, templateVersion } from '../domain/messages/template.js';
import type { MessageState } from '../domain/messages/states.js';
import type { Channel } from '../domain/plan/plan.js';
import { planHash } from '../domain/plan/hash.js';
import { STANDING_KEY, STANDING_PLAN, type StandingStep } from '../domain/plan/standing.js';
import type { Statement } from '../runtime/database.js';
import { writePage, type ChannelSource } from './materialise.js';
import { isApproved } from './template-reviews.js';
import { templateByCode } from './templates.js';

/** What is said on one channel: a template by its code, the newest version, and values common to all. */
export interface OfficeMessage {
  channel: Channel;
  template: string;
  variables: Record<string, string>;
}

/** What the office says to whom. */
export interface OfficeWord {
  step: StandingStep;
  /** Ids of persons; one that is named twice or is gone counts once or not at all. */
  people: readonly number[];
  messages: readonly OfficeMessage[];
  now: Date;
}

/** Whoever has not heard within a day hears nothing any more: it is either mended or said again. */
const STALE_MILLISECONDS = 86_400_000;

/** Who a batch is meant for until a dispatcher claims it, who enters its own. */
const FIRST_PROVIDERS: Record<Channel, string> = { sms: 'aliyun', email: 'smtp' };

/**
 * Says something outside any campaign: a firing of a step of the office's standing run, with its recipients frozen and a
 * message for each on every channel, at any hour and uncapped, in the alert lane. In the caller's transaction: it is said
 * if and only if the reason for it is written down too. A channel whose template is not there, or which its carrier has
 * not approved, is left out; `muster doctor` tells.
 * @returns how many people were told; nobody where there is no office, nobody to tell or nothing to tell it with
 */
export async function tellFromOffice(
  sql: Statement,
  { step, people, messages, now }: OfficeWord,
): Promise<number> {
  const channels = await usableChannels(sql, messages);
  const runId = channels.length > 0 && people.length > 0 ? await standingRun(sql, now) : undefined;
  if (runId === undefined) return 0;
  const [occurrence] = await sql<[{ id: number }]>`
    INSERT INTO occurrence (run_id, step, number, lane, class, topic, irrefusable, expires_at, frozen_at)
    SELECT ${runId}, ${step}, coalesce(max(number), 0) + 1, 'alert', 'notice', 'office', 'contact duty', ${new Date(now.getTime() + STALE_MILLISECONDS)}, ${now}
    FROM occurrence WHERE run_id = ${runId} AND step = ${step} RETURNING id`;
  for (const { channel, templateId, provider, variables } of channels)
    await sql`INSERT INTO occurrence_channel (occurrence_id, channel, template_id, provider, variables)
      VALUES (${occurrence.id}, ${channel}, ${templateId}, ${provider}, ${sql.json(variables)})`;
  const { count } = await sql`
    INSERT INTO recipient (occurrence_id, person_id, committee_id)
    SELECT ${occurrence.id}, id, home_committee_id FROM person WHERE id = ANY(${people as number[]})`;
  while ((await writePage(sql, occurrence.id, { channels, notBefore: now, now })).through !== undefined);
  return count;
}

/**
 * The number of the standing run, which begins with this where there is none yet; held until the transaction ends so that firings are
 * numbered one after another. Undefined: there is no office.
 */
export async function standingRun(sql: Statement, now: Date): Promise<number | undefined> {
  const { kind, title } = STANDING_PLAN;
  const held = () => sql<{ id: number }[]>`
    SELECT id FROM run WHERE key = ${STANDING_KEY} AND kind = ${kind} FOR NO KEY UPDATE`;
  const [there] = await held();
  if (there) return there.id;
  await sql`
    INSERT INTO run (key, kind, title, definition, plan, plan_hash, scope_path, launched_by, launched_at, audience_at_launch, state, changed_at)
    SELECT ${STANDING_KEY}, ${kind}, ${title}, ${sql.json({ kind })}, ${sql.json({ ...STANDING_PLAN })}, ${planHash(STANDING_PLAN)},
      path, 'muster', ${now}, 0, 'running', ${now}
    FROM committee WHERE parent_id IS NULL
    ON CONFLICT (key) DO NOTHING`;
  return (await held())[0]?.id;
}

async function usableChannels(sql: Statement, messages: readonly OfficeMessage[]): Promise<ChannelSource[]> {
  const sources = await Promise.all(messages.map((message) => sourceOf(sql, message)));
  return sources.filter((source) => source !== undefined);
}

/** One thing the office has said, and what has become of its messages. */
export interface SaidWord {
  step: StandingStep;
  occurrence: number;
  at: Date;
  people: number;
  states: Partial<Record<MessageState, number>>;
}

/** What the office has said last, the newest first. */
export async function latestWords(
  sql: Statement,
  { runId, limit }: { runId: number; limit: number },
): Promise<SaidWord[]> {
  return sql<SaidWord[]>`
    SELECT o.step, o.number AS occurrence, o.frozen_at AS at,
      (SELECT count(*) FROM recipient r WHERE r.occurrence_id = o.id) AS people,
      coalesce((SELECT jsonb_object_agg(state, count) FROM (
        SELECT m.state, count(*) FROM message m WHERE m.occurrence_id = o.id GROUP BY m.state) states), '{}') AS states
    FROM occurrence o WHERE o.run_id = ${runId} ORDER BY o.id DESC LIMIT ${limit}`;
}

/** Whether there is such a template, and it may be sent. */
export const isUsable = async (
  sql: Statement,
  message: Pick<OfficeMessage, 'channel' | 'template'>,
): Promise<boolean> => (await sourceOf(sql, { ...message, variables: {} })) !== undefined;

async function sourceOf(
  sql: Statement,
  { channel, template, variables }: OfficeMessage,
): Promise<ChannelSource | undefined> {
  const stored = await templateByCode(sql, template);
  if (!stored || stored.channel !== channel) return undefined;
  if (channel === 'sms' && !(await isApproved(sql, stored.id))) return undefined;
  const personal = templateVersion(stored)
    .variables.map(({ name }) => name)
    .filter(isRecipientVariable)
    .filter((name) => !(name in variables));
  return { channel, templateId: stored.id, provider: FIRST_PROVIDERS[channel], variables, personal };
}

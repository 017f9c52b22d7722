import type { PendingQuery, Row } from 'postgres';
import { topicOf } from '../domain/messages/topics.js';
import { isWrittenVariable, type RecipientVariable } from '../domain/messages/template.js';
import type { Channel, SendStep } from '../domain/plan/plan.js';
import type { Database, Statement } from '../runtime/database.js';
import { compileAudience, type AudienceBounds } from './audience.js';
import { utf16Units } from './text-units.js';
import { judge, personalVariables, type Ground, type JudgingRules, type MessageSource } from './judge.js';

type Fragment = PendingQuery<Row[]>;

/** A channel to preview. */
export interface PreviewSource extends MessageSource {
  /** How often the template names each personal variable: what one more letter of a name adds to the text. */
  uses: Readonly<Partial<Record<RecipientVariable, number>>>;
}

/** A step to preview. */
export interface PreviewedStep extends Pick<
  SendStep,
  'kind' | 'audience' | 'class' | 'cap' | 'carrierCap' | 'topic' | 'irrefusable'
> {
  channels: readonly PreviewSource[];
}

/** A recipient who would get a message; the address stays encrypted. */
export interface SampleRecipient {
  person: number;
  name: string;
  committee: string;
  addressCipher: Buffer;
  variables: Record<string, string>;
}

/** What one channel of a step would come to. */
export interface ChannelForecast {
  channel: Channel;
  /** People who would get a message. */
  messages: number;
  /** The others, by reason, the most frequent first. */
  exclusions: { reason: string; people: number }[];
  /** Messages by the UTF-16 units their personal values add to the text; ascending. */
  lengths: { units: number; messages: number }[];
  /** Some who would get it, spread over the whole audience. */
  samples: SampleRecipient[];
}

/** What a step would come to if it were written now. */
export interface StepForecast {
  audience: number;
  channels: ChannelForecast[];
}

const GROUND: Ground = { occurrence: 'preview_occurrence', recipient: 'preview_recipient' };
/** The preview's occurrence; no real one has it. */
const OCCURRENCE = 0;
const EVERYONE = { after: 0, through: Number.MAX_SAFE_INTEGER };

/**
 * Judges everyone meant by a step with the SQL of the launch, on tables of this transaction that are gone when
 * it ends: nothing is written to the ledger, not even for a moment. Set-based; 114,000 people and two channels take
 * about a second of one processor. What a text says to each is only looked at where it matters: in the lengths of an
 * SMS, and in the samples.
 * @param samples how many recipients of each channel are shown; 0: none
 */
export async function forecastStep(
  database: Database,
  step: PreviewedStep,
  { bounds, now, samples }: { bounds: AudienceBounds; now: Date; samples: number },
): Promise<StepForecast> {
  return database.begin('isolation level repeatable read', async (sql) => {
    const audience = await gather(sql, step, bounds);
    const judging = {
      ground: GROUND,
      occurrenceId: OCCURRENCE,
      range: EVERYONE,
      rules: rulesOf(step),
      now,
    };
    const channels: ChannelForecast[] = [];
    for (const source of step.channels) {
      await sql`TRUNCATE preview_message`;
      await sql`
        INSERT INTO preview_message (person_id, reason)
        SELECT person_id, reason FROM (${judge(sql, { ...judging, source: { ...source, personal: [] } })}) judged`;
      channels.push(await forecastOf(sql, source, samples));
    }
    return { audience, channels };
  });
}

/** As the firing's row will say them. */
const rulesOf = (step: PreviewedStep): JudgingRules => ({
  capped: step.cap.perDay !== null || step.cap.perWeek !== null,
  onePerAddress: true,
  topic: topicOf(step),
  refusable: !step.irrefusable,
  promotion: step.class === 'promotion',
  carrierCap: step.carrierCap ?? null,
});

/** Makes the passing tables and puts the audience into them, as freezing it would. */
async function gather(sql: Statement, step: PreviewedStep, bounds: AudienceBounds): Promise<number> {
  await sql`CREATE TEMPORARY TABLE preview_occurrence (LIKE occurrence INCLUDING DEFAULTS) ON COMMIT DROP`;
  await sql`CREATE TEMPORARY TABLE preview_recipient (LIKE recipient) ON COMMIT DROP`;
  await sql`CREATE TEMPORARY TABLE preview_message (person_id bigint, reason text) ON COMMIT DROP`;
  await sql`
    INSERT INTO preview_occurrence (id, run_id, step, number, lane, class, cap_per_day, cap_per_week)
    VALUES (${OCCURRENCE}, 0, 'preview', 1, 'bulk', ${step.class}, ${step.cap.perDay}, ${step.cap.perWeek})`;
  // How many lie below a committee the planner cannot tell, and takes a city for a village: person by person it would
  // take four times as long, and of a village all of the city costs some hundredths of a second.
  await sql`SET LOCAL enable_nestloop = off`;
  const { count } = await sql`
    INSERT INTO preview_recipient (occurrence_id, person_id, committee_id)
    SELECT ${OCCURRENCE}, person_id, committee_id FROM (${compileAudience(sql, step.audience, bounds)}) audience`;
  await sql`SET LOCAL enable_nestloop = on`;
  await sql`CREATE UNIQUE INDEX ON preview_recipient (occurrence_id, person_id)`;
  // Without statistics the planner would search for shared addresses person by person through the whole audience.
  await sql`ANALYZE preview_recipient`;
  return count;
}

async function forecastOf(sql: Statement, source: PreviewSource, samples: number): Promise<ChannelForecast> {
  const exclusions = await sql<{ reason: string; people: number }[]>`
    SELECT reason, count(*) AS people FROM preview_message WHERE reason IS NOT NULL
    GROUP BY reason ORDER BY people DESC, reason`;
  const lengths = await lengthsOf(sql, source);
  return {
    channel: source.channel,
    messages: lengths.reduce((sum, { messages }) => sum + messages, 0),
    exclusions: [...exclusions],
    lengths: [...lengths],
    samples: samples === 0 ? [] : await sampleRecipients(sql, source, samples),
  };
}

/** Nobody counts the letters of a mail. */
const lengthsOf = (
  sql: Statement,
  source: PreviewSource,
): Promise<readonly { units: number; messages: number }[]> =>
  source.channel === 'email' || source.personal.length === 0
    ? sql<{ units: number; messages: number }[]>`
        SELECT 0 AS units, count(*) AS messages FROM preview_message WHERE reason IS NULL HAVING count(*) > 0`
    : sql<{ units: number; messages: number }[]>`
        SELECT ${addedUnits(sql, source)} AS units, count(*) AS messages
        FROM preview_message m JOIN person p ON p.id = m.person_id JOIN committee c ON c.id = p.home_committee_id
        WHERE m.reason IS NULL GROUP BY units ORDER BY units`;

const addedUnits = (sql: Statement, { personal, uses }: PreviewSource): Fragment =>
  sql`0 ${personal.map((name) => sql` + ${uses[name] ?? 0}::int * ${utf16Units(sql, valueOf(sql, name))}`)}`;

/** A call has its code once it asks; its texts are previewed with one that stands for it. */
const valueOf = (sql: Statement, name: RecipientVariable): Fragment =>
  isWrittenVariable(name)
    ? sql`''`
    : { name: sql`p.name`, committee: sql`c.name`, call: sql`''`, question: sql`'…'`, page: sql`''` }[name];

/** Every n-th of those who would get a message, so that the sample shows the whole audience and not its first village. */
async function sampleRecipients(
  sql: Statement,
  source: PreviewSource,
  samples: number,
): Promise<SampleRecipient[]> {
  const rows = await sql<SampleRecipient[]>`
    WITH reached AS (
      SELECT person_id, row_number() OVER (ORDER BY person_id) - 1 AS place, count(*) OVER () AS total
      FROM preview_message WHERE reason IS NULL)
    SELECT p.id AS person, p.name, c.name AS committee, ${personalVariables(sql, source, sql`0`)} AS variables,
      ${source.channel === 'sms' ? sql`p.phone_cipher` : sql`p.email_cipher`} AS address_cipher
    FROM reached JOIN person p ON p.id = reached.person_id JOIN committee c ON c.id = p.home_committee_id
    WHERE reached.place % greatest(1, reached.total / ${samples}::int) = 0
    ORDER BY reached.place LIMIT ${samples}`;
  return [...rows];
}

import type { DutyState } from '../../domain/duties/duty.js';
import type { RunState } from '../../domain/plan/run-state.js';
import type { Statement } from '../../runtime/database.js';

/** A version of what is handed in; its words stay sealed. */
export interface Version {
  version: number;
  valuesCipher: Buffer;
  writtenBy: string;
  writtenAt: Date;
  /** Null: a draft. */
  submittedAt: Date | null;
}

/** A file in a slot of a version. */
export interface Attachment {
  id: number;
  version: number;
  slot: string;
  contentHash: Buffer;
  nameCipher: Buffer;
  mediaType: string;
  bytes: number;
  addedBy: string;
  addedAt: Date;
}

/** What decides whether anything is taken for a duty. */
export interface DutyStanding {
  state: DutyState;
  since: Date;
  lockAt: Date | null;
  runState: RunState;
}

/** Holds a duty until the transaction ends: whoever else hands something in for it waits. */
export async function holdToHandIn(sql: Statement, id: number): Promise<DutyStanding | undefined> {
  const [row] = await sql<DutyStanding[]>`
    SELECT d.state, d.since, d.lock_at, r.state AS run_state
    FROM duty d JOIN run r ON r.id = d.run_id WHERE d.id = ${id} FOR NO KEY UPDATE OF d`;
  return row;
}

/** All versions of a duty, the first one first. */
export async function versionsOf(sql: Statement, duty: number): Promise<Version[]> {
  return sql<Version[]>`
    SELECT version, values_cipher, written_by, written_at, submitted_at FROM submission
    WHERE duty_id = ${duty} ORDER BY version`;
}

/** The newest version, a draft or not. */
export async function newestVersion(sql: Statement, duty: number): Promise<Version | undefined> {
  const [row] = await sql<Version[]>`
    SELECT version, values_cipher, written_by, written_at, submitted_at FROM submission
    WHERE duty_id = ${duty} ORDER BY version DESC LIMIT 1`;
  return row;
}

/** Files of a duty, of one version or of all, in the order in which they came. */
export async function attachmentsOf(sql: Statement, duty: number, version?: number): Promise<Attachment[]> {
  return sql<Attachment[]>`
    SELECT id, version, slot, content_hash, name_cipher, media_type, bytes, added_by, added_at FROM attachment
    WHERE duty_id = ${duty} ${version === undefined ? sql`` : sql`AND version = ${version}`} ORDER BY version, id`;
}

/** A file of a duty; undefined: it has none of that number. */
export async function attachmentById(
  sql: Statement,
  { duty, id }: { duty: number; id: number },
): Promise<Attachment | undefined> {
  const [row] = await sql<Attachment[]>`
    SELECT id, version, slot, content_hash, name_cipher, media_type, bytes, added_by, added_at FROM attachment
    WHERE duty_id = ${duty} AND id = ${id}`;
  return row;
}

/** What somebody wrote, and when. */
export interface Written {
  duty: number;
  valuesCipher: Buffer;
  by: string;
  now: Date;
}

/**
 * Begins a draft behind a version, with its words and files; without one, behind nothing.
 * @returns its number
 */
export async function beginDraft(
  sql: Statement,
  from: Version | undefined,
  { duty, valuesCipher, by, now }: Written,
): Promise<number> {
  const version = (from?.version ?? 0) + 1;
  await sql`
    INSERT INTO submission (duty_id, version, values_cipher, written_by, written_at)
    VALUES (${duty}, ${version}, ${from?.valuesCipher ?? valuesCipher}, ${from?.writtenBy ?? by}, ${from?.writtenAt ?? now})`;
  await sql`
    INSERT INTO attachment (duty_id, version, slot, content_hash, name_cipher, media_type, bytes, added_by, added_at)
    SELECT duty_id, ${version}, slot, content_hash, name_cipher, media_type, bytes, added_by, added_at
    FROM attachment WHERE duty_id = ${duty} AND version = ${from?.version ?? null} ORDER BY id`;
  return version;
}

/** Writes other words into the draft. */
export async function writeDraft(sql: Statement, { duty, valuesCipher, by, now }: Written): Promise<void> {
  await sql`
    UPDATE submission SET values_cipher = ${valuesCipher}, written_by = ${by}, written_at = ${now}
    WHERE duty_id = ${duty} AND submitted_at IS NULL`;
}

/** A file to be put into a slot. */
export type NewAttachment = Omit<Attachment, 'id'> & { duty: number };

/** Puts a file into a slot of a version; the same content in the same slot is there once. */
export async function addAttachment(sql: Statement, file: NewAttachment): Promise<void> {
  await sql`
    INSERT INTO attachment (duty_id, version, slot, content_hash, name_cipher, media_type, bytes, added_by, added_at)
    VALUES (${file.duty}, ${file.version}, ${file.slot}, ${file.contentHash}, ${file.nameCipher}, ${file.mediaType},
      ${file.bytes}, ${file.addedBy}, ${file.addedAt})
    ON CONFLICT DO NOTHING`;
}

/** Takes files out of a version, each by its slot and content: their numbers change from version to version. */
export async function removeAttachments(
  sql: Statement,
  { duty, version }: { duty: number; version: number },
  files: readonly Pick<Attachment, 'slot' | 'contentHash'>[],
): Promise<void> {
  for (const { slot, contentHash } of files)
    await sql`
      DELETE FROM attachment
      WHERE duty_id = ${duty} AND version = ${version} AND slot = ${slot} AND content_hash = ${contentHash}`;
}

/** A draft being handed in. */
export interface HandedIn {
  duty: number;
  /** Its numbers by field. */
  figures: Readonly<Record<string, number>>;
  now: Date;
}

/**
 * The draft becomes a version, and the duty is submitted: only while it is still open, and not locked.
 * @returns its number; undefined: the duty takes nothing, or there is no draft
 */
export async function submitDraft(
  sql: Statement,
  { duty, figures, now }: HandedIn,
): Promise<number | undefined> {
  const { count } = await sql`
    UPDATE duty SET state = 'submitted', since = CASE state WHEN 'submitted' THEN since ELSE ${now} END,
      first_submitted_at = coalesce(first_submitted_at, ${now}), in_time = coalesce(in_time, ${now} <= due_at)
    WHERE id = ${duty} AND state IN ('owed', 'returned', 'submitted') AND (lock_at IS NULL OR lock_at > ${now})
      AND EXISTS (SELECT FROM submission s WHERE s.duty_id = duty.id AND s.submitted_at IS NULL)`;
  if (count === 0) return undefined;
  const [row] = await sql<{ version: number }[]>`
    UPDATE submission SET submitted_at = ${now} WHERE duty_id = ${duty} AND submitted_at IS NULL RETURNING version`;
  const version = row!.version;
  const fields = Object.keys(figures);
  await sql`
    INSERT INTO submission_figure (duty_id, version, field, value)
    SELECT ${duty}, ${version}, * FROM unnest(${fields}::text[], ${Object.values(figures)}::numeric[])`;
  return version;
}

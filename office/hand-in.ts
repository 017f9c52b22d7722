import { createHash } from 'node:crypto';
import { flawsOf, type Flaw, type Form } from '../domain/duties/form.js';
import { valuesText, writtenValues, type Values } from '../domain/duties/written-values.js';
import { writeAudit } from '../ledger/audit.js';
import { addDutyEntry, type DutyWithForm } from '../ledger/duties/duties.js';
import { holdContents } from '../ledger/duties/contents.js';
import { settleHandedIn } from '../ledger/duties/settle.js';
import {
  addAttachment,
  attachmentsOf,
  beginDraft,
  holdToHandIn,
  newestVersion,
  removeAttachments,
  submitDraft,
  writeDraft,
  type Attachment,
  type DutyStanding,
  type Version,
} from '../ledger/duties/submissions.js';
import type { Clock } from '../runtime/clock.js';
import type { Database, Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import { closedBecause, type Closed } from './duty-words.js';
import type { Files, ReceivedFile } from './files.js';
import { findNamed, type NamedValues } from './named-values.js';

/** What reports are taken in with. */
export interface SubmissionDesk extends Files {
  database: Database;
  keys: Keys;
  clock: Clock;
}

/** What somebody brings for a duty. */
export interface Brought {
  /** An operator by name, or `person 12`. */
  by: string;
  /** By field, as it was written; absent: the words stay as they are. */
  written?: Readonly<Record<string, string | readonly string[]>>;
  /** {@link markOf} the words that were there when they began to write; absent: whatever was there. */
  seen?: string;
  /** Dropped here, whatever comes of them. */
  files?: readonly ReceivedFile[];
  /** Numbers of files to be taken out. */
  remove?: readonly number[];
  /** Hand it in, rather than keep a draft. */
  submit: boolean;
}

/** What came of it. */
export type HandInResult =
  /** Nothing is taken any more; nothing was changed. */
  | { outcome: 'closed'; closed: Closed }
  /** Somebody has written other words meanwhile; nothing was changed. */
  | { outcome: 'overtaken'; by: string; at: Date }
  /** The draft is kept; `overfull`: names of files for which their slot had no room. */
  | { outcome: 'saved'; changed: boolean; overfull: string[] }
  /** The draft is kept, and is not yet a report. */
  | { outcome: 'flawed'; flaws: Flaw[]; overfull: string[] }
  /** `again`: the very same was there before. */
  | { outcome: 'submitted'; version: number; again: boolean };

/** A short text that is the same for the same words. */
export const markOf = (values: Values): string =>
  createHash('sha256').update(valuesText(values)).digest('hex').slice(0, 16);

/** The words of a version, in clear. */
export const valuesOf = (keys: Keys, version: Pick<Version, 'valuesCipher'> | undefined): Values =>
  version === undefined ? {} : (JSON.parse(keys.decrypt(version.valuesCipher)) as Values);

/**
 * Keeps a draft of a report or hands it in: words, files, state, rungs and log in one transaction, whoever brings it.
 * The same again is the same report. What is wrong with a report keeps it from being handed in, never from being kept.
 */
export async function handIn(
  desk: SubmissionDesk,
  duty: DutyWithForm,
  brought: Brought,
): Promise<HandInResult> {
  const files = brought.files ?? [];
  try {
    return await desk.database.begin((sql) => new Desk(sql, desk, duty, brought).take());
  } finally {
    await Promise.all(files.map(({ staged }) => staged.drop()));
  }
}

/** What lies there, with what is brought. */
interface Lying {
  newest: Version | undefined;
  values: Values;
  files: Attachment[];
  /** Those of them that are to be taken out. */
  removing: Attachment[];
}

/** One transaction of handing in. */
class Desk {
  private readonly now: Date;
  private readonly form: Form;

  constructor(
    private readonly sql: Statement,
    private readonly desk: SubmissionDesk,
    private readonly duty: DutyWithForm,
    private readonly brought: Brought,
  ) {
    this.now = desk.clock.now();
    this.form = duty.form;
  }

  async take(): Promise<HandInResult> {
    // The duty first: whoever else brings something for it waits here, and then sees what we have done.
    const standing = (await holdToHandIn(this.sql, this.duty.id))!;
    const lying = await this.lying();
    const named = await this.wordsFor(lying);
    const sameWords = valuesText(named.values) === valuesText(lying.values);
    const same = sameWords && this.bringsNothing(lying);
    const settled = this.settled(standing, lying, { same, sameWords });
    if (settled) return settled;
    const overfull = same ? [] : await this.keepDraft(lying, named.values, sameWords);
    return this.brought.submit && overfull.length === 0
      ? this.submit(lying, named)
      : { outcome: 'saved', changed: !same, overfull };
  }

  /** What is clear before anything is written; null: it is taken. */
  private settled(
    standing: DutyStanding,
    { newest, values }: Lying,
    { same, sameWords }: { same: boolean; sameWords: boolean },
  ): HandInResult | null {
    const { submit, seen } = this.brought;
    if (same && submit && wasHandedIn(standing, newest))
      return { outcome: 'submitted', version: newest!.version, again: true };
    const closed = closedBecause(standing, this.now);
    if (closed) return { outcome: 'closed', closed };
    const unseen = !sameWords && seen !== undefined && seen !== markOf(values);
    return newest && unseen ? { outcome: 'overtaken', by: newest.writtenBy, at: newest.writtenAt } : null;
  }

  /** The words that are brought; where somebody only brings files, and has not touched the words, those that lie there. */
  private async wordsFor({ values }: Lying): Promise<NamedValues> {
    const { written, seen, submit } = this.brought;
    if (!written) return this.named(values);
    const named = await this.named(writtenValues(this.form, written));
    return !submit && markOf(named.values) === seen ? this.named(values) : named;
  }

  private async lying(): Promise<Lying> {
    const newest = await newestVersion(this.sql, this.duty.id);
    const files = newest ? await attachmentsOf(this.sql, this.duty.id, newest.version) : [];
    const removing = await this.meantBy(this.brought.remove ?? [], files);
    return { newest, values: valuesOf(this.desk.keys, newest), files, removing };
  }

  /** By what they are: a file has another number in each version, and a page may show an older one. */
  private async meantBy(numbers: readonly number[], lying: readonly Attachment[]): Promise<Attachment[]> {
    if (numbers.length === 0) return [];
    const known = await attachmentsOf(this.sql, this.duty.id);
    const meant = known.filter(({ id }) => numbers.includes(id));
    return lying.filter((file) =>
      meant.some((one) => one.slot === file.slot && one.contentHash.equals(file.contentHash)),
    );
  }

  private named(values: Values): Promise<NamedValues> {
    return findNamed(this.sql, this.form, { committee: this.duty.committee.id, values, now: this.now });
  }

  private bringsNothing({ files: lying, removing }: Lying): boolean {
    const { files = [] } = this.brought;
    return files.every((file) => lying.some((one) => isSame(one, file))) && removing.length === 0;
  }

  /** @returns names of files for which there was no room */
  private async keepDraft(lying: Lying, values: Values, sameWords: boolean): Promise<string[]> {
    const { sql, duty, now, desk } = this;
    const { by } = this.brought;
    const words = { duty: duty.id, valuesCipher: desk.keys.encrypt(JSON.stringify(values)), by, now };
    const version = await this.draftOf(lying, words);
    if (!sameWords) await writeDraft(sql, words);
    await removeAttachments(sql, { duty: duty.id, version }, lying.removing);
    const overfull = await this.addFiles(version);
    const added = (this.brought.files?.length ?? 0) - overfull.length;
    const detail = { version, words: !sameWords, added, removed: lying.removing.length };
    await writeAudit(sql, { actor: by, action: 'duty draft', subject: `duty ${duty.id}`, detail }, now);
    return overfull;
  }

  private draftOf({ newest }: Lying, words: Parameters<typeof beginDraft>[2]): Promise<number> {
    return newest?.submittedAt === null
      ? Promise.resolve(newest.version)
      : beginDraft(this.sql, newest, words);
  }

  private async addFiles(version: number): Promise<string[]> {
    const { keys } = this.desk;
    const lying = await attachmentsOf(this.sql, this.duty.id, version);
    const overfull: string[] = [];
    await holdContents(this.sql);
    for (const { slot, name, mediaType, staged } of this.brought.files ?? []) {
      const there = lying.filter((one) => one.slot === slot);
      if (there.some(({ contentHash }) => contentHash.equals(staged.hash))) continue;
      if (there.length >= (this.form.attachments.find(({ key }) => key === slot)?.most ?? 0)) {
        overfull.push(name);
        continue;
      }
      // On disk before the ledger speaks of it.
      await staged.keep();
      const file = {
        id: 0,
        version,
        slot,
        contentHash: staged.hash,
        nameCipher: keys.encrypt(name),
        mediaType,
      };
      const added = { ...file, bytes: staged.bytes, addedBy: this.brought.by, addedAt: this.now };
      await addAttachment(this.sql, { ...added, duty: this.duty.id });
      lying.push(added);
    }
    return overfull;
  }

  private async submit({ newest }: Lying, { values, flaws }: NamedValues): Promise<HandInResult> {
    const { sql, duty, now, form, desk } = this;
    const { by } = this.brought;
    const current = await newestVersion(sql, duty.id);
    const files = current ? await attachmentsOf(sql, duty.id, current.version) : [];
    const wrong = [...flawsOf(form, { values, files: countsOf(files) }), ...flaws];
    if (wrong.length > 0) return { outcome: 'flawed', flaws: wrong, overfull: [] };
    // Returned, and handed in again as it was: that is a version of its own.
    if (current === undefined || current.submittedAt !== null)
      await beginDraft(sql, newest, {
        duty: duty.id,
        valuesCipher: desk.keys.encrypt(JSON.stringify(values)),
        by,
        now,
      });
    const version = await submitDraft(sql, { duty: duty.id, figures: figuresOf(form, values), now });
    if (version === undefined) throw new Error(`duty ${duty.id} was held, and yet takes nothing`);
    const takenBack = await settleHandedIn(sql, { duty: duty.id, now });
    await addDutyEntry(sql, { duty: duty.id, at: now, by, action: 'submitted', detail: { version } });
    const entry = {
      actor: by,
      action: 'duty submit',
      subject: `duty ${duty.id}`,
      detail: { version, takenBack },
    };
    await writeAudit(sql, entry, now);
    return { outcome: 'submitted', version, again: false };
  }
}

/** What lies there is a report already, and was not returned. */
const wasHandedIn = ({ state }: DutyStanding, newest: Version | undefined): boolean =>
  (state === 'submitted' || state === 'accepted') && newest !== undefined && newest.submittedAt !== null;

const isSame = (lying: Attachment, { slot, staged }: ReceivedFile): boolean =>
  lying.slot === slot && lying.contentHash.equals(staged.hash);

/** How many files lie in each slot. */
export const countsOf = (files: readonly Pick<Attachment, 'slot'>[]): Record<string, number> =>
  files.reduce<Record<string, number>>(
    (counts, { slot }) => ({ ...counts, [slot]: (counts[slot] ?? 0) + 1 }),
    {},
  );

const figuresOf = (form: Form, values: Values): Record<string, number> =>
  Object.fromEntries(
    form.fields.flatMap(({ key, type }) => {
      const value = values[key];
      return type === 'number' && typeof value === 'number' ? [[key, value]] : [];
    }),
  );

import type { Form } from '../domain/duties/form.js';
import { honestName } from '../domain/duties/media.js';
import type { Values } from '../domain/duties/written-values.js';
import { entriesOfDuty, type DutyEntry, type DutyWithForm } from '../ledger/duties/duties.js';
import { attachmentsOf, versionsOf, type Attachment, type Version } from '../ledger/duties/submissions.js';
import type { Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import { valuesOf } from './hand-in.js';
import { namesIn } from './named-values.js';

/** A file as lists show it. */
export interface FileView extends Pick<
  Attachment,
  'id' | 'slot' | 'mediaType' | 'bytes' | 'addedBy' | 'addedAt'
> {
  name: string;
}

/** A version in clear. */
export interface VersionView extends Pick<Version, 'version' | 'writtenBy' | 'writtenAt' | 'submittedAt'> {
  values: Values;
  files: FileView[];
}

/** What was done, in clear. */
export interface DutyEntryView extends Pick<DutyEntry, 'at' | 'by' | 'action' | 'detail'> {
  reason: string | null;
}

/** A duty with everything that was handed in and done. */
export interface DutyView extends DutyWithForm {
  /** The first one first; the last may be a draft. */
  versions: VersionView[];
  entries: DutyEntryView[];
  /** Names of the committees and projects that values name, by code. */
  names: Record<string, string>;
}

/** Reads all of a duty. */
export async function viewOfDuty(sql: Statement, keys: Keys, duty: DutyWithForm): Promise<DutyView> {
  const versions = await versionsOf(sql, duty.id);
  const files = await attachmentsOf(sql, duty.id);
  const entries = await entriesOfDuty(sql, duty.id);
  const values = versions.map((version) => valuesOf(keys, version));
  return {
    ...duty,
    versions: versions.map(({ version, writtenBy, writtenAt, submittedAt }, at) => ({
      ...{ version, writtenBy, writtenAt, submittedAt },
      values: values[at]!,
      files: files.filter((file) => file.version === version).map((file) => fileView(keys, file)),
    })),
    entries: entries.map(({ at, by, action, detail, reasonCipher }) => ({
      ...{ at, by, action, detail },
      reason: reasonCipher && keys.decrypt(reasonCipher),
    })),
    names: await namesIn(sql, duty.form, { committee: duty.committee.id, values }),
  };
}

/** A file with its name, which tells the truth of its content. */
export function fileView(keys: Keys, file: Attachment): FileView {
  const { id, slot, nameCipher, mediaType, bytes, addedBy, addedAt } = file;
  return {
    id,
    slot,
    name: honestName(keys.decrypt(nameCipher), mediaType),
    mediaType,
    bytes,
    addedBy,
    addedAt,
  };
}

/** A value as a person reads it, line by line. */
export function valueText(
  field: Form['fields'][number],
  value: Values[string] | undefined,
  names: Readonly<Record<string, string>>,
): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  return value
    .map((code) =>
      names[code] === undefined || field.type === 'projects'
        ? (names[code] ?? code)
        : `${names[code]}（${code}）`,
    )
    .join('、');
}

import type { Multipart } from '@fastify/multipart';
import type { ReceivedFile, RefusedFile } from '../../office/files.js';
import { wasReceived, type ComingFile } from '../../office/files.js';

/** What a form brought, part by part, its files looked at and not kept yet. */
export interface FormParts {
  /** What was written, by field. */
  written: Record<string, string | string[]>;
  seen: string;
  /** The button that was pressed. */
  press: string;
  received: ReceivedFile[];
  refused: RefusedFile[];
}

/** Names of a form's parts: fields and slots have theirs behind a mark, so that none is taken for one of ours. */
export const FIELD_MARK = 'f.';
/** In front of a slot's key. */
export const SLOT_MARK = 'a.';

type Receive = (slot: string, file: ComingFile) => Promise<ReceivedFile | RefusedFile | undefined>;

/**
 * Reads a form as it comes, each file straight to where it lies.
 * @param receive takes a file in for a slot; undefined: there is no such slot
 * @throws what the connection or the ledger throws; no file is left of it
 */
export async function readParts(parts: AsyncIterable<Multipart>, receive: Receive): Promise<FormParts> {
  const form: FormParts = { written: {}, seen: '', press: '', received: [], refused: [] };
  try {
    for await (const part of parts) {
      if (part.type === 'field') readField(form, part.fieldname, String(part.value));
      else await readFile(form, part, receive);
    }
    return form;
  } catch (error) {
    await dropAll(form);
    throw error;
  }
}

/** Nothing is left of what was taken in and not kept. */
export const dropAll = async ({ received }: Pick<FormParts, 'received'>): Promise<void> =>
  void (await Promise.all(received.map(({ staged }) => staged.drop())));

function readField(form: FormParts, name: string, value: string): void {
  if (name === 'seen') form.seen = value;
  if (name === 'press') form.press = value;
  if (!name.startsWith(FIELD_MARK)) return;
  const key = name.slice(FIELD_MARK.length);
  const before = form.written[key];
  form.written[key] = before === undefined ? value : [before, value].flat();
}

/** Browsers write quotation marks in the names of files so, and no other letter. */
const unquoted = (name: string): string => name.replaceAll('%22', '"');

async function readFile(
  form: FormParts,
  { fieldname, filename, file }: Extract<Multipart, { type: 'file' }>,
  receive: Receive,
): Promise<void> {
  try {
    // A place for files that was left empty comes as a file without name or content.
    if (!filename || !fieldname.startsWith(SLOT_MARK)) return;
    // Left open where it is not read to its end: what comes behind it has to be read too.
    const content = file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const taken = await receive(fieldname.slice(SLOT_MARK.length), { name: unquoted(filename), content });
    if (taken === undefined) return;
    if (wasReceived(taken)) form.received.push(taken);
    else form.refused.push(taken);
  } finally {
    file.resume();
  }
}

import { OPEN_STATES, type DutyState } from '../domain/duties/duty.js';
import type { Form, Slot } from '../domain/duties/form.js';
import { writeAudit } from '../ledger/audit.js';
import { committeesByCode } from '../ledger/committees.js';
import { dutyById, listDuties, type Duty, type DutyWithForm } from '../ledger/duties/duties.js';
import { attachmentById } from '../ledger/duties/submissions.js';
import type { Actor } from '../ledger/operators.js';
import {
  closedDuty,
  flawedDuty,
  noSuchDuty,
  noSuchFile,
  noSuchSlot,
  overfull,
  overtaken,
  refusedFiles,
} from './duty-refusals.js';
import { fileView, viewOfDuty, type DutyView, type FileView } from './duty-view.js';
import { receiveFile, wasReceived, type ComingFile, type ReceivedFile, type RefusedFile } from './files.js';
import { handIn, type Brought, type SubmissionDesk } from './hand-in.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { unknownCommittee } from './unknown-committee.js';

/** What an operator's requests about duties work with. */
export type DutyOffice = Pick<Office, 'database' | 'keys' | 'clock'>;

/** A duty as lists show it. */
export interface DutyLine extends Omit<Duty, 'committee'> {
  committee: { code: string; name: string };
  /** Owed, and past its day. */
  late: boolean;
}

/** What a list is cut to. */
export interface DutyWish {
  committee?: string;
  run?: number;
  state?: DutyState;
  late?: boolean;
  limit: number;
}

/** Duties of the actor's part of the tree: what is owed first, the longest due first. */
export async function duties(office: DutyOffice, actor: Actor, wish: DutyWish): Promise<DutyLine[]> {
  requireRight(actor, 'look');
  const { database, clock } = office;
  const now = clock.now();
  const { committee, ...rest } = wish;
  const below = committee === undefined ? undefined : await pathOf(office, actor, committee);
  const found = await listDuties(database, {
    ...rest,
    ...(below && { below }),
    scopePath: actor.scopePath,
    now,
  });
  return found.map(({ committee: { code, name }, ...duty }) => ({
    ...duty,
    committee: { code, name },
    late: OPEN_STATES.includes(duty.state) && duty.dueAt < now,
  }));
}

async function pathOf({ database }: DutyOffice, actor: Actor, code: string): Promise<string> {
  const [found] = await committeesByCode(database, [code], actor.scopePath);
  if (found) return found.path;
  throw new Refusal('invalid', [await unknownCommittee(database, code, ['committee'])]);
}

/** A duty with all that was handed in; reading it is audited. */
export async function showDuty(office: DutyOffice, actor: Actor, id: number): Promise<DutyView> {
  requireRight(actor, 'see people');
  const { database, keys, clock } = office;
  const duty = await visibleDuty(office, actor, id);
  const view = await viewOfDuty(database, keys, duty);
  await writeAudit(database, { actor: actor.name, action: 'duty read', subject: `duty ${id}` }, clock.now());
  return view;
}

/** What has to be filled in for a duty. */
export async function dutyForm(
  office: DutyOffice,
  actor: Actor,
  id: number,
): Promise<Pick<Duty, 'id' | 'title' | 'about' | 'dueAt'> & { committee: string; form: Form }> {
  requireRight(actor, 'look');
  const { title, about, dueAt, committee, form } = await visibleDuty(office, actor, id);
  return { id, title, about, dueAt, committee: committee.name, form };
}

async function visibleDuty(
  { database }: DutyOffice,
  { scopePath }: Actor,
  id: number,
): Promise<DutyWithForm> {
  const duty = await dutyById(database, { id, scopePath });
  if (duty) return duty;
  throw noSuchDuty(id);
}

/** A file on its way into a slot. */
export interface FileForSlot extends ComingFile {
  slot: string;
}

/** What an operator hands in for a committee. */
export interface OperatorBrings extends Omit<Brought, 'by' | 'files'> {
  id: number;
  files: readonly FileForSlot[];
}

/**
 * Keeps a draft or hands a report in for the committee that owes it.
 * @throws {Refusal} naming everything that is wrong; a draft is kept all the same where its files were taken
 */
export async function bringReport(
  desk: SubmissionDesk,
  actor: Actor,
  { id, files, ...brought }: OperatorBrings,
): Promise<{ version: number | null; again: boolean }> {
  requireRight(actor, 'run campaigns');
  const duty = await visibleDuty(desk, actor, id);
  const received = await receiveAll(desk, duty.form, files);
  const result = await handIn(desk, duty, { ...brought, by: actor.name, files: received });
  if (result.outcome === 'closed') throw closedDuty(duty, result.closed);
  if (result.outcome === 'overtaken') throw overtaken(id, result.by, result.at);
  if (result.outcome === 'flawed') throw flawedDuty(result.flaws);
  if (result.outcome === 'submitted') return { version: result.version, again: result.again };
  if (result.overfull.length > 0) throw overfull(result.overfull);
  return { version: null, again: !result.changed };
}

/** All of them, or none. */
async function receiveAll(
  desk: SubmissionDesk,
  { attachments }: Form,
  files: readonly FileForSlot[],
): Promise<ReceivedFile[]> {
  const slots = new Map<string, Slot>(attachments.map((slot) => [slot.key, slot]));
  const stranger = files.find(({ slot }) => !slots.has(slot));
  if (stranger) throw noSuchSlot(stranger.slot, [...slots.keys()]);
  const seen: (ReceivedFile | RefusedFile)[] = [];
  const drop = (): Promise<unknown> =>
    Promise.all(seen.filter(wasReceived).map(({ staged }) => staged.drop()));
  try {
    for (const file of files) seen.push(await receiveFile(desk, slots.get(file.slot)!, file));
  } catch (error) {
    await drop();
    throw error;
  }
  const refused = seen.flatMap((file) => (wasReceived(file) ? [] : [file]));
  if (refused.length === 0) return seen.filter(wasReceived);
  await drop();
  throw refusedFiles(refused);
}

/** A file of a duty, to be read; who reads it is audited. */
export async function openDutyFile(
  desk: SubmissionDesk,
  actor: Actor,
  { id, file }: { id: number; file: number },
): Promise<FileView & { content: AsyncIterable<Buffer> }> {
  requireRight(actor, 'see people');
  const { database, keys, clock, blobs } = desk;
  await visibleDuty(desk, actor, id);
  const found = await attachmentById(database, { duty: id, id: file });
  if (!found) throw noSuchFile(file);
  const entry = { actor: actor.name, action: 'duty file read', subject: `duty ${id}`, detail: { file } };
  await writeAudit(database, entry, clock.now());
  return { ...fileView(keys, found), content: blobs.read(found.contentHash) };
}

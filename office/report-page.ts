import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { OPEN_STATES } from '../domain/duties/duty.js';
import { flawsOf, type Flaw } from '../domain/duties/form.js';
import type { Values } from '../domain/duties/written-values.js';
import type { Sentence } from '../domain/problem.js';
import { namesOfPeople, openProjects, type Nameable } from '../ledger/duties/debtor.js';
import {
  dutiesOfCommittee,
  dutyOfCommittee,
  entriesOfDuty,
  type Duty,
  type DutyEntry,
  type DutyWithForm,
  type OwedDuty,
} from '../ledger/duties/duties.js';
import { attachmentById, attachmentsOf, versionsOf } from '../ledger/duties/submissions.js';
import type { Statement } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import { closedBecause, closedSentence } from './duty-words.js';
import { fileView, type FileView } from './duty-view.js';
import {
  countsOf,
  handIn,
  markOf,
  valuesOf,
  type Brought,
  type HandInResult,
  type SubmissionDesk,
} from './hand-in.js';
import { namesIn } from './named-values.js';
import type { Reporter } from './report-link.js';

/** How long what is in stays on the page, and how much of a list a page holds. */
const SHOWN_DAYS = 400;
const MOST_SHOWN = 200;

/** Groups of the list, the most urgent first. */
export const GROUPS = ['late', 'returned', 'owed', 'submitted', 'settled'] as const;
/** One of them. */
export type Group = (typeof GROUPS)[number];

/** A report in the list of its committee. */
export interface ListedDuty extends Duty {
  group: Group;
  drafted: boolean;
  /** Why it was returned. */
  reason: string | null;
  /** Names of fields and files it still lacks. */
  missing: Sentence[];
}

/** What a committee owes and has handed in. */
export interface ReportsOnPage {
  committee: string;
  lastDay: string;
  listed: ListedDuty[];
}

/** All that the holder of a link is shown. */
export async function reportsOf(desk: SubmissionDesk, { debtor, lastDay }: Reporter): Promise<ReportsOnPage> {
  const now = desk.clock.now();
  const movedSince = new Date(now.getTime() - SHOWN_DAYS * DAY_MILLISECONDS);
  const found = await dutiesOfCommittee(desk.database, debtor.id, { movedSince, limit: MOST_SHOWN });
  const listed = found.map((duty) => listedDuty(desk, duty, now));
  return {
    ...{ committee: debtor.name, lastDay },
    listed: GROUPS.flatMap((group) => listed.filter((duty) => duty.group === group)),
  };
}

function listedDuty({ keys }: SubmissionDesk, duty: OwedDuty, now: Date): ListedDuty {
  const { form, files, valuesCipher, reasonCipher, ...rest } = duty;
  const values = valuesCipher ? valuesOf(keys, { valuesCipher }) : {};
  const lacking = new Set(flawsOf(form, { values, files }).map(({ key }) => key));
  const group = groupOf(duty, now);
  const missing = group === 'submitted' || group === 'settled' ? [] : [...form.fields, ...form.attachments];
  return {
    ...rest,
    group,
    reason: opened(keys, reasonCipher),
    missing: missing.filter(({ key }) => lacking.has(key)).map(({ zh, en }) => ({ zh, en })),
  };
}

function groupOf(duty: Duty, now: Date): Group {
  if (duty.state === 'submitted') return 'submitted';
  if (closedBecause(duty, now)) return 'settled';
  if (duty.dueAt < now) return 'late';
  return duty.state === 'returned' ? 'returned' : 'owed';
}

/** A report on its own page: what is there, to be filled in or read. */
export interface ReportOnPage {
  committee: string;
  duty: DutyWithForm;
  late: boolean;
  /** Nothing is taken any more, and why. */
  closed: Sentence | null;
  /** Why it was returned last; null where it was not, or was handed in again. */
  reason: string | null;
  values: Values;
  /** What {@link Brought.seen} has to be. */
  mark: string;
  files: FileView[];
  /** The newest version is not handed in. */
  drafted: boolean;
  /** Who wrote the newest version, and when; null: nobody. */
  written: { by: Sentence; at: Date } | null;
  /** Who handed the last version in, and when. */
  submitted: { by: Sentence; at: Date } | null;
  /** What keeps it from being handed in. */
  flaws: Flaw[];
  /** Projects to choose from. */
  projects: Nameable[];
  names: Record<string, string>;
  /** Largest file of each kind. */
  mostMegabytes: SubmissionDesk['mostMegabytes'];
}

/** One report of the committee of a link; undefined: it has no such report. */
export async function reportOf(
  desk: SubmissionDesk,
  reporter: Reporter,
  id: number,
): Promise<ReportOnPage | undefined> {
  return desk.database.begin(async (sql) => {
    const duty = await dutyOfReporter(sql, reporter, id);
    return duty && pageOf(sql, desk, reporter, duty);
  });
}

const dutyOfReporter = async (
  sql: Statement,
  { debtor }: Reporter,
  id: number,
): Promise<DutyWithForm | undefined> =>
  Number.isSafeInteger(id) && id > 0 ? dutyOfCommittee(sql, { id, committee: debtor.id }) : undefined;

async function pageOf(
  sql: Statement,
  { keys, clock, mostMegabytes }: SubmissionDesk,
  { person, debtor }: Reporter,
  duty: DutyWithForm,
): Promise<ReportOnPage> {
  const now = clock.now();
  const closed = closedBecause(duty, now);
  const versions = await versionsOf(sql, duty.id);
  const last = versions.filter(({ submittedAt }) => submittedAt).at(-1);
  // An amendment that was never handed in is none, once nothing is taken any more.
  const shown = closed ? (last ?? versions.at(-1)) : versions.at(-1);
  const files = shown ? await attachmentsOf(sql, duty.id, shown.version) : [];
  const values = valuesOf(keys, shown);
  const { returned, handedIn } = lastOf(await entriesOfDuty(sql, duty.id));
  const named = await whoWere(sql, person, [shown?.writtenBy, handedIn?.by]);
  return {
    ...{ committee: debtor.name, duty, values, mark: markOf(values), mostMegabytes },
    late: OPEN_STATES.includes(duty.state) && duty.dueAt < now,
    closed: closed && closedSentence(closed, duty),
    reason: duty.state === 'returned' ? opened(keys, returned?.reasonCipher) : null,
    files: files.map((file) => fileView(keys, file)),
    drafted: shown !== undefined && shown !== last,
    written: deedOf(named, shown && { by: shown.writtenBy, at: shown.writtenAt }),
    submitted: deedOf(named, handedIn),
    flaws: flawsOf(duty.form, { values, files: countsOf(files) }),
    projects: await projectsFor(sql, duty, now),
    names: await namesIn(sql, duty.form, { committee: debtor.id, values: [values] }),
  };
}

const deedOf = (
  named: (by: string) => Sentence,
  deed: Pick<DutyEntry, 'by' | 'at'> | undefined,
): ReportOnPage['written'] => (deed ? { by: named(deed.by), at: deed.at } : null);

const opened = (keys: Keys, cipher: Buffer | null | undefined): string | null =>
  cipher ? keys.decrypt(cipher) : null;

function lastOf(entries: readonly DutyEntry[]): Record<'returned' | 'handedIn', DutyEntry | undefined> {
  const last = (wanted: DutyEntry['action']): DutyEntry | undefined =>
    entries.filter(({ action }) => action === wanted).at(-1);
  return { returned: last('returned'), handedIn: last('submitted') };
}

const projectsFor = async (
  sql: Statement,
  { form, committee }: DutyWithForm,
  now: Date,
): Promise<Nameable[]> =>
  form.fields.some(({ type }) => type === 'projects') ? openProjects(sql, committee.id, now) : [];

const PERSON = /^person (\d+)$/;

/** Who did something, as a colleague is told: contacts of a committee know each other, operators speak for the office. */
async function whoWere(
  sql: Statement,
  reader: number,
  bys: readonly (string | undefined)[],
): Promise<(by: string) => Sentence> {
  const ids = bys.flatMap((by) => (by === undefined ? [] : Number(PERSON.exec(by)?.[1] ?? Number.NaN)));
  const people = await namesOfPeople(sql, ids.filter(Number.isSafeInteger));
  return (by) => {
    const id = Number(PERSON.exec(by)?.[1] ?? Number.NaN);
    if (id === reader) return { zh: '您本人', en: 'you' };
    if (Number.isNaN(id)) return { zh: '经办人员', en: 'a clerk' };
    const name = people.get(id);
    return { zh: name ?? '本单位联系人', en: name ?? 'a contact of your committee' };
  };
}

/** What a form brought; its files are dropped whatever comes of it. */
export type BroughtByForm = Omit<Brought, 'by'>;

/** What came of it; who was faster is named as a colleague is told. */
export type FormResult =
  Exclude<HandInResult, { outcome: 'overtaken' }> | { outcome: 'overtaken'; by: Sentence; at: Date };

/** Takes what the holder of a link brings for a report of their committee. */
export async function bringByLink(
  desk: SubmissionDesk,
  { person }: Reporter,
  duty: DutyWithForm,
  brought: BroughtByForm,
): Promise<FormResult> {
  const result = await handIn(desk, duty, { ...brought, by: `person ${person}` });
  if (result.outcome !== 'overtaken') return result;
  const named = await whoWere(desk.database, person, [result.by]);
  return { ...result, by: named(result.by) };
}

/** A file of a report of the committee of a link; undefined: there is none. */
export async function fileByLink(
  { database, keys, blobs }: SubmissionDesk,
  reporter: Reporter,
  { duty: id, file }: { duty: number; file: number },
): Promise<(FileView & { content: AsyncIterable<Buffer> }) | undefined> {
  const duty = await dutyOfReporter(database, reporter, id);
  const found =
    duty && Number.isSafeInteger(file) ? await attachmentById(database, { duty: id, id: file }) : undefined;
  return found && { ...fileView(keys, found), content: blobs.read(found.contentHash) };
}

import { attendanceTotals } from '../campaigns/meeting/attendance.js';
import type { MeetingDefinition } from '../campaigns/meeting/definition.js';
import { ATTENDING, MINUTES, RSVP } from '../campaigns/meeting/duties.js';
import type { DutyState } from '../domain/duties/duty.js';
import type { Plan } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import { answersTo } from '../ledger/duties/answers.js';
import { dutiesOfRun, type DutyOnBoard } from '../ledger/duties/board.js';
import { currentMeeting } from '../ledger/meetings.js';
import type { Actor } from '../ledger/operators.js';
import type { Run } from '../ledger/runs.js';
import { visibleRun } from './look-up.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';

type MeetingPlan = Extract<Plan, { kind: 'meeting' }>;

/** Whether a committee comes; null: it has not answered. */
export interface MeetingAnswer {
  duty: number;
  code: string;
  committee: string;
  attending: string | null;
  /** By post. */
  who: string | null;
  note: string | null;
}

/** A meeting with all that came of it. */
export interface MeetingView extends Pick<MeetingDefinition, 'agenda'> {
  run: number;
  state: Run['state'];
  title: string;
  place: string;
  from: Date;
  to: Date;
  departments: readonly string[];
  calledOff: boolean;
  /** The run that has changed it or called it off since; null: none has. */
  changedBy: number | null;
  /** In one line, as the office is told. */
  attendance: string;
  answers: MeetingAnswer[];
  minutes: (Pick<DutyOnBoard, 'id' | 'committee' | 'dueAt'> & { state: DutyState }) | null;
  /** What was agreed to be done. */
  actions: DutyOnBoard[];
}

/** Who comes to a meeting, whether it is written down, and what was agreed there; reading the answers is audited. */
export async function showMeeting(office: Office, actor: Actor, runId: number): Promise<MeetingView> {
  requireRight(actor, 'see people');
  const { database, clock } = office;
  const { run, plan, definition } = await meetingOf(office, actor, runId);
  const current = await currentMeeting(database, runId);
  const answers = await answersOf(office, actor, runId);
  const board = await dutiesOfRun(database, { runId, scopePath: actor.scopePath });
  const minutes = board.find(({ key }) => key === MINUTES);
  await writeAudit(
    database,
    { actor: actor.name, action: 'meeting read', subject: `run ${runId}` },
    clock.now(),
  );
  return {
    ...{ run: runId, state: run.state, title: plan.title, place: plan.place },
    ...{ from: new Date(plan.from), to: new Date(plan.to), departments: definition.with ?? [] },
    ...(definition.agenda === undefined ? {} : { agenda: definition.agenda }),
    calledOff: current?.calledOff ?? false,
    changedBy: current && current.run !== runId ? current.run : null,
    attendance: attendanceTotals(answers.map(({ attending }) => attending)),
    ...{ answers, minutes: minutes ?? null },
    actions: board.filter(({ key }) => key !== RSVP && key !== MINUTES),
  };
}

async function answersOf(
  { database, keys }: Office,
  { scopePath }: Actor,
  runId: number,
): Promise<MeetingAnswer[]> {
  const answers = await answersTo(database, { runId, key: RSVP, scopePath });
  return answers.map(({ duty, code, committee, valuesCipher }) => {
    const values =
      valuesCipher === null ? {} : (JSON.parse(keys.decrypt(valuesCipher)) as Record<string, string>);
    const { [ATTENDING]: attending = null, who = null, note = null } = values;
    return { duty, code, committee, attending, who, note };
  });
}

/** What changes about a meeting; absent: as it is. */
export type MeetingChange = Partial<
  Pick<MeetingDefinition, 'title' | 'place' | 'from' | 'to' | 'agenda' | 'reason'>
>;

/** The definition by which a meeting is changed: as it was called, with what is written now. */
export async function changedMeeting(
  office: Office,
  actor: Actor,
  { run, change }: { run: number; change: MeetingChange },
): Promise<MeetingDefinition> {
  requireRight(actor, 'run campaigns');
  const { reason: _why, ...fields } = change;
  if (Object.keys(fields).length === 0)
    throw refuse(
      'invalid',
      'changes-nothing',
      '没有写要更改什么：请写 --from、--to、--place、--title 或 --agenda',
      'nothing to change: give --from, --to, --place, --title or --agenda',
    );
  return { ...(await calledAs(office, actor, run)), ...change };
}

/** The definition by which a meeting is called off. */
export async function calledOffMeeting(
  office: Office,
  actor: Actor,
  { run, reason }: { run: number; reason: string },
): Promise<MeetingDefinition> {
  requireRight(actor, 'run campaigns');
  return { ...(await calledAs(office, actor, run)), cancel: true, reason };
}

/** As it was called or changed last, without what belonged to that run alone. */
async function calledAs(office: Office, actor: Actor, id: number): Promise<MeetingDefinition> {
  await meetingOf(office, actor, id);
  const current = (await currentMeeting(office.database, id))!;
  const { definition, plan } = await meetingOf(office, actor, current.run);
  const { key: _key, reason: _reason, cancel: _cancel, ...rest } = definition;
  // Times counted from the launch are times by now.
  return { ...rest, from: plan.from, to: plan.to, of: current.run };
}

async function meetingOf(
  office: Office,
  actor: Actor,
  id: number,
): Promise<{ run: Run; plan: MeetingPlan; definition: MeetingDefinition }> {
  const run = await visibleRun(office, actor, id);
  if (run.plan.kind === 'meeting')
    return { run, plan: run.plan, definition: run.definition as MeetingDefinition };
  throw refuse(
    'not-found',
    'no-meeting',
    `活动 ${id} 不是会议：会议见 muster run list`,
    `run ${id} is no meeting: see \`muster run list\``,
  );
}

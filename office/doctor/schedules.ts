import { officeDay } from '../../domain/calendar/office-day.js';
import type { Sentence } from '../../domain/problem.js';
import { skipsInForce, type Skip } from '../../ledger/skips.js';
import { SCHEDULES, type ScheduleEntry } from '../../schedules/catalogue.js';
import { prepareFiring } from '../launch-scheduled.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { fine, trouble, watched, type Finding } from './finding.js';

/**
 * Whether each schedule would launch something if it fired now, and whether its last firing did: nobody sits
 * there to read the refusal.
 */
export async function examineSchedules(office: Office): Promise<Finding[]> {
  const skips = await skipsInForce(
    office.database,
    SCHEDULES.map(({ id }) => id),
  );
  const findings: Finding[] = [];
  for (const entry of SCHEDULES) {
    const skip = skips.find(({ scheduleId }) => scheduleId === entry.id);
    findings.push(watchedSkip(entry, skip, findingOf(entry, skip, await obstacles(office, entry))));
  }
  return findings;
}

/** What a firing would be refused for today; none: it would launch. */
async function obstacles(office: Office, entry: ScheduleEntry): Promise<Sentence[]> {
  try {
    await prepareFiring(office, entry, officeDay(office.clock.now()));
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [...error.problems];
  }
}

/** What became of the last firing of each schedule, without looking ahead: for whoever looks all the time. */
export async function examineSkips({ database }: Pick<Office, 'database'>): Promise<Finding[]> {
  const skips = await skipsInForce(
    database,
    SCHEDULES.map(({ id }) => id),
  );
  return SCHEDULES.map((entry) => {
    const skip = skips.find(({ scheduleId }) => scheduleId === entry.id);
    return watchedSkip(entry, skip, findingOf(entry, skip, []));
  });
}

const watchedSkip = ({ id }: ScheduleEntry, skip: Skip | undefined, finding: Finding): Finding =>
  watched(finding, {
    ...{ cause: 'schedule missed', subjects: [id] },
    alerts: skip ? [{ subject: id, detail: { day: skip.day, skipped: skip.skipped } }] : [],
  });

/** Why a firing launched nothing. */
export const SKIPPED: Record<Skip['skipped'], Sentence> = {
  late: { zh: '来得太晚', en: 'it came too late' },
  nobody: { zh: '没有人符合受众条件', en: 'nobody matched its audience' },
  refused: { zh: '条件不具备', en: 'it was refused' },
};

function findingOf({ id }: ScheduleEntry, skip: Skip | undefined, inTheWay: readonly Sentence[]): Finding {
  const check = 'schedule firings';
  const facts = { schedule: id, skipped: skip ?? null, obstacles: inTheWay.length };
  if (!skip && inTheWay.length === 0)
    return fine(check, [`日程 ${id} 到时会照常发起`, `schedule ${id} will launch when it fires`], facts);
  const found = skip
    ? ([
        `日程 ${id} 在 ${skip.day} 没有发起：${SKIPPED[skip.skipped].zh}（${skip.reasons.join('、')}）`,
        `schedule ${id} launched nothing on ${skip.day}: ${SKIPPED[skip.skipped].en} (${skip.reasons.join(', ')})`,
      ] as const)
    : ([`日程 ${id} 到时无法发起`, `schedule ${id} will launch nothing when it fires`] as const);
  return trouble('warning', check, found, mendOf(inTheWay), facts);
}

const mendOf = (inTheWay: readonly Sentence[]): readonly [string, string] =>
  inTheWay.length === 0
    ? [
        '现在已具备条件，下次会照常发起；那一次如需补发，请另行发起',
        'nothing is in its way now; launch that one by hand if it is still wanted',
      ]
    : [inTheWay.map(({ zh }) => zh).join('；'), inTheWay.map(({ en }) => en).join('; ')];

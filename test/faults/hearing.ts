import type { RecordLine } from '../../local/simulators/carrier/carrier.js';
import { replyRecordPath, type ReplyRecordLine } from '../../local/simulators/carrier/replies.js';
import { judgeAnswers, type AnswersVerdict } from './answers.js';
import { callOutClaims, heardReplies, phoneMoments, unreadPushes } from './call-out-evidence.js';
import { calm, filled } from './calm.js';
import { readLines } from '../../rehearsal/evidence.js';
import { steerPatiently } from './launching.js';
import { silencePeople } from './people.js';
import { judgePlaces, type PlacesVerdict } from './places.js';
import type { Stage } from './stage.js';

/** What came of a run's call-outs while they filled. */
export interface Hearing {
  answers: AnswersVerdict;
  places: PlacesVerdict[];
  inTime: InTime;
  /** What people wrote: it may stand in no log. */
  words: string[];
}

/** Whether what was waited for came before time was up; what was judged otherwise was still under way. */
export interface InTime {
  /** Every call-out took its places, or had nobody left. */
  filled: boolean;
  /** Every reply was pushed, read and answered, and every text had come to an end. */
  calm: boolean;
}

/** How long the call-outs may take, in seconds, and who hears how it goes. */
interface Patience {
  /** To fill up. */
  fillSeconds: number;
  /** To settle afterwards. */
  horizonSeconds: number;
  report: (line: string) => void;
}

/**
 * Lets the call-outs fill up, then the talk end and everything settle; holds the places and answers against the
 * carrier's record as they stand then; and stands everyone down, so that the runs come to an end.
 */
export async function hearOut(
  stage: Stage,
  runs: readonly number[],
  { fillSeconds, horizonSeconds, report }: Patience,
): Promise<Hearing> {
  const record = replyRecordPath(stage.addresses.carrierRecord);
  const full = await filled(stage, runs, fillSeconds * 1000);
  await silencePeople(stage.addresses.phones);
  report('不再有人回复 / nobody answers any more');
  const still = await calm(stage, record, horizonSeconds * 1000);
  const hearing = await openHearing(stage, record);
  for (const runId of runs) await steerPatiently(stage, { runId, action: 'standDown' });
  return { ...hearing, inTime: { filled: full, calm: still } };
}

async function openHearing({ office, addresses }: Stage, record: string): Promise<Omit<Hearing, 'inTime'>> {
  const { claims, heard, unread } = await office.database.begin(
    'ISOLATION LEVEL REPEATABLE READ',
    async (sql) => ({
      claims: await callOutClaims(sql, office.keys),
      heard: await heardReplies(sql),
      unread: await unreadPushes(sql),
    }),
  );
  const texts = await readLines<RecordLine>(addresses.carrierRecord);
  const lines = await readLines<ReplyRecordLine>(record);
  const replies = lines.filter((line) => line.kind === 'reply');
  return {
    answers: judgeAnswers(lines, heard, unread),
    places: claims.map((claim) => judgePlaces(claim, phoneMoments(claim, texts, replies))),
    words: replies.map(({ content }) => content),
  };
}

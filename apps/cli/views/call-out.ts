import {
  CANDIDATE_STATE_MEANING,
  EXCLUSION_MEANING,
  type CandidateState,
} from '../../../domain/call-out/states.js';
import type { Sentence } from '../../../domain/problem.js';
import type { CallOutStanding } from '../../../ledger/call-outs/show.js';
import type { CallOutView } from '../../../office/call-outs.js';
import { pairs, table } from '../table.js';
import { runStateLabel, type Words } from '../words.js';
import { stageOf } from './run.js';
import { shownSpan, shownTime, spanWords } from './time.js';

type Line = readonly [string, string];

/** A call-out as it stands: what it is, its places, its waves, who answered what. */
export function callOutView(view: CallOutView, words: Words, now: Date): string {
  const { standing } = view;
  const head = pairs([...what(view, words, now), ...(standing ? places(view, standing, words, now) : [])]);
  if (!standing) return `${head}\n\n${words.say('还没有询问任何人', 'nobody has been asked yet')}`;
  return [
    head,
    '',
    standing.waves.length === 0
      ? words.say('还没有询问任何人', 'nobody has been asked yet')
      : waves(standing, words),
    '',
    pairs([...answers(standing, words), ...exclusions(standing.excluded, words)]),
  ].join('\n');
}

/** The same on one line, without what moves by itself: it changes when the call-out does. */
export function callOutLine(view: CallOutView, words: Words): string {
  const { standing } = view;
  const { label } = words;
  const state = `${runStateLabel(words, view.state)} · ${stageOf(view, words)}`;
  if (!standing) return state;
  const asked = standing.waves.reduce((sum, wave) => sum + wave.asked, 0);
  const count = (name: string, people: number): string[] => (people > 0 ? [`${name} ${people}`] : []);
  return [
    state,
    `${label('位置', 'places')} ${standing.placed}/${standing.needed}`,
    ...count(label('轮次', 'waves'), standing.waves.length),
    ...count(label('询问', 'asked'), asked),
    ...stillToAnswer(view, words),
    ...ANSWERED.flatMap((one) => count(candidateStateLabel(words, one), standing.states[one] ?? 0)),
    ...count(label('签到', 'signed in'), standing.attended),
    ...count(label('待处理回复', 'inbox'), standing.waitingReplies),
  ].join(' · ');
}

function stillToAnswer(view: CallOutView, { label }: Words): string[] {
  if (isOff(view)) return [];
  const until = view.nextDue === null ? '' : ` (– ${shownTime(view.nextDue)})`;
  return [`${label('待回复', 'outstanding')} ${view.outstanding}${until}`];
}

/** What the line tells beside the places and who is still to answer. */
const ANSWERED: readonly CandidateState[] = ['waitlisted', 'unsure', 'declined', 'withdrawn', 'stood down'];

/** `已定 placed` */
export const candidateStateLabel = (words: Words, state: CandidateState): string =>
  words.label(CANDIDATE_STATE_MEANING[state].zh, state);

/** Why somebody is not asked. */
export const exclusionMeaning = (reason: string): Sentence =>
  EXCLUSION_MEANING[reason] ?? { zh: reason, en: reason };

/** Who is not asked, by reason, a pair each. */
export const exclusions = (excluded: readonly { reason: string; people: number }[], words: Words): Line[] =>
  excluded.map(({ reason, people }) => [
    words.label(`不询问：${exclusionMeaning(reason).zh}`, exclusionMeaning(reason).en),
    String(people),
  ]);

function what(view: CallOutView, words: Words, now: Date): Line[] {
  const { label } = words;
  const { event } = view;
  return [
    [label('活动', 'run'), `${view.id} ${view.title}`],
    [label('状态', 'state'), `${runStateLabel(words, view.state)} · ${stageOf(view, words)}`],
    [label('事项', 'event'), `${event.title} · ${event.place}`],
    [
      label('时间', 'when'),
      `${shownSpan(new Date(event.from), new Date(event.to))} · ${ahead(view, words, now)}`,
    ],
  ];
}

/** How far off the event is. */
function ahead({ event }: Pick<CallOutView, 'event'>, { say }: Words, now: Date): string {
  const [from, to] = [Date.parse(event.from), Date.parse(event.to)];
  if (now.getTime() >= to) return say('已结束', 'over');
  const { zh, en } = spanWords((now.getTime() < from ? from : to) - now.getTime());
  return now.getTime() < from
    ? say(`还有 ${zh}开始`, `begins in ${en}`)
    : say(`进行中，还有 ${zh}结束`, `under way, ends in ${en}`);
}

const BAR_CELLS = 24;

/** `█████░░░`; full only when it is full, and begun as soon as there is one. */
function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.max(done > 0 ? 1 : 0, Math.floor(share * BAR_CELLS));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

function places(view: CallOutView, standing: CallOutStanding, words: Words, now: Date): Line[] {
  const { label, say } = words;
  const { late, attended, waitingReplies, signInCode } = standing;
  const inbox = waitingReplies > 0 ? ' · muster inbox list' : '';
  return [
    [label('位置', 'places'), seats(view, standing, words)],
    [label('已定中迟到', 'late, of those placed'), String(late)],
    [label('待回复', 'outstanding'), outstanding(view, words, now)],
    [label('下一轮', 'next wave'), nextWave(view, standing, words, now)],
    [
      label('签到', 'signed in'),
      `${attended} · ${say(`签到码 ${signInCode}`, `sign-in code ${signInCode}`)}`,
    ],
    [label('待处理回复', 'inbox'), `${waitingReplies}${inbox}`],
  ];
}

function seats(view: CallOutView, { placed, needed, asking }: CallOutStanding, { say }: Words): string {
  const taken = `${bar(placed, needed)} ${placed}/${needed}`;
  if (isOff(view)) return taken;
  if (placed < needed) return `${taken} · ${say(`还缺 ${needed - placed}`, `${needed - placed} missing`)}`;
  return `${taken} · ${asking ? say('已满', 'all taken') : say('不再增加', 'no more are wanted')}`;
}

/** Answers change nothing any more. */
const isOff = ({ state, standing }: Pick<CallOutView, 'state' | 'standing'>): boolean =>
  state === 'cancelled' || (standing !== null && standing.closedAt !== null);

function outstanding(view: CallOutView, { say }: Words, now: Date): string {
  const { outstanding: people, nextDue } = view;
  if (isOff(view)) return '—';
  if (nextDue === null) return String(people);
  const { zh, en } = spanWords(nextDue.getTime() - now.getTime());
  return `${people} · ${say(`最早的还剩 ${zh}（至 ${shownTime(nextDue)}）`, `the first have ${en} left`)}`;
}

/** Asked by itself when the time of those outstanding is over, or at once by command. */
function nextWave(view: CallOutView, standing: CallOutStanding, { say }: Words, now: Date): string {
  const { nextWave: people, event } = view;
  if (isOff(view)) return say('不再询问', 'nobody is asked any more');
  if (now.getTime() >= Date.parse(event.from)) return say('事项已开始，不再询问', 'the event has begun');
  if (!standing.asking) return say('已停止询问', 'asking is finished');
  if (standing.placed >= standing.needed) return say('人数已满，不需要', 'none: all places are taken');
  return people > 0
    ? say(`若现在开始，会再问 ${people} 人`, `would ask ${people} more if it began now`)
    : say('可询问的人都问过了', 'everyone who may be asked has been asked');
}

function waves(standing: CallOutStanding, { stacked }: Words): string {
  return table(
    [
      stacked('轮次', 'wave'),
      stacked('询问时间', 'asked at'),
      stacked('询问', 'asked'),
      stacked('来', 'yes'),
      stacked('不来', 'no'),
      stacked('不确定', 'maybe'),
      stacked('未回复', 'silent'),
      stacked('未送达', 'unreached'),
      stacked('等到', 'until'),
    ],
    standing.waves.map((wave) => [
      wave.number,
      shownTime(wave.askedAt),
      wave.asked,
      wave.accepted,
      wave.refused,
      wave.unsure,
      wave.silent,
      wave.unreached,
      shownTime(wave.answerBy),
    ]),
  );
}

/** Who comes stands first; who is not asked is told by reason. */
const ORDER = [
  'placed',
  'waitlisted',
  'unsure',
  'declined',
  'withdrawn',
  'stood down',
  'asked',
  'waiting',
] as const;

const answers = ({ states }: CallOutStanding, words: Words): Line[] =>
  ORDER.filter((state) => states[state]).map((state) => [
    candidateStateLabel(words, state),
    String(states[state]),
  ]);

import { Option, type Command } from 'commander';
import { CANDIDATE_STATES, type CandidateState } from '../../../domain/call-out/states.js';
import { attest, candidates, showCallOut, type CallOutView } from '../../../office/call-outs.js';
import { refuse } from '../../../office/refusal.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { readNames } from '../name-file.js';
import type { Session } from '../session.js';
import { candidatesView } from '../views/candidates.js';
import { dayRosterView, type DayRoster } from '../views/day-roster.js';
import type { Words } from '../words.js';

/** The commands of `muster callout` about its people: who, roster, attend. */
export function peopleCommands(group: Command, act: Act): void {
  addWho(group, act);
  addRoster(group, act);
  addAttend(group, act);
}

/** As one word each, so that nobody has to quote. */
const stateWord = (state: CandidateState): string => state.replace(' ', '-');
const STATE_WORDS = CANDIDATE_STATES.map(stateWord);

const addWho = (group: Command, act: Act) =>
  limited(
    group
      .command('who')
      .description('各人的顺位、得分和原因 / people with their rank, their points, and why')
      .argument('<run>', '活动编号 / number of the run', wholeNumber)
      .addOption(
        new Option('--state <state...>', '只看这些状态 / only in these states').choices(STATE_WORDS),
      ),
  ).action(
    act(async (session, [runId]: [number], { state, limit }: { state?: string[]; limit: number }) => {
      const actor = await session.actor();
      const states: readonly CandidateState[] = state
        ? CANDIDATE_STATES.filter((one) => state.includes(stateWord(one)))
        : CANDIDATE_STATES;
      const found = await candidates(session.office, actor, { runId, limit, states });
      const { event, standing } = await showCallOut(session.office, actor, runId);
      session.answer(found, () => candidatesView(found, event.near !== null, session.words));
      const all = states.reduce((sum, one) => sum + (standing?.states[one] ?? 0), 0);
      if (found.length < all)
        session.remark(
          `只列出 ${found.length} 人，共 ${all} 人；加 --limit 可多列`,
          `${found.length} of ${all} are listed; --limit lists more`,
        );
    }),
  );

/** Who stands on a roster, beside whoever came without having been asked, or after having said no. */
const COMES: readonly CandidateState[] = ['placed', 'waitlisted'];
/** More than any call-out means. */
const EVERYBODY = 1_000_000;

/** Options of `callout roster`. */
interface RosterOptions {
  limit?: number;
  phones?: boolean;
  reason?: string;
}

const addRoster = (group: Command, act: Act) =>
  group
    .command('roster')
    .description('当天名单，可打印：已定的在前，然后是候补 / the roster of the day, to be printed')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--limit <number>', '每部分只列前几人 / only the first of each part', wholeNumber)
    .option(
      '--phones',
      '手机号不打码，供领队联系；须有权限，并记入日志 / whole phones, for the leader; logged',
    )
    .option('--reason <text>', '为什么要完整的手机号 / why whole phones are needed')
    .action(
      act(async (session, [runId]: [number], { limit, phones, reason = '' }: RosterOptions) => {
        const roster = await rosterOf(session, runId, phones ? { reason } : undefined);
        session.answer(roster, () => dayRosterView(roster, session.words, limit));
      }),
    );

async function rosterOf(
  session: Session,
  runId: number,
  unmask: { reason: string } | undefined,
): Promise<DayRoster> {
  const actor = await session.actor();
  const { id, title, event, standing } = await showCallOut(session.office, actor, runId);
  const wanted = { runId, states: COMES, came: true, limit: EVERYBODY, ...(unmask ? { unmask } : {}) };
  const found = await candidates(session.office, actor, wanted);
  return {
    ...{ id, title, event, needed: standing?.needed ?? null, signInCode: standing?.signInCode ?? null },
    placed: found.filter(({ state }) => state === 'placed'),
    waitlisted: found.filter(({ state }) => state === 'waitlisted'),
    others: found.filter(({ state }) => !COMES.includes(state)),
  };
}

const addAttend = (group: Command, act: Act) =>
  group
    .command('attend')
    .description('按领队的名单登记到场 / note by the leader’s list who came')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .argument('[person...]', '编号、手机号或全名 / ids, phones or full names')
    .option('--file <file>', '名单文件，每行一人 / a file with one of them a line')
    .action(
      act(async (session, [runId, named]: [number, string[]], { file }: { file?: string }) => {
        const { people, placing } = await readNames(named, file);
        if (people.length === 0) throw nobodyNamed();
        const actor = await session.actor();
        const noted = await placing(() => attest(session.office, actor, { runId, people }));
        const view = await showCallOut(session.office, actor, runId);
        const answer = { run: runId, ...noted, attended: view.standing?.attended ?? 0 };
        session.answer(answer, () => attended(noted, view, session.words));
      }),
    );

const nobodyNamed = () =>
  refuse(
    'invalid',
    'nobody-named',
    '请写出到场的人，或用 --file 给出名单',
    'name who came, or give a list by --file',
  );

function attended(
  { noted, before }: { noted: number; before: number },
  { standing }: Pick<CallOutView, 'standing'>,
  { say }: Words,
): string {
  const rest = before > 0 ? [`；其余 ${before} 人先前已登记`, `; ${before} were noted before`] : ['', ''];
  return [
    say(`已登记到场 ${noted} 人${rest[0]}`, `${noted} noted as come${rest[1]}`),
    ...(standing
      ? [
          say(
            `共到场 ${standing.attended} 人。到场者也可自己回短信签到：签到${standing.signInCode}`,
            `${standing.attended} came in all; people at the place may also text 签到${standing.signInCode} themselves`,
          ),
        ]
      : []),
  ].join('\n');
}

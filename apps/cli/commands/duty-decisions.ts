import { Option, type Command } from 'commander';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { RESTARTS } from '../../../domain/duties/ladder.js';
import {
  acceptDuty,
  excuseDuty,
  extendDuty,
  returnDuty,
  unlockDuty,
  type DecidedDuty,
} from '../../../office/duty-decisions.js';
import { DUTY_STATE_MEANING } from '../../../office/duty-words.js';
import { wholeNumber, type Act } from '../command.js';
import type { Session } from '../session.js';
import { shownTime } from '../views/time.js';

const THE_DUTY = ['<duty>', '报送编号 / number of the duty', wholeNumber] as const;

/** What those above decide about a report. */
export function decisionCommands(group: Command, act: Act): void {
  addAccept(group, act);
  addReturn(group, act);
  addExtend(group, act);
  addUnlock(group, act);
  addExcuse(group, act);
}

const withReason = (command: Command): Command =>
  command.requiredOption(
    '--reason <text>',
    '原因；加密保存，欠报单位能看到 / why; sealed, and read by who owes it',
  );

const addAccept = (group: Command, act: Act) =>
  group
    .command('accept')
    .description('通过：不能再改 / take a report as it is')
    .argument('<duties...>', '报送编号，可以多个 / numbers of duties')
    .action(
      act(async (session, [ids]: [string[]]) => {
        const actor = await session.actor();
        const decided: DecidedDuty[] = [];
        for (const id of ids.map(wholeNumber)) decided.push(await acceptDuty(session.office, actor, id));
        session.answer(decided, () => decided.map((one) => lineOf(one, session)).join('\n'));
      }),
    );

const addReturn = (group: Command, act: Act) =>
  withReason(group.command('return'))
    .description('退回修改：写明原因，从某一级重新催 / send a report back, chased again from a rung on')
    .argument(...THE_DUTY)
    .addOption(
      new Option('--from <rung>', '从哪一级重新催 / the rung from which it is chased')
        .choices(RESTARTS)
        .default('day before'),
    )
    .action(
      act(async (session, [id]: [number], { reason, from }: { reason: string; from: string }) => {
        answer(
          session,
          await returnDuty(session.office, await session.actor(), { id, reason, restart: from }),
        );
      }),
    );

const addExtend = (group: Command, act: Act) =>
  withReason(group.command('extend'))
    .description('延期：给一个单位更多时间，须有审批权 / more time for one committee; for who may approve')
    .argument(...THE_DUTY)
    .requiredOption('--until <day>', '延到哪天，如 2027-02-10 / the new last day')
    .action(
      act(async (session, [id]: [number], { reason, until }: { reason: string; until: string }) => {
        answer(session, await extendDuty(session.office, await session.actor(), { id, until, reason }));
      }),
    );

const addUnlock = (group: Command, act: Act) =>
  withReason(group.command('unlock'))
    .description('解锁：锁定后再收，仍算迟报，须有审批权 / open a locked report again; it stays late')
    .argument(...THE_DUTY)
    .requiredOption('--until <day>', '收到哪天 / until which day')
    .action(
      act(async (session, [id]: [number], { reason, until }: { reason: string; until: string }) => {
        answer(session, await unlockDuty(session.office, await session.actor(), { id, until, reason }));
      }),
    );

const addExcuse = (group: Command, act: Act) =>
  withReason(group.command('excuse'))
    .description(
      '免报：不再欠，也不计入，须有审批权 / let a debtor off: it does not count; for who may approve',
    )
    .argument(...THE_DUTY)
    .action(
      act(async (session, [id]: [number], { reason }: { reason: string }) => {
        answer(session, await excuseDuty(session.office, await session.actor(), { id, reason }));
      }),
    );

const answer = (session: Session, decided: DecidedDuty): void =>
  session.answer(decided, () => lineOf(decided, session));

function lineOf({ duty, state, dueAt, next }: DecidedDuty, { words }: Session): string {
  const { zh, en } = DUTY_STATE_MEANING[state];
  const due = { zh: `，期限 ${officeTime(dueAt)}`, en: `, due ${officeTime(dueAt)}` };
  const told =
    next === null ? { zh: '', en: '' } : { zh: `，${shownTime(next)} 告知`, en: `, told ${shownTime(next)}` };
  return words.say(`报送 ${duty}：${zh}${due.zh}${told.zh}`, `duty ${duty}: ${en}${due.en}${told.en}`);
}

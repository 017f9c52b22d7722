import type { Command } from 'commander';
import { officeTime } from '../../../domain/calendar/office-day.js';
import { addToRun } from '../../../office/added-duties.js';
import { wholeNumber, type Act } from '../command.js';
import { shownTime } from '../views/time.js';

interface AddOptions {
  committee: string;
  title: string;
  due: string;
}

/** A command that adds something more to a run that goes on: to a meeting an action item. */
export const addsDuty = (command: Command, act: Act): Command =>
  command
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .requiredOption('--committee <code>', '由哪个组织办理 / which committee owes it')
    .requiredOption('--title <text>', '办什么，一行 / what is to be done, in one line')
    .requiredOption('--due <day>', '期限，如 2027-03-05 / its last day')
    .action(
      act(async (session, [run]: [number], { committee, title, due }: AddOptions) => {
        const added = await addToRun(session.office, await session.actor(), { run, committee, title, due });
        session.answer(added, () =>
          session.words.say(
            `已加：报送 ${added.duty}（${added.title}），期限 ${officeTime(added.dueAt)}，${shownTime(added.next)} 起提醒`,
            `added as duty ${added.duty}, due ${officeTime(added.dueAt)}; it is first told at ${shownTime(added.next)}`,
          ),
        );
      }),
    );

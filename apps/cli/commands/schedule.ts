import type { Command } from 'commander';
import { ahead } from '../../../office/schedules/ahead.js';
import { pauseSchedule, resumeSchedule } from '../../../office/schedules/pause.js';
import { schedules } from '../../../office/schedules/states.js';
import { syncDeclared } from '../../../office/schedules/sync.js';
import { skipFiring, triggerSchedule } from '../../../office/schedules/trigger.js';
import { wholeNumber, type Act } from '../command.js';
import {
  aheadView,
  letGoView,
  pausedView,
  schedulesView,
  syncView,
  triggeredView,
} from '../views/schedule.js';

/** `muster schedule …` */
export function scheduleCommands(program: Command, act: Act): void {
  const group = program
    .command('schedule')
    .description('日程：自动发起的活动 / schedules: campaigns that open themselves');
  addSync(group, act);
  addList(group, act);
  addPreview(group, act);
  addTrigger(group, act);
  addSkip(group, act);
  addPause(group, act);
  addResume(group, act);
}

const addSync = (group: Command, act: Act) =>
  group
    .command('sync')
    .description('使 Temporal 与声明一致，可重复执行 / bring Temporal in line with the declared ones')
    .action(
      act(async (session) => {
        const results = await syncDeclared(session.office, await session.actor());
        session.answer(results, () => syncView(results, session.words));
      }),
    );

const addList = (group: Command, act: Act) =>
  group
    .command('list')
    .description(
      '列出日程、下次时间和确定到哪天 / schedules, when each fires next and until when it is certain',
    )
    .action(
      act(async (session) => {
        const found = await schedules(session.office, await session.actor());
        session.answer(found, () => schedulesView(found, session.words));
      }),
    );

const addPreview = (group: Command, act: Act) =>
  group
    .command('preview')
    .description(
      '今后十二个月会自动发生的一切，逐日列出；暂定的有标记 / all that will happen by itself, day by day, and what is provisional',
    )
    .option('--years <number>', '几年（1 到 5） / how many years, 1 to 5', wholeNumber, 1)
    .action(
      act(async (session, _args: [], { years }: { years: number }) => {
        const found = await ahead(session.office, await session.actor(), years);
        session.answer(found, () => aheadView(found, session.words));
      }),
    );

const named = (group: Command, name: string): Command =>
  group.command(name).argument('<id>', '日程代号，见 muster schedule list / id of the schedule');

const addTrigger = (group: Command, act: Act) =>
  named(group, 'trigger')
    .description(
      '现在发起一次：补发错过的，或提前；每一期只有一次 / launch one now; of each day there is one',
    )
    .option(
      '--day <day>',
      '代表哪一天（默认最近到过的一天） / on behalf of which day, the last that has come by default',
    )
    .action(
      act(async (session, [id]: [string], { day }: { day?: string }) => {
        const meant = { id, ...(day === undefined ? {} : { day }) };
        const done = await triggerSchedule(session.office, await session.actor(), meant);
        session.answer(done, () => triggeredView(done, session.words));
      }),
    );

interface Reason {
  reason: string;
}

const addSkip = (group: Command, act: Act) =>
  named(group, 'skip')
    .description('放弃等待决定或错过的一次 / let one go that waits for a decision, or was missed')
    .requiredOption('--day <day>', '哪一天的 / of which day')
    .requiredOption('--reason <text>', '原因，记入日志 / why; it goes into the audit log')
    .action(
      act(async (session, [id]: [string], options: Reason & { day: string }) => {
        const done = await skipFiring(session.office, await session.actor(), { id, ...options });
        session.answer(done, () => letGoView(done, session.words));
      }),
    );

const addPause = (group: Command, act: Act) =>
  named(group, 'pause')
    .description('暂停一个日程，直到恢复；同步不会改变 / pause one until it is resumed, whatever is synced')
    .requiredOption('--reason <text>', '原因，记入日志 / why; it goes into the audit log')
    .action(
      act(async (session, [id]: [string], { reason }: Reason) => {
        const done = await pauseSchedule(session.office, await session.actor(), { id, reason });
        session.answer(done, () => pausedView(done, session.words));
      }),
    );

const addResume = (group: Command, act: Act) =>
  named(group, 'resume')
    .description('恢复暂停的日程；暂停期间的不会补发 / resume one; what it missed is not made up for')
    .action(
      act(async (session, [id]: [string]) => {
        const done = await resumeSchedule(session.office, await session.actor(), { id });
        session.answer(done, () => pausedView(done, session.words));
      }),
    );

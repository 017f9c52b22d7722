import type { Command } from 'commander';
import {
  firingsAhead,
  schedules,
  syncDeclared,
  type PlannedFiring,
  type ScheduleView,
} from '../../../office/schedules.js';
import { wholeNumber, type Act } from '../command.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import type { Words } from '../words.js';

/** `muster schedule …` */
export function scheduleCommands(program: Command, act: Act): void {
  const group = program
    .command('schedule')
    .description('日程：自动发起的活动 / schedules: campaigns that open themselves');
  group
    .command('sync')
    .description('使 Temporal 与声明一致，可重复执行 / bring Temporal in line with the declared ones')
    .action(
      act(async (session) => {
        const results = await syncDeclared(session.office, await session.actor());
        const { words } = session;
        session.answer(results, () =>
          results.map(({ id, outcome }) => `${id}: ${words.label(OUTCOMES[outcome], outcome)}`).join('\n'),
        );
      }),
    );
  group
    .command('list')
    .description('列出日程和下次时间 / schedules and when each fires next')
    .action(
      act(async (session) => {
        const found = await schedules(session.office, await session.actor());
        session.answer(found, () => schedulesView(found, session.words));
      }),
    );
  group
    .command('preview')
    .description('未来几年的每一次 / every firing of the next years')
    .option('--years <number>', '几年（1 到 5） / how many years, 1 to 5', wholeNumber, 1)
    .action(
      act(async (session, _args: [], { years }: { years: number }) => {
        await session.actor();
        const found = firingsAhead(session.office, years);
        session.answer(found, () => firingsView(found, session.words));
      }),
    );
}

const OUTCOMES = { created: '已创建', updated: '已更新', unchanged: '没有变化', deleted: '已删除' } as const;

const STATES: Record<ScheduleView['state'], string> = {
  active: '有效',
  paused: '已暂停',
  unsynced: '未同步',
  unanswered: 'Temporal 未应答',
};

const schedulesView = (found: readonly ScheduleView[], words: Words): string =>
  table(
    [
      words.stacked('日程', 'schedule'),
      words.stacked('状态', 'state'),
      words.stacked('下次', 'next'),
      words.stacked('名义', 'operator'),
      words.stacked('内容', 'title'),
    ],
    found.map(({ id, state, next, operator, title }) => [
      id,
      words.label(STATES[state], state),
      shownTime(next),
      operator ?? '—',
      words.stacked(title.zh, title.en),
    ]),
  );

const firingsView = (found: readonly PlannedFiring[], words: Words): string =>
  table(
    [words.stacked('时间', 'at'), words.stacked('日程', 'schedule'), words.stacked('内容', 'title')],
    found.map(({ at, id, title }) => [shownTime(at), id, words.tell(title)]),
  );

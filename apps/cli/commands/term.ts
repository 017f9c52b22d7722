import type { Command } from 'commander';
import { addTerm, endTerm, renewTerm, terms, type WrittenHolding } from '../../../office/terms.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { termLine, termsView } from '../views/term.js';
import { remarkMore } from './project.js';

/** `muster term …` */
export function termCommands(program: Command, act: Act): void {
  const group = program
    .command('term')
    .description('校地结对和形象大使的期限 / school pairings and ambassadors’ terms');
  addAdd(group, act);
  addList(group, act);
  addRenew(group, act);
  addEnd(group, act);
}

const NUMBER = '编号，见 term list / its number, see term list';
const KIND = '校地结对 或 形象大使 / school-pairing or ambassador';

const addAdd = (group: Command, act: Act) =>
  group
    .command('add')
    .description('登记一个期限；同一个再登记一次不会重复 / enter a term; the same once more adds nothing')
    .requiredOption('--committee <code>', '所属组织 / code of the committee that keeps it')
    .requiredOption('--kind <kind>', KIND)
    .requiredOption('--title <title>', '结对学校，或大使称号 / the school, or the office held')
    .requiredOption('--from <day>', '开始 / its first day')
    .requiredOption('--until <day>', '到期日（含） / its last day')
    .option('--person <person>', '由谁担任：编号、手机号、邮箱或全名 / who holds it')
    .action(
      act(async (session, _args: [], { committee, kind, title, from, until, person }: WrittenHolding) => {
        const written = { committee, kind, title, from, until, ...(person === undefined ? {} : { person }) };
        const made = await addTerm(session.office, await session.actor(), written);
        const { words } = session;
        const line = termLine(made.term);
        session.answer(made, () =>
          made.added
            ? words.say(`已登记：${line}`, `entered: ${line}`)
            : words.say(`先前已登记，没有改动：${line}`, `it is there already: ${line}`),
        );
      }),
    );

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description('60 天内到期的在前 / those that expire within 60 days come first')
      .option('--committee <code>', '只看这个组织及其下级 / of this committee and those below')
      .option('--kind <kind>', KIND)
      .option('--all', '连同已续期、已终止的 / those that are renewed or ended, too'),
    100,
  ).action(
    act(
      async (
        session,
        _args: [],
        {
          committee,
          kind,
          all = false,
          limit,
        }: { committee?: string; kind?: string; all?: boolean; limit: number },
      ) => {
        const found = await terms(session.office, await session.actor(), {
          ...{ settled: all, limit },
          ...(committee === undefined ? {} : { committee }),
          ...(kind === undefined ? {} : { kind }),
        });
        session.answer(found, () => termsView(found, session.words));
        remarkMore(session, found.length, limit);
      },
    ),
  );

const addRenew = (group: Command, act: Act) =>
  group
    .command('renew')
    .description('续期：另立一期并相连 / another term follows it')
    .argument('<term>', NUMBER, wholeNumber)
    .requiredOption('--until <day>', '新的到期日（含） / its last day')
    .option('--from <day>', '从哪天起；不写则接着上一期 / its first day; the one after the last by default')
    .action(
      act(async (session, [id]: [number], { until, from }: { until: string; from?: string }) => {
        const written = { id, until, ...(from === undefined ? {} : { from }) };
        const renewed = await renewTerm(session.office, await session.actor(), written);
        const { words } = session;
        session.answer(renewed, () =>
          words.say(
            `${id} 号已续期：${termLine(renewed.term)}`,
            `term ${id} is renewed: ${termLine(renewed.term)}`,
          ),
        );
      }),
    );

const addEnd = (group: Command, act: Act) =>
  group
    .command('end')
    .description('终止，不再续期 / it ends, and is not renewed')
    .argument('<term>', NUMBER, wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [id]: [number], { reason }: { reason: string }) => {
        const ended = await endTerm(session.office, await session.actor(), { id, reason });
        const { words } = session;
        session.answer(ended, () => words.say(`已终止：${termLine(ended)}`, `ended: ${termLine(ended)}`));
      }),
    );

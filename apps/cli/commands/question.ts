import type { Command } from 'commander';
import { jsonSchemaOf } from '../../../campaigns/registry.js';
import { answerQuestion, questions, showThread, withdrawQuestion } from '../../../office/questions.js';
import { refuse } from '../../../office/refusal.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { readText } from '../definition-file.js';
import { launchWritten, type LaunchOptions } from '../launch.js';
import { questionFlags, questionOf, type QuestionFlags } from '../question-flags.js';
import { questionsView, threadView } from '../views/question.js';
import { readWritten } from '../written.js';

/** `muster question …` */
export function questionCommands(program: Command, act: Act): void {
  const group = program
    .command('question')
    .description('上下问答：向上级或下级提问，限期答复 / questions up and down the tree, answered in time');
  addAsk(group, act);
  addList(group, act);
  addShow(group, act);
  addAnswer(group, act);
  addClose(group, act);
  group
    .command('schema')
    .description('输出提问文件的 JSON schema / the JSON schema of a question file')
    .action(act(async ({ world }) => world.out(JSON.stringify(jsonSchemaOf('question'), null, 2))));
}

const addAsk = (group: Command, act: Act) =>
  questionFlags(group.command('ask'))
    .description('预览并提问；文件与选项二选一 / preview and ask; by a file or by options')
    .argument('[file]', 'YAML 或 JSON 文件，示例见 examples/ / a YAML or JSON file')
    .option('--preview', '只看提醒谁、何时、写什么，什么都不改变 / only look: nothing is changed')
    .option('--yes', '不询问，直接提出 / ask without being asked')
    .option('--follow', '提出后一直看到结束 / watch until it is over')
    .action(
      act(async (session, [file]: [string | undefined], options: QuestionFlags & LaunchOptions) => {
        await launchWritten(session, 'question', await readWritten(file, questionOf(options)), options);
      }),
    );

const addList = (group: Command, act: Act) =>
  limited(
    group
      .command('list')
      .description(
        '等待答复的问题：要我答复的、我提出的，逾期的在前 / open questions: mine to answer, mine asked, the overdue first',
      )
      .option('--all', '也列出已经结束的 / those that are over too'),
  ).action(
    act(async (session, _args: [], { limit, all = false }: { limit: number; all?: boolean }) => {
      const found = await questions(session.office, await session.actor(), { openOnly: !all, limit });
      session.answer(found, () => questionsView(found, session.words));
      if (found.length === limit)
        session.remark('可能还有；加 --limit 可多列', 'there may be more; --limit lists more');
    }),
  );

const addShow = (group: Command, act: Act) =>
  group
    .command('show')
    .description('一个问题的来往全文 / a question with all that was asked and answered around it')
    .argument('<id>', '问题编号 / number of the question', wholeNumber)
    .action(
      act(async (session, [id]: [number]) => {
        const found = await showThread(session.office, await session.actor(), id);
        session.answer(found, () => threadView(found, session.words));
      }),
    );

interface AnswerOptions {
  text?: string;
  file?: string;
}

const addAnswer = (group: Command, act: Act) =>
  group
    .command('answer')
    .description('答复一个问题，只能一次 / answer a question, once')
    .argument('<id>', '问题编号 / number of the question', wholeNumber)
    .option('--text <text>', '答复 / the answer')
    .option('--file <file>', '答复写在 UTF-8 文本文件里 / the answer stands in a UTF-8 text file')
    .action(
      act(async (session, [id]: [number], options: AnswerOptions) => {
        const text = await answerOf(options);
        await answerQuestion(session.office, await session.actor(), { id, text });
        session.answer({ question: id, outcome: 'answered' }, () =>
          session.words.say(
            `问题 ${id} 已答复，提问的一方会得到通知，不再提醒`,
            `question ${id} is answered: those who asked are told, and nobody is reminded any more`,
          ),
        );
      }),
    );

async function answerOf({ text, file }: AnswerOptions): Promise<string> {
  if (text !== undefined && file === undefined) return text;
  if (file !== undefined && text === undefined) return readText(file);
  throw refuse(
    'invalid',
    'one-answer',
    '请用 --text 或 --file 写明答复，只用其一',
    'give the answer by --text or by --file, one of them',
  );
}

const addClose = (group: Command, act: Act) =>
  group
    .command('close')
    .description(
      '撤回自己一方提出的问题，并通知对方 / withdraw a question of one’s own side; the other is told',
    )
    .argument('<id>', '问题编号 / number of the question', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [id]: [number], { reason }: { reason: string }) => {
        await withdrawQuestion(session.office, await session.actor(), { id, reason });
        session.answer({ question: id, outcome: 'withdrawn' }, () =>
          session.words.say(
            `问题 ${id} 已撤回，对方会得到通知`,
            `question ${id} is withdrawn, and the other side is told`,
          ),
        );
      }),
    );

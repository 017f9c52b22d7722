import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { officeTime } from '../domain/calendar/office-day.js';
import { CHANNEL_NAMES } from '../domain/messages/channel-names.js';
import { STATE_MEANING } from '../domain/messages/states.js';
import { messagesOfRun, type ListedMessage } from '../ledger/message-list.js';
import type { LaunchedRun } from '../ledger/runs.js';
import { reasonMeaning } from '../office/reasons.js';
import { refuse } from '../office/refusal.js';
import { requireCsv, writeCsv } from '../office/roster/table-file.js';
import type { Database } from '../runtime/database.js';

/** A list that was written. */
export interface WrittenList {
  file: string;
  messages: number;
}

const HEADINGS = [
  '人员编号',
  '组织代码',
  '组织',
  '步骤',
  '次',
  '渠道',
  '模板',
  '时间',
  '状态',
  '原因',
  '代码',
];

/**
 * Whether a list can be written there, asked before a rehearsal that takes minutes.
 * @throws {Refusal} it does not end in .csv, there is such a file, or its folder takes none
 */
export async function requireListFile(file: string): Promise<void> {
  await requireCsv(file);
  await access(dirname(file), constants.W_OK).catch(({ code }: { code: string }) => {
    throw refuse(
      'invalid',
      'unwritable',
      `文件无法写入（${code}）：请换一个目录`,
      `the file cannot be written (${code}): choose another folder`,
    );
  });
}

/** Writes a line of every message of the run, whoever got it and whoever did not: by number, without name or address. */
export async function writeList(database: Database, run: LaunchedRun, file: string): Promise<WrittenList> {
  let messages = 0;
  await writeCsv(file, rows());
  return { file, messages };

  async function* rows(): AsyncGenerator<string[]> {
    yield HEADINGS;
    const templates = templatesOf(run);
    for await (const page of messagesOfRun(database, run.id)) {
      messages += page.length;
      for (const message of page) yield row(message, templates);
    }
  }
}

/** What each step says on each channel, by its exact version. */
const templatesOf = ({ plan }: LaunchedRun): ReadonlyMap<string, string> =>
  new Map(
    plan.steps.flatMap(({ key, channels }) =>
      channels.map(
        ({ channel, template, version }) => [`${key} ${channel}`, `${template} v${version}`] as const,
      ),
    ),
  );

const row = (message: ListedMessage, templates: ReadonlyMap<string, string>): string[] => {
  const { person, committee, name, step, occurrence, channel, at, state, reason } = message;
  return [
    ...[String(person), committee, name, step, String(occurrence), CHANNEL_NAMES[channel].zh],
    ...[templates.get(`${step} ${channel}`) ?? '', officeTime(at), STATE_MEANING[state].zh],
    ...(reason === null ? ['', ''] : [reasonMeaning(reason).zh, reason]),
  ];
};

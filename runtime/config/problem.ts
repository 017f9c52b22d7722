import type { Bilingual } from './kind.js';
import { settings, type SettingName } from './settings.js';

/** One wrong setting, as a person needs it to mend it. */
export interface ConfigProblem {
  /** The variable that is wrong: a setting's name, or a misspelling of one. */
  name: string;
  /** What was read, quoted; a secret only by its length. `null`: not set. */
  read: string | null;
  allowed: Bilingual;
}

/** Settings that stop a process from starting, all of them at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(sentence(problems));
  }
}

/** What was read, fit to be shown: secrets are masked. */
export function shown(name: SettingName, text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (settings[name].secret) return `••• （${text.length} 个字符，保密 / ${text.length} characters, secret）`;
  return JSON.stringify(text);
}

function sentence(problems: readonly ConfigProblem[]): string {
  const count = problems.length;
  const head = [
    `配置有 ${count} 处需要改正，进程没有启动；各项设置见 .env.example。`,
    `${count} ${count === 1 ? 'setting' : 'settings'} must be mended, nothing was started; .env.example explains each.`,
  ];
  const body = problems.map(({ name, read, allowed }) =>
    [
      `  ${name}`,
      `    读到 read:    ${read ?? '未设置 / not set'}`,
      `    允许 allowed: ${allowed.zh}`,
      `                  ${allowed.en}`,
    ].join('\n'),
  );
  return [...head, ...body].join('\n');
}

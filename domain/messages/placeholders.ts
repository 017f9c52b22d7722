/** `${name}` in a template: a letter or `_`, then letters, digits or `_`, Chinese or ASCII, without blanks. */
const PLACEHOLDER = /\$\{([\p{L}_][\p{L}\p{N}_]*)\}/gu;

/** The variables of some texts, each once, in order of appearance. */
export const variablesOf = (...texts: (string | undefined)[]): string[] => [
  ...new Set(texts.flatMap((text) => [...(text ?? '').matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))),
];

/** The text with each placeholder replaced by `valueOf` its name; a value's own `${…}` stays as it is. */
export const substitute = (text: string, valueOf: (name: string) => string): string =>
  text.replace(PLACEHOLDER, (_, name: string) => valueOf(name));

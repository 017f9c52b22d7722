/** Somebody's words, line by line: nothing in them may steer the terminal. */
export const printable = (text: string): string[] =>
  text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' '));

/** Says a reply that our text was read, or is agreed to, and nothing else? */
import { plainText } from './reply/text/plain-text.js';
import { kindsOf } from './reply/words/kinds.js';
import { tokens } from './reply/words/tokens.js';

const ACKNOWLEDGING = kindsOf('noted good murmur is happy');
/** What may stand beside without saying more: 我收到了，谢谢啊 🌹. */
const POLITE = kindsOf('self group you soft end stop thank flower greet');

/** 收到, 知道了, 好的谢谢; one word more, known or unknown, may be what matters. */
export function takesNote(content: string): boolean {
  const plain = plainText(content);
  if (plain.cut) return false;
  const kinds = tokens(plain).map(({ kind }) => kind);
  return (
    kinds.some((kind) => ACKNOWLEDGING.has(kind)) &&
    kinds.every((kind) => ACKNOWLEDGING.has(kind) || POLITE.has(kind))
  );
}

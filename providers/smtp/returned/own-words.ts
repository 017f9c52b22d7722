/** Lines from which on a mail program quotes what is answered. */
const QUOTES: readonly RegExp[] = [
  /^\s*[>|]/,
  /^[-_=\s]{2,}(?:原始邮件|回复的原邮件|原邮件|转发邮件|original message|forwarded message)/i,
  /^(?:发件人|寄件人|From)\s*[:：].*@/i,
  /^_{8,}\s*$/,
  // The signature mark of RFC 3676.
  /^-- ?$/,
];
/** `在 2026年8月1日，某某 <…> 写道：`, `On Sat, Aug 1, 2026 at 09:00 … wrote:`; it may run over three lines. */
const ATTRIBUTION =
  /^(?:在|于|on |at |20\d\d)[^\n]{0,200}(?:\n[^\n]{0,200}){0,2}?(?:写道|wrote)\s*[:：]?\s*$/im;
/** Added by telephones and mail services. */
const ADDED = /^(?:发自|来自|从|Sent from|Get Outlook).{0,40}$/gim;

/** What somebody wrote themselves: without quotation, attribution and signature. */
export function ownWords(text: string): string {
  const whole = text.replace(/\r\n?/g, '\n');
  const lines = whole.slice(0, ATTRIBUTION.exec(whole)?.index ?? whole.length).split('\n');
  const quoted = lines.findIndex((line) => QUOTES.some((quote) => quote.test(line)));
  return lines
    .slice(0, quoted === -1 ? lines.length : quoted)
    .join('\n')
    .replace(ADDED, '')
    .trim();
}

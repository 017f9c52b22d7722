import type { MessageText } from './rendering.js';

/** What a test is marked with, wherever it is listed and in the subject of its mails. */
export const TEST_MARK = '【测试】';

/**
 * A text as a test sends it: a mail says in its subject that it is one. An SMS goes out unchanged, for it is the text
 * that the carrier has approved.
 */
export const markedAsTest = <Text extends MessageText>(text: Text): Text =>
  'subject' in text ? { ...text, subject: `${TEST_MARK}${text.subject}` } : text;

import { readReceipts } from './aliyun/receipt.js';
import { readReplies } from './aliyun/reply.js';
import type { Pushed, Receipt, Reply } from './pushed.js';

/** How a provider's pushed bodies are read, by the provider's name. */
export interface PushReader {
  receipts(body: string): Pushed<Receipt>;
  replies(body: string): Pushed<Reply>;
}

/** The carriers that push to us, under the name their pushes carry in the inbox. */
export const pushReaders: Readonly<Record<'aliyun', PushReader>> = {
  aliyun: { receipts: readReceipts, replies: readReplies },
};

import type { Sentence } from '../domain/problem.js';
import { codeMeaning } from './aliyun/codes.js';
import { replyMeaning } from './smtp/replies.js';

/** What a provider's code says, for a person; undefined: none of theirs says anything of it. */
export const providerReason = (code: string): Sentence | undefined => codeMeaning(code) ?? replyMeaning(code);

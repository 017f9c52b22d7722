import { whole } from './kind.js';
import { setting } from './setting.js';

/** How long is kept what the law wants of people who are no more in the ledger. */
export const people = {
  ERASED_KEPT_YEARS: setting(
    whole(1, 30, { zh: '年', en: 'years' }),
    '删除一个人之后，法律要求留存的内容（加密封存）保存多少年；到期自动销毁',
    'How many years what the law keeps of somebody who was erased is kept, sealed; it is then destroyed',
    { fallback: '3' },
  ),
} as const;

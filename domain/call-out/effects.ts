import type { Sentence } from '../problem.js';
import type { Effect } from './places.js';

/** What an answer came to, as whoever gave or entered it reads it. */
export const EFFECT_MEANING: Readonly<Record<Effect, Sentence>> = {
  asked: { zh: '仍在等待回复', en: 'still to answer' },
  unsure: { zh: '记为不确定', en: 'noted as not knowing yet' },
  placed: { zh: '已定，有位置；确认短信随即发出', en: 'has a place; the confirmation goes out at once' },
  waitlisted: {
    zh: '人数已满，列入候补；候补短信随即发出',
    en: 'all places are taken: waits for one, and is told so at once',
  },
  declined: { zh: '记为不来', en: 'noted as not coming' },
  withdrawn: {
    zh: '已退出，位置让给候补的第一位',
    en: 'has given the place back; the first who waits takes it',
  },
  'stood down': { zh: '集结已取消，只作记录', en: 'the call-out is off: kept on record, changes nothing' },
  kept: { zh: '与先前的回答相同，没有变化', en: 'the same as before: nothing has changed' },
  superseded: {
    zh: '本人后来另有回答，以后来的为准',
    en: 'a later answer of this person counts: nothing has changed',
  },
  closed: {
    zh: '集结已结束，或没有问过此人：只作记录',
    en: 'the call-out is over, or never asked this person: kept on record, changes nothing',
  },
  busy: {
    zh: '同一时间另有任务，没有变化：请联系本人问清去哪一边',
    en: 'has a place at another event of the same time: ask which one it is to be',
  },
  unclear: {
    zh: '此人已有位置或在候补，“不确定”不改变什么：请联系本人问清',
    en: 'has a place or waits for one, and “maybe” does not change that: ask back',
  },
};

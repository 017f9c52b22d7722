import type { WordTable } from './kinds.js';

/** Pictures that answer, and marks that end a clause. Other pictures say nothing. */
export const SIGNS: WordTable = {
  happy:
    '👌 👍 ✅ ✔ ☑ 🆗 🙆 🙋 🙋‍♂ 🙋‍♀ 💪 🫡 🤝 ✋ 👏 √ ✓ 🉑 💯 ✊ 👊 ✌ 🙌 [强] [ok] [赞] [鼓掌] [奋斗] [加油] [胜利] [拳头] [敬礼]',
  unhappy: '❌ 👎 🙅 ✖ ✕ ✗ × 🚫 🈚 [弱] [no]',
  flower: '🙏 🌹 ❤ 🤗 💐 [抱拳] [玫瑰] [合十] [爱心] [握手] [拥抱]',
};

import type { WordTable } from './kinds.js';

/** Pictures that answer, and marks that end a clause. Other pictures say nothing. */
export const SIGNS: WordTable = {
  happy: '👌 👍 ✅ ✔ ☑ 🆗 🙆 🙋 🙋‍♂ 🙋‍♀ 💪 🫡 🤝 ✋ 👏 √ ✓ 🉑',
  unhappy: '❌ 👎 🙅 ✖ ✕ ✗ × 🚫 🈚',
  flower: '🙏 🌹 ❤ 🤗 💐',
};

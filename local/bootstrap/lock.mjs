import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ASK_AGAIN_MILLISECONDS = 200;

/** Nothing we do takes this long; its holder's number then belongs to somebody else. */
const ABANDONED_AFTER_MILLISECONDS = 30 * 60_000;

/**
 * Runs `work` while nobody else does: two `npm run demo` in one checkout must not install or build into the same
 * folders at once. The lock names its holder; one whose holder is
 * dead is taken over.
 */
export async function withLock(folder, say, work) {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'bootstrap.lock');
  for (let waited = 0; !take(lock); waited++) {
    if (waited === 0)
      say(
        '另一个命令正在安装或编译，等它完成…… / another command is installing or building; waiting for it …',
      );
    await delay(ASK_AGAIN_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    clearAbandoned(lock);
    return false;
  }
}

function clearAbandoned(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > ABANDONED_AFTER_MILLISECONDS) rmSync(lock, { force: true });
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
  } catch (error) {
    // EPERM: alive, another user's. ENOENT: given back meanwhile.
    if (error.code === 'ESRCH') rmSync(lock, { force: true });
  }
}

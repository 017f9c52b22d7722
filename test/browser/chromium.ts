import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser on PATH; undefined: there is none. */
export function chromiumOnPath(path = process.env['PATH'] ?? ''): string | undefined {
  const candidates = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Opens a real Chromium: of PATH, else of playwright's own folder, else downloaded there. */
export async function openChromium(): Promise<Browser> {
  const executablePath = chromiumOnPath() ?? (await downloaded());
  // The sandbox of Chromium refuses to work for root, and in most containers.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

async function downloaded(): Promise<string> {
  const executable = chromium.executablePath();
  if (!existsSync(executable)) await download();
  return present(executable);
}

/** The program itself, if it is there: a test that needs a browser fails without one, and never skips. */
export function present(executable: string): string {
  if (existsSync(executable)) return executable;
  throw new Error(
    '找不到 Chromium，也无法下载。请安装其一后再试：apt-get install chromium，或 npx playwright-core install chromium。 ' +
      'There is no Chromium on PATH, and none could be downloaded. Get one: apt-get install chromium, or, where the ' +
      'network allows, npx playwright-core install chromium; then run npm run test:browser again.',
  );
}

function download(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));
  const installer = spawn(process.execPath, [join(folder, 'cli.js'), 'install', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Whether it is there now is looked at next, whatever the installer says.
  return new Promise((resolve) => installer.once('exit', () => resolve()).once('error', () => resolve()));
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { asset } from '../../runtime/root.js';

/** Pictures for people to look at; nothing compares them. */
const PICTURES = asset('.muster', 'browser');

/** Height of a thumb on glass, in CSS pixels. */
export const THUMB_HEIGHT = 44;

/** A browser tab as large as the screen of a phone. */
export interface Phone {
  page: Page;
  width: number;
  /** What the page said went wrong, and what it loaded from elsewhere. */
  failures: string[];
  /** Keeps a picture of the whole page. */
  picture(of: string): Promise<void>;
  /** How far the page reaches, in CSS pixels. */
  widest(): Promise<number>;
  close(): Promise<void>;
}

/** Opens a tab that tells of every request beyond `address`, the only site a page may need. */
export async function openPhone(
  browser: Browser,
  { address, javaScript, width = 390 }: { address: string; javaScript: boolean; width?: number },
): Promise<Phone> {
  await mkdir(PICTURES, { recursive: true });
  const failures: string[] = [];
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    javaScriptEnabled: javaScript,
  });
  const page = await context.newPage();
  page.on('console', (said) => void (said.type() === 'error' && failures.push(said.text())));
  page.on('request', (asked) => void (asked.url().startsWith(address) || failures.push(asked.url())));
  return {
    ...{ page, width, failures },
    picture: async (of) =>
      void (await page.screenshot({ path: join(PICTURES, `${of}.png`), fullPage: true })),
    widest: async () => {
      // Asked of the browser itself, which answers without running the page's scripts.
      const session = await context.newCDPSession(page);
      const { cssContentSize } = await session.send('Page.getLayoutMetrics');
      return cssContentSize.width;
    },
    close: () => context.close(),
  };
}

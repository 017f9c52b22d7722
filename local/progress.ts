import { SingleBar } from 'cli-progress';

/** Long work on a terminal shows a bar; elsewhere a plain line each tenth of the way. */
export interface Progress {
  show(count: number): void;
  done(): void;
}

/**
 * Shows progress on stderr.
 * @param total the count at which it is complete
 */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) return plainLines(title, total);
  const bar = new SingleBar({
    format: `${title}  {bar}  {percentage}%  {value}/{total}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { show: (count) => bar.update(count), done: () => bar.stop() };
}

function plainLines(title: string, total: number): Progress {
  let tenths = 0;
  return {
    show(count) {
      const reached = Math.floor((10 * count) / Math.max(1, total));
      if (reached > tenths) console.error(`${title}: ${count}/${total}`);
      tenths = Math.max(tenths, reached);
    },
    done() {},
  };
}

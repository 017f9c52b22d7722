/** Says on stdout, whatever the log level, that this process serves now; a supervisor waits for it. */
export function sayReady(): void {
  process.stdout.write(`{"ready":true,"pid":${process.pid}}\n`);
}

/**
 * The calls of one provider that have not settled yet, so that closing it can wait for them: a call cut off in
 * the middle is one more message nobody can be sure of.
 */
export class OpenCalls {
  private readonly open = new Set<Promise<unknown>>();
  private closing = false;

  /** Whether `close` was asked for; nothing may start from then on. */
  get closed(): boolean {
    return this.closing;
  }

  /** Counts `call` as open until it settles. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    const running = call();
    this.open.add(running);
    try {
      return await running;
    } finally {
      this.open.delete(running);
    }
  }

  /** Lets nothing start any more and waits for what is open, however it ends. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.open);
  }
}

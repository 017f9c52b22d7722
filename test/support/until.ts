/** How often the condition is looked at, in milliseconds. */
const LOOK = 10;

/**
 * Waits until `condition` holds, looking often; fails, naming the condition, when it does not in time.
 * @param milliseconds the deadline; generous, since it is only reached when something is broken
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

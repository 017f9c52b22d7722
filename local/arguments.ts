/** What was typed cannot be used; the message says what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MOST_PEOPLE = 5_000_000;

/** The number of volunteers asked for, 1 to 5,000,000. */
export function peopleArgument(text: string): number {
  const people = Number(text.replaceAll(/[,_]/g, ''));
  if (Number.isInteger(people) && people >= 1 && people <= MOST_PEOPLE) return people;
  throw new UsageError(
    `--people 应为 1 到 ${MOST_PEOPLE} 的整数，读到 “${text}” / --people is a whole number from 1 to ${MOST_PEOPLE}, read “${text}”`,
  );
}

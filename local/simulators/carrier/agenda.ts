import type { Clock } from '../../../runtime/clock.js';

/** How exact the agenda is, in milliseconds; what falls due together is handed over together. */
const SLOT = 20;

/**
 * What is to happen later. The clock that was handed in decides what is due (a test may move it), a real timer only
 * looks; one timer for a hundred thousand items, and none while there is nothing to wait for.
 */
export class Agenda<Item> {
  private readonly slots = new Map<number, Item[]>();
  private earliest = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onDue: (items: Item[]) => void,
  ) {}

  /** Whether nothing is waiting. */
  get empty(): boolean {
    return this.slots.size === 0;
  }

  /** Hands `item` over once the clock shows `milliseconds` (since 1970), in a later turn even if that is past. */
  at(milliseconds: number, item: Item): void {
    const slot = Math.ceil(milliseconds / SLOT);
    this.earliest = this.empty ? slot : Math.min(this.earliest, slot);
    const items = this.slots.get(slot);
    if (items) items.push(item);
    else this.slots.set(slot, [item]);
    this.timer ??= setInterval(() => this.look(), SLOT).unref();
  }

  /** Forgets everything that was waiting. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.slots.clear();
  }

  private look(): void {
    const due: Item[] = [];
    const now = Math.floor(this.clock.now().getTime() / SLOT);
    for (; !this.empty && this.earliest <= now; this.earliest++) {
      const items = this.slots.get(this.earliest);
      this.slots.delete(this.earliest);
      for (const item of items ?? []) due.push(item);
    }
    if (this.empty) this.close();
    if (due.length > 0) this.onDue(due);
  }
}

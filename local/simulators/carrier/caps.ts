import { Refusal } from './answers.js';
import type { CapTable } from './settings.js';
import type { Template } from './templates.js';

/** One text that a call asks for, checked and rendered. */
export interface Order {
  /** 11 digits. */
  phone: string;
  signName: string;
  template: Template;
  /** What the handset shows, signature included. */
  text: string;
}

type Limits = CapTable['notice'];

/** One limit, and when each number was last sent something that counts: in milliseconds, oldest first, within a day. */
interface Rule {
  limits: Limits;
  times: Map<string, number[]>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The carrier's caps per number. Minute and hour are natural windows (the same in UTC and in Beijing), the day is the
 * 24 hours before now. A message counts when it is taken, whatever its receipt says.
 */
export class CapCounter {
  private readonly rules = new Map<string, Rule>();

  constructor(private readonly table: CapTable) {}

  /** Counts all orders of a call, or none and refuses the call. */
  count(orders: readonly Order[], now: number): void {
    const counted: number[][] = [];
    try {
      for (const order of orders) {
        for (const rule of this.rulesFor(order)) {
          check(rule.times.get(order.phone) ?? [], rule.limits, now);
          counted.push(add(rule, order.phone, now));
        }
      }
    } catch (refusal) {
      for (const times of counted) times.pop();
      throw refusal;
    }
  }

  /** Counts a message of an earlier life of this process, without a check. */
  remember(order: Omit<Order, 'text'>, takenAt: number): void {
    for (const rule of this.rulesFor(order)) add(rule, order.phone, takenAt);
  }

  private rulesFor({ signName, template }: Omit<Order, 'text'>): Rule[] {
    if (template.class !== 'verification') {
      return [this.rule(`${template.code} ${signName}`, this.table[template.class])];
    }
    const { verification, verificationPerNumber } = this.table;
    return [
      this.rule(`verification ${signName}`, verification),
      this.rule('verification', verificationPerNumber),
    ];
  }

  private rule(key: string, limits: Limits): Rule {
    let rule = this.rules.get(key);
    if (!rule) this.rules.set(key, (rule = { limits, times: new Map() }));
    return rule;
  }
}

function add({ times }: Rule, phone: string, now: number): number[] {
  const known = times.get(phone);
  if (!known) {
    const first = [now];
    times.set(phone, first);
    return first;
  }
  while (known.length > 0 && known[0]! <= now - DAY) known.shift();
  known.push(now);
  return known;
}

function check(times: readonly number[], limits: Limits, now: number): void {
  const inWindow = (window: number): number =>
    times.filter((time) => Math.floor(time / window) === Math.floor(now / window)).length;
  const inDay = (): number => times.filter((time) => time > now - DAY).length;
  if (limits.minute !== undefined && inWindow(MINUTE) >= limits.minute) throw overCap('分钟', limits.minute);
  if (limits.hour !== undefined && inWindow(HOUR) >= limits.hour) throw overCap('小时', limits.hour);
  if (limits.day !== undefined && inDay() >= limits.day) throw overCap('天', limits.day);
}

const overCap = (window: string, permits: number): Refusal =>
  new Refusal('isv.BUSINESS_LIMIT_CONTROL', `触发${window}级流控Permits:${permits}`);

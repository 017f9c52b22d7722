import { actorNamed } from '../../office/actor.js';
import type { SubmissionDesk } from '../../office/hand-in.js';
import type { Office } from '../../office/office.js';
import type { ReviewingCarrier } from '../../office/template-reviews.js';
import type { Actor } from '../../ledger/operators.js';
import type { Language, Words } from './words.js';
import { wordsOf } from './words.js';
import type { World } from './world.js';

/** Options every command takes. */
export interface GlobalOptions {
  as?: string;
  json?: boolean;
  lang?: Language;
}

/** One command being carried out: who asks, in which language, for people or for a program. */
export class Session {
  readonly words: Words;
  private opened: Office | undefined;
  private openedCarriers: ReturnType<World['openCarriers']> | undefined;

  constructor(
    readonly world: World,
    private readonly options: GlobalOptions,
  ) {
    this.words = wordsOf(options.lang ?? 'both');
  }

  /** A program reads the answer. */
  get json(): boolean {
    return this.options.json === true;
  }

  /** The office, opened once. */
  get office(): Office {
    this.opened ??= this.world.openOffice();
    return this.opened;
  }

  /** The carriers that are handed templates, opened once. */
  get carriers(): readonly ReviewingCarrier[] {
    this.openedCarriers ??= this.world.openCarriers();
    return this.openedCarriers.carriers;
  }

  /** The office with the folder of files handed in. */
  get desk(): SubmissionDesk {
    const { database, keys, clock } = this.office;
    return { database, keys, clock, ...this.world.openFiles() };
  }

  /** Who asks; everything is cut to their part of the tree. */
  actor(): Promise<Actor> {
    return actorNamed(this.office, this.options.as ?? this.world.operator());
  }

  /** Gives the answer: the value itself to a program, its view to people. */
  answer(value: unknown, view: () => string): void {
    this.world.out(this.json ? JSON.stringify(value, null, 2) : view());
  }

  /** A remark beside the answer; programs get none. */
  remark(zh: string, en: string): void {
    if (!this.json) this.world.err(this.words.say(zh, en));
  }

  /** Lets go of the connections, or the program would not end. */
  async close(): Promise<void> {
    await this.openedCarriers?.close();
    await this.opened?.close();
  }
}

import type { Obligation } from './obligation.js';
import { SHIPPED_OBLIGATIONS } from './shipped.js';

/** What an office has said of an obligation; null: as shipped. */
interface Said {
  code: string;
  wanted: boolean;
  due: string | null;
  graceWorkdays: number | null;
}

/** An obligation as the office has it. */
export interface OfficeObligation extends Obligation {
  /** It is asked for. */
  asked: boolean;
}

/** Every obligation with the office's own say. */
export const officeObligations = (said: readonly Said[]): OfficeObligation[] =>
  SHIPPED_OBLIGATIONS.map((shipped) => {
    const own = said.find(({ code }) => code === shipped.code);
    return {
      ...shipped,
      ...(own && own.due !== null ? { due: own.due } : {}),
      ...(own && own.graceWorkdays !== null ? { graceWorkdays: own.graceWorkdays } : {}),
      asked: own?.wanted ?? shipped.wanted ?? true,
    };
  });

/** Those it asks for, by code. */
export const obligationsAsked = (said: readonly Said[]): ReadonlyMap<string, Obligation> =>
  new Map(
    officeObligations(said)
      .filter(({ asked }) => asked)
      .map((obligation) => [obligation.code, obligation]),
  );

import type { Account } from './accounts.js';
import { gatewayError, Refusal, refused, type Answer } from './answers.js';
import type { Carrier } from './carrier.js';
import type { CarrierFault } from './settings.js';

/** Carries out one action of the API. Throws a {@link Refusal} for what the backend will not do. */
export type Operation = (carrier: Carrier, call: Call) => Answer;

/** One call that the gateway has admitted. */
export class Call {
  /** @param parameters query string and form body together */
  constructor(
    readonly account: Account,
    readonly parameters: ReadonlyMap<string, string>,
    readonly nonce: string,
    readonly fault: CarrierFault | undefined,
  ) {}

  /** The value of a parameter the API insists on. */
  required(name: string): string {
    const value = this.parameters.get(name);
    if (!value) throw new MissingParameter(name);
    return value;
  }

  /** Carries out the operation and turns what it throws into the API's answers. */
  perform(operation: Operation, carrier: Carrier): Answer {
    try {
      return operation(carrier, this);
    } catch (error) {
      if (error instanceof Refusal) return refused(error.code, error.message);
      if (error instanceof MissingParameter) return gatewayError(400, error.code, error.message);
      throw error;
    }
  }
}

/** A parameter without which the gateway does not even pass the call on. */
class MissingParameter extends Error {
  readonly code: string;

  constructor(name: string) {
    super(`${name} is mandatory for this action.`);
    this.code = `Missing${name}`;
  }
}

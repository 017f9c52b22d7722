import type { Database } from '../../runtime/database.js';

/** A ledger that can be made to go away. */
export interface FaultyLedger {
  database: Database;
  /** The next `statements` statements find nobody; then it is back. */
  goAway(statements: number): void;
}

/** The same ledger, through a connection that can be cut. */
export function faulty(database: Database): FaultyLedger {
  let refused = 0;
  const cut = (): Promise<never> => {
    refused -= 1;
    return Promise.reject(Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' }));
  };
  return {
    database: new Proxy(database, {
      apply(target, self, args) {
        const query: unknown = Reflect.apply(
          target as unknown as (...args: unknown[]) => unknown,
          self,
          args,
        );
        if (!(query instanceof Promise)) return query;
        // A query is sent when it is waited for; one that is a part of another is not waited for.
        const wait = query.then.bind(query);
        query.then = ((...then: Parameters<typeof wait>) =>
          refused > 0 ? cut().then(...then) : wait(...then)) as typeof query.then;
        return query;
      },
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        return name === 'begin' && refused > 0 ? cut : value;
      },
    }),
    goAway: (statements) => {
      refused = statements;
    },
  };
}

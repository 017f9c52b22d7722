/** The oldest major version of PostgreSQL the ledger is written for and tested with. */
export const LEAST_POSTGRES = 18;

/** The oldest Redis protocol that BullMQ takes without a warning. */
export const LEAST_REDIS = '6.2';

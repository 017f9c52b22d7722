import { execFile } from 'node:child_process';
import { asset } from '../../runtime/root.js';

/** How a program of ours ended, and what it said. */
export interface Ended {
  code: unknown;
  err: string;
}

/** Runs a program against a ledger; all else it asks for before it looks into that is there, and is not reached. */
export function runProgram(program: string, ledger: { url: string; dataKey: Buffer }): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: ledger.url,
    DATA_KEY: ledger.dataKey.toString('base64'),
    REDIS_URL: process.env['TEST_REDIS_URL'],
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
    SMS_PROVIDER: 'inert',
    EMAIL_PROVIDER: 'inert',
    PUSH_TOKEN: 'push-token-of-a-ledger-not-ours',
    HTTP_ADDRESS: '127.0.0.1:0',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [asset('dist', program)], { env, timeout: 20_000 }, (error, _, err) =>
      resolve({ code: error?.code ?? 0, err }),
    );
  });
}

import { createLogger } from '../../../runtime/log.js';
import { startCarrier } from './server.js';
import { readCarrierSettings } from './settings.js';

const log = createLogger('carrier', process.env.LOG_LEVEL);

try {
  const carrier = await startCarrier(readCarrierSettings(process.env));
  process.stdout.write(`${JSON.stringify({ listening: carrier.address })}\n`);
  const stop = (): void => {
    void carrier.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  log.fatal(`运营商模拟器无法启动 carrier simulator cannot start:\n${(error as Error).message}`);
  process.exitCode = 1;
}

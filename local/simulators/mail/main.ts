import { systemClock } from '../../../runtime/clock.js';
import { createLogger } from '../../../runtime/log.js';
import { readMailSettings } from './settings.js';
import { startMail } from './simulator.js';

const log = createLogger('mail', process.env.LOG_LEVEL);

try {
  const mail = await startMail(readMailSettings(process.env), systemClock);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void mail.stop());
  // One line on stdout tells whoever started this that it is up, and where.
  process.stdout.write(`${JSON.stringify({ listening: mail.listening, page: mail.page })}\n`);
} catch (error) {
  log.fatal(`邮件模拟器无法启动 mail simulator cannot start:\n${(error as Error).message}`);
  process.exitCode = 1;
}

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asset } from '../runtime/root.js';
import { peopleArgument, UsageError } from './arguments.js';
import { EngineError } from './engines/engine-error.js';
import { startSampleStack } from './sample-stack.js';
import { Stack } from './stack/stack.js';

/**
 * `npm start`: the same stack as the demo, kept running, its data kept between starts in `.muster/stack`.
 * `npm run muster -- …` talks to it. With `-- --two-accounts` there are two accounts at the carrier and two relays.
 */
try {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '114000' },
      'two-accounts': { type: 'boolean', default: false },
    },
  });
  const people = peopleArgument(values.people);
  const stack = await Stack.open({ folder: asset('.muster', 'stack'), name: 'start' });
  stack.stopOnSignals();
  try {
    await serve(stack, people, values['two-accounts']);
  } catch (error) {
    await stack.stop();
    throw error;
  }
} catch (error) {
  const known = error instanceof UsageError || error instanceof EngineError;
  console.error(known ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function serve(stack: Stack, people: number, twoAccounts: boolean): Promise<void> {
  const { addresses, loaded } = await startSampleStack(stack, people, {
    ui: true,
    restart: true,
    twoAccounts,
  });
  console.log(`
集结号已启动 / Muster is up${loaded.already ? '' : `，已装入示例城市 / with the sample city (${loaded.people})`}
  命令 / command   npm run muster -- --help
  Temporal         ${addresses.temporalUi ?? '—'}
  手机 / phones    ${addresses.phones}
  邮箱 / inbox     ${[addresses.inbox, ...(addresses.second ? [addresses.second.inbox] : [])].join(' ')}
  本人页面 / pages ${addresses.portal}
  日志 / logs      ${join(stack.folder, 'logs')}
示例单位全天可发送（没有安静时段）；真实使用请设 SEND_WINDOW，例如 08:00-20:00。
The sample office sends at any hour; for real use set SEND_WINDOW, e.g. 08:00-20:00.
按 Ctrl-C 停止，数据保留在 .muster/stack / Ctrl-C stops it; data stays in .muster/stack.`);
}

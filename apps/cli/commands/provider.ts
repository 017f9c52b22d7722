import type { Command } from 'commander';
import { providers, stopUsing, useAgain } from '../../../office/providers.js';
import type { Act } from '../command.js';
import { providersView } from '../views/providers.js';

interface Reasoned {
  reason: string;
}

/** `muster provider …` */
export function providerCommands(program: Command, act: Act): void {
  const group = program
    .command('provider')
    .description('短信和邮件的服务商：流量、快慢、停用 / carriers and relays: traffic, speed, stops');
  group
    .command('list')
    .description('列出各服务商的流量、状态和近况 / list them with traffic, state and how they do')
    .action(
      act(async (session) => {
        const found = await providers(session.office, await session.actor());
        session.answer(found, () => providersView(found, session.words));
      }),
    );
  steering(group, 'stop', '停用，消息改走别家或等候 / stop one: its messages go elsewhere or wait').action(
    act(async (session, [provider]: [string], { reason }: Reasoned) => {
      const left = await stopUsing(session.office, await session.actor(), { provider, reason });
      session.answer({ provider, stopped: true, left }, () =>
        left.length > 0
          ? session.words.say(
              `已停用 ${provider}，改用 ${left.join('、')}`,
              `${provider} is stopped; ${left.join(', ')} carry on`,
            )
          : session.words.say(
              `已停用 ${provider}；这一渠道没有别的服务商，消息等候`,
              `${provider} is stopped; its channel has no other, and messages wait`,
            ),
      );
    }),
  );
  steering(group, 'start', '恢复使用 / use one again').action(
    act(async (session, [provider]: [string], { reason }: Reasoned) => {
      await useAgain(session.office, await session.actor(), { provider, reason });
      session.answer({ provider, stopped: false }, () =>
        session.words.say(
          `已恢复使用 ${provider}，等候的消息半分钟内发出`,
          `${provider} is used again; what waits goes within half a minute`,
        ),
      );
    }),
  );
}

const steering = (group: Command, name: string, description: string): Command =>
  group
    .command(name)
    .description(description)
    .argument('<provider>', '服务商，如 aliyun-2 / its name, such as aliyun-2')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log');

import type { Command } from 'commander';
import { personLink } from '../../../office/person-link.js';
import type { Act } from '../command.js';

/** `muster link PERSON` */
export const linkCommand = (program: Command, act: Act): Command =>
  program
    .command('link')
    .description('本人页面的链接：本人可在其中退订或恢复，记入日志 / a link to somebody’s own page; logged')
    .argument(
      '<person>',
      '编号、手机号、邮箱、身份证号或全名 / id, phone, mail address, resident ID or full name',
    )
    .action(
      act(async (session, [person]: [string]) => {
        const made = await personLink(session.office, await session.actor(), person);
        session.answer(made, () => made.url);
        session.remark(
          '谁有这个链接，谁就能改此人的订阅：只交给本人',
          'whoever has it can change what this person gets: give it to nobody else',
        );
      }),
    );

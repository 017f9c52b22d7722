import type { Config } from '../../runtime/config.js';
import type { MailKeeper } from './keep-mail.js';
import { MailDoor, type MailDoorDependencies } from './mail-door.js';
import { Mailbox, type MailboxDependencies } from './mailbox.js';

/** Which of the two ways mail comes back by; absent: not that one. */
interface MailDoors extends MailKeeper, Pick<MailDoorDependencies, 'log' | 'onMail' | 'addresses'> {
  mailbox: MailboxDependencies['url'] | undefined;
  pollMilliseconds: number;
  door: { host: string; port: number } | undefined;
}

/** Opens the ways by which mail comes back, those that are set. */
export async function openMailDoors({
  mailbox,
  door,
  ...dependencies
}: MailDoors): Promise<{ close(): Promise<void> }> {
  const opened = [
    ...(mailbox === undefined ? [] : [new Mailbox({ ...dependencies, url: mailbox })]),
    ...(door === undefined ? [] : [new MailDoor(dependencies)]),
  ];
  for (const each of opened) if (each instanceof MailDoor) await each.listen(door!);
  return {
    async close() {
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}

/** Addresses our mails come from, where bounces go first: without one of their own they go to the sender. */
export function mailAddresses({
  mailBounceTo,
  mailFrom,
}: Config<'MAIL_BOUNCE_TO' | 'MAIL_FROM'>): readonly string[] {
  const sender = /<([^<>]+)>$/.exec(mailFrom)?.[1] ?? mailFrom;
  return [...(mailBounceTo === undefined ? [] : [mailBounceTo]), sender].filter((address) => address !== '');
}

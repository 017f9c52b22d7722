/**
 * Statuses after which an address is not written to any more: nobody is there, and waiting will not change it. From RFC 3463
 * (3.2, 3.3, 3.5), RFC 7505 (5.1.10) and Microsoft's own (5.4.310: the domain does not exist; 5.4.1 at its servers: no
 * such recipient). Not 5.1.5 (valid), 5.1.7 and 5.1.8 (the sender's address), 5.2.2 (full), 5.2.3 (too large), 5.4.5
 * to 5.4.7 (busy, loop, too late), 5.7.x (policy): about the mail, the moment or us.
 */
const DEAD = new Set([
  '5.1.0',
  '5.1.1',
  '5.1.2',
  '5.1.3',
  '5.1.6',
  '5.1.10',
  '5.2.1',
  '5.4.1',
  '5.4.4',
  '5.4.310',
]);

/** Whether a failure with this status says that nobody is at the address. */
export const saysDead = (status: string): boolean => DEAD.has(status);

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MAIL_FAULTS, type MailFault } from '../../../local/simulators/mail/faults.js';
import { putFaults, senderTo, startBench, type Bench, type Outcome, type Sender } from './mail-support.js';

interface Sight extends Outcome {
  taken: boolean;
}

/** Milliseconds until a sender gives up on a relay that was silenced; above the 100 ms before the greeting. */
const PATIENCE = 400;

/** Which of the two it is depends on how much the sender had read when the reset came. */
const RESET = expect.stringMatching(/^E(SOCKET|CONNECTION)$/) as unknown as string;

const lost = (code: string, bodyRead: boolean, taken: boolean): Sight => ({
  code,
  command: 'CONN',
  responseCode: undefined,
  bodyRead,
  taken,
});
const refused = (command: string, responseCode: number | undefined): Sight => ({
  code: command === 'DATA' ? 'EMESSAGE' : 'EENVELOPE',
  command,
  responseCode,
  bodyRead: command === 'DATA',
  taken: false,
});
const accepted = { code: 'OK', command: undefined, responseCode: undefined, bodyRead: true, taken: true };

/** What nodemailer 10.6 sees of each fault on a fresh connection, and what became of the mail. */
const SIGHTS: Record<MailFault, Sight> = {
  'swallow-early': lost('ETIMEDOUT', false, false),
  'swallow-before': lost('ETIMEDOUT', true, false),
  'swallow-after': lost('ETIMEDOUT', true, true),
  'reset-early': lost(RESET, false, false),
  'reset-before': lost(RESET, true, false),
  'reset-after': lost(RESET, true, true),
  'cut-after': lost('ECONNECTION', true, true),
  delay: accepted,
  // No number to go by: only the record knows which of the two it was.
  nonsense: refused('DATA', undefined),
  'nonsense-after': { ...refused('DATA', undefined), taken: true },
  throttle: refused('MAIL FROM', 451),
  unavailable: refused('DATA', 421),
  'refuse-message': refused('RCPT TO', 550),
  'refuse-template': refused('DATA', 554),
  'refuse-account': refused('MAIL FROM', 554),
};

let bench: Bench;
let sender: Sender | undefined;

afterEach(() => sender?.close());

describe.each([true, false])('with PIPELINING %s', (pipelining) => {
  beforeAll(async () => {
    bench = await startBench({ pipelining });
  });
  afterAll(() => bench.stop());

  test.each(MAIL_FAULTS)('%s', async (fault) => {
    const held = SIGHTS[fault].code === 'ETIMEDOUT';
    sender = senderTo(bench, held ? { patience: PATIENCE } : {});
    await bench.next(fault);
    const before = (await bench.record()).length;
    const outcome = await sender.send();
    const lines = await bench.record(before);
    expect({ ...outcome, taken: lines.length === 1 }).toEqual(SIGHTS[fault]);
    if (SIGHTS[fault].taken) expect(lines[0]!.fault).toBe(fault);
    // Where the connection outlived the fault, it is still good for the next mail; else a new one is.
    if (held) sender = senderTo(bench);
    expect(await sender.send()).toMatchObject({ code: 'OK' });
  });
});

describe('the dice', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.stop());

  const sendMany = async (seed: number): Promise<string> => {
    sender = senderTo(bench);
    await putFaults(bench.web, { seed, rates: { throttle: 0.3, 'refuse-message': 0.2 } });
    let codes = '';
    for (let count = 0; count < 30; count++) {
      const { responseCode } = await sender.send();
      codes += `${responseCode ?? 250} `;
    }
    sender.close();
    return codes;
  };

  test('fall the same for the same seed and the same order of messages, else differently', async () => {
    const first = await sendMany(7);
    expect(await sendMany(7)).toBe(first);
    expect(await sendMany(8)).not.toBe(first);
  });

  test('are counted', async () => {
    await bench.next('throttle', null, 'throttle');
    const counts = async () => (await (await bench.web('/control/counts')).json()) as Counts;
    const before = await counts();
    sender = senderTo(bench);
    for (let count = 0; count < 3; count++) await sender.send();
    const after = await counts();
    expect(after.messages - before.messages).toBe(3);
    expect(after.taken - before.taken).toBe(1);
    expect(after.faults.throttle! - (before.faults.throttle ?? 0)).toBe(2);
  });

  test('let a late mail be taken although its sender gave up', async () => {
    await putFaults(bench.web, { seed: 1, next: ['delay'], delayMilliseconds: 700 });
    sender = senderTo(bench, { patience: PATIENCE });
    const before = (await bench.record()).length;
    expect(await sender.send()).toMatchObject({ code: 'ETIMEDOUT', bodyRead: true });
    expect(await bench.record(before)).toEqual([]);
    // Asked again and again until it is there; the test's own deadline ends it.
    while ((await bench.record(before)).length === 0);
    expect((await bench.record(before))[0]!.fault).toBe('delay');
  });
});

interface Counts {
  messages: number;
  taken: number;
  faults: Partial<Record<MailFault, number>>;
}

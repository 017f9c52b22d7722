/**
 * Mail with all of it on, page, one-click, DKIM and bounce addresses, against nodemailer's own pool that builds and
 * signs each mail anew: the same words into the same relay, in turn. The mark is per core, of the process that sends:
 * relay, ledger and queue share this machine and would share no production one.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDispatcher } from '../local/muster-stack.js';
import { engineMail, floorOfMail, MAIL_CONNECTIONS, type EngineMail, type FloorWishes } from './mail.js';
import type { Line } from './report.js';
import { withStack, type BenchStack } from './stack.js';
import { median } from './until.js';

const DOMAIN = 'muster.invalid';
const SELECTOR = 'bench';
const PORTAL = 'https://portal.muster.invalid';
const MARK = 1.4;
const SECOND = 'dispatcher-2';

/** One round: both sides, in mails. */
interface Round {
  floor: { perSecond: number; perCoreSecond: number };
  ours: { perSecond: number; perCoreSecond: number };
}

/** What was measured. */
export interface FullMailFigures {
  mails: number;
  rounds: Round[];
  /** Mails a second with two dispatchers, by the clock. */
  withSecond: number[];
}

/** Measures in a stack of its own. */
export async function measureFullMail(people: number, rounds: number): Promise<FullMailFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-dkim-'));
  const file = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(file, privateKey, { mode: 0o600 });
  const settings = {
    SMTP_CONNECTIONS: String(MAIL_CONNECTIONS),
    PORTAL_URL: PORTAL,
    MAIL_BOUNCE_TO: `bounce@${DOMAIN}`,
    MAIL_DKIM_DOMAIN: DOMAIN,
    MAIL_DKIM_SELECTOR: SELECTOR,
    MAIL_DKIM_KEY_FILE: file,
  };
  const wishes = {
    dkim: { domainName: DOMAIN, keySelector: SELECTOR, privateKey: createPrivateKey(privateKey) },
    // As long as one of ours.
    unsubscribeUrl: `${PORTAL}/u/${'x'.repeat(80)}`,
  };
  try {
    return await withStack({ people, settings }, (bench) => inTurn(bench, wishes, rounds));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inTurn(bench: BenchStack, wishes: FloorWishes, rounds: number): Promise<FullMailFigures> {
  const figures: FullMailFigures = { mails: 0, rounds: [], withSecond: [] };
  for (let round = 0; round < rounds; round++) {
    const floor = await floorOfMail(bench, wishes);
    const ours = await engineMail(bench);
    figures.mails = ours.mails;
    figures.rounds.push({ floor: rates({ ...floor, mails: ours.mails }), ours: rates(ours) });
  }
  await addDispatcher(bench.stack, SECOND);
  for (let round = 0; round < rounds; round++)
    figures.withSecond.push(rates(await engineMail(bench, ['dispatcher', SECOND])).perSecond);
  return figures;
}

const rates = ({ mails, seconds, coreSeconds }: EngineMail) => ({
  perSecond: mails / seconds,
  perCoreSecond: mails / coreSeconds,
});

/** The figures against their mark. */
export function fullMailLines({ rounds, withSecond }: FullMailFigures): Line[] {
  const middle = (of: (round: Round) => number): number => Math.round(median(rounds.map(of)));
  const ratio = median(rounds.map(({ floor, ours }) => ours.perCoreSecond / floor.perCoreSecond));
  const alone = middle(({ ours }) => ours.perSecond);
  const both = Math.round(median(withSecond));
  return [
    {
      name: '完整邮件，每核 / mail in full, per core',
      floor: `${middle(({ floor }) => floor.perCoreSecond)}/s`,
      engine: `${middle(({ ours }) => ours.perCoreSecond)}/s`,
      ratio,
      mark: `≥ ${MARK * 100} %`,
      reached: ratio >= MARK,
    },
    {
      name: '完整邮件，实际 / mail in full, by the clock',
      floor: `${middle(({ floor }) => floor.perSecond)}/s`,
      engine: `${alone}/s`,
      ratio: median(rounds.map(({ floor, ours }) => ours.perSecond / floor.perSecond)),
      mark: '—',
      reached: true,
    },
    {
      name: '两个发送进程 / with a second dispatcher',
      engine: `${both}/s, × ${(both / alone).toFixed(2)}`,
      mark: '—',
      reached: true,
    },
  ];
}

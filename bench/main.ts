import { cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { peopleArgument } from '../local/arguments.js';
import { measureAnswers, measureAnswersDuringBulk } from './call-out.js';
import { engine, floorOfEngine, floorOfMaterialise, materialise } from './engine.js';
import { footprint, type Footprint } from './footprint.js';
import { fullMailLines, measureFullMail } from './full-mail.js';
import { engineMail, floorOfMail, MAIL_CONNECTIONS } from './mail.js';
import { measureLooking } from './looking.js';
import { answerLines, growthLines, lookingLines, perSecond, rosterLines } from './marks.js';
import { table, type Line } from './report.js';
import { rosterImport } from './roster.js';
import { residentMegabytes, withStack, type BenchStack } from './stack.js';
import { median, percentile } from './until.js';
import { urgentDuringBulk } from './urgent.js';

/**
 * `npm run bench`: floors and engine side by side in one run, so that a noisy machine slows both. Claims are
 * ratios; the absolute figures only say what machine it was. `--part engine`, `looking`, `carrier`, `mail` or `growth`
 * measures one part.
 */
const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '114000' },
    json: { type: 'string' },
    part: { type: 'string', default: 'all' },
  },
});
const people = peopleArgument(values.people);
const tenth = Math.max(1, Math.round(people / 10));
const ROUNDS = 3;
const URGENT_SAMPLES = 20;

// Nobody sends receipts, so none are waited for.
const INERT = { SMS_PROVIDER: 'inert', EMAIL_PROVIDER: 'inert', SETTLE_SECONDS: '0' };
const MAIL = { SMTP_CONNECTIONS: String(MAIL_CONNECTIONS) };
const say = (text: string): void => console.error(text);

const lines: Line[] = [];
const figures: Record<string, unknown> = { people, cores: cpus().length, node: process.version };

const PARTS = {
  engine: engineParts,
  looking: lookingPart,
  carrier: carrierPart,
  mail: mailPart,
  growth: growthPart,
};
if (values.part !== 'all' && !Object.hasOwn(PARTS, values.part)) {
  say(`--part：${values.part}？应为 / should be: all, ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(PARTS))
  if (values.part === 'all' || values.part === name) await measure();

console.log(table(lines));
if (values.json) writeFileSync(values.json, JSON.stringify({ ...figures, lines }, null, 2));
process.exit(lines.every((line) => line.reached) ? 0 : 1);

/** The engine alone, then with a tenth of the people. */
async function engineParts(): Promise<void> {
  say(`不带运营商 / without a carrier: ${people}`);
  const whole = await withStack({ people, settings: INERT }, (bench) => withoutCarrier(bench));
  say(`十分之一 / a tenth: ${tenth}`);
  const part = await withStack({ people: tenth, settings: INERT }, async (bench) => ({
    engine: await rounds(() => engine(bench).then((result) => result.seconds)),
    footprint: await footprint(bench, tenth),
  }));
  scaling(whole, part);
}

async function lookingPart(): Promise<void> {
  say('预览、对账单、为何 / preview, statement, why');
  const looking = await withStack({ people, settings: INERT }, measureLooking);
  lines.push(...lookingLines(looking));
  Object.assign(figures, { looking });
}

/** The engine, and what it holds in memory, with the city and with ten times as many. */
async function growthPart(): Promise<void> {
  const measured: { seconds: number; megabytes: number }[] = [];
  for (const size of [people, people * 10]) {
    say(`${size} 人 / people`);
    measured.push(
      await withStack({ people: size, settings: INERT }, async (bench) => ({
        seconds: await rounds(() => engine(bench).then((result) => result.seconds)),
        megabytes: residentMegabytes(bench, 'dispatcher') + residentMegabytes(bench, 'campaigns'),
      })),
    );
  }
  const [city, ten] = measured as [(typeof measured)[0], (typeof measured)[0]];
  lines.push(
    ...growthLines(people, {
      seconds: [city.seconds, ten.seconds],
      megabytes: [city.megabytes, ten.megabytes],
    }),
  );
  Object.assign(figures, { growth: measured });
}

async function carrierPart(): Promise<void> {
  say('官方 SDK 与模拟器 / official SDK and simulator');
  await withStack({ people, settings: MAIL }, (bench) => withCarrier(bench));
}

async function mailPart(): Promise<void> {
  say('完整邮件 / mail in full');
  const measured = await measureFullMail(people, ROUNDS);
  lines.push(...fullMailLines(measured));
  Object.assign(figures, { fullMail: measured });
}

async function rounds(measure: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) taken.push(await measure());
  return median(taken);
}

/** Floor and engine in turn, so that both see the same weather. */
async function sideBySide(
  floor: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<{ floor: number; ours: number; ratio: number }> {
  const pairs: { floor: number; ours: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) pairs.push({ floor: await floor(), ours: await ours() });
  return {
    floor: median(pairs.map((pair) => pair.floor)),
    ours: median(pairs.map((pair) => pair.ours)),
    ratio: median(pairs.map((pair) => pair.floor / pair.ours)),
  };
}

async function withoutCarrier(bench: BenchStack): Promise<{ engine: number; footprint: Footprint }> {
  lines.push({
    name: '装入示例城市 / sample city loaded',
    engine: perSecond(people, bench.loadSeconds),
    mark: '≤ 15 s',
    reached: bench.loadSeconds <= 15,
  });
  const written = await sideBySide(
    () => floorOfMaterialise(bench),
    () => materialise(bench),
  );
  compare('写入台账 / materialise', written, 0.6);
  const sent = await sideBySide(
    () => floorOfEngine(bench, people),
    () => engine(bench).then((result) => result.seconds),
  );
  compare('全程，空发送 / whole engine, inert provider', sent, 0.5);
  return { engine: sent.ours, footprint: await footprint(bench, people) };
}

function compare(
  name: string,
  { floor, ours, ratio }: { floor: number; ours: number; ratio: number },
  mark: number,
): void {
  lines.push({
    name,
    floor: perSecond(people, floor),
    engine: perSecond(people, ours),
    ratio,
    mark: `≥ ${mark * 100} %`,
    reached: ratio >= mark,
  });
}

async function withCarrier(bench: BenchStack): Promise<void> {
  const sdk = await rounds(() => engine(bench).then((result) => result.seconds));
  lines.push({
    name: '全程，官方 SDK / whole engine, official SDK',
    engine: perSecond(people, sdk),
    mark: '≤ 12 s',
    reached: sdk <= 12,
  });
  const latencies = await urgentDuringBulk(bench, URGENT_SAMPLES);
  const [p50, p95] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
  lines.push({
    name: '群发中的紧急 / urgent during bulk',
    engine: `p50 ${Math.round(p50)} ms  p95 ${Math.round(p95)} ms`,
    mark: 'p95 < 1 s',
    reached: p95 < 1000,
  });
  await withAnswers(bench);
  await withRoster(bench);
  const rates: { floor: number; ours: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { seconds: floor } = await floorOfMail(bench);
    const { seconds, mails } = await engineMail(bench);
    rates.push({ floor: mails / floor, ours: mails / seconds });
  }
  const ratio = median(rates.map((rate) => rate.ours / rate.floor));
  lines.push({
    name: '邮件 / mail',
    floor: `${Math.round(median(rates.map((rate) => rate.floor)))}/s`,
    engine: `${Math.round(median(rates.map((rate) => rate.ours)))}/s`,
    ratio,
    mark: '≥ 80 %',
    reached: ratio >= 0.8,
  });
  Object.assign(figures, { sdkSeconds: sdk, urgentMilliseconds: { p50, p95 }, mailPerSecond: rates });
}

/** A thousand yes in one second for three hundred places; then ten seconds of answers while a bulk run is under way. */
async function withAnswers(bench: BenchStack): Promise<void> {
  const second = await measureAnswers(bench, {
    needed: 300,
    asked: 1000,
    answers: 1000,
    withinMilliseconds: 1000,
  });
  const bulk = await measureAnswersDuringBulk(bench, {
    ...{ needed: 1500, asked: 3000, answers: 3000, withinMilliseconds: 10_000 },
  });
  lines.push(...answerLines({ second, bulk }));
  Object.assign(figures, { answers: { second, bulk } });
}

/** A roster of the whole city that nobody knows yet, then one that changes everybody. */
async function withRoster(bench: BenchStack): Promise<void> {
  const roster = await rosterImport(
    { databaseUrl: bench.addresses.databaseUrl, office: bench.office },
    people,
  );
  lines.push(...rosterLines(roster));
  Object.assign(figures, { roster });
}

function scaling(
  whole: { engine: number; footprint: Footprint },
  part: { engine: number; footprint: Footprint },
): void {
  const times = whole.engine / part.engine;
  lines.push({
    name: '十倍的人 / ten times the people',
    engine: `× ${times.toFixed(1)}`,
    mark: '≤ × 11',
    reached: times <= 11,
  });
  for (const { people: count, redisKilobytes, temporalEvents, dispatcherMegabytes, campaignsMegabytes } of [
    part.footprint,
    whole.footprint,
  ]) {
    lines.push({
      name: `占用 / footprint, ${count}`,
      engine: `Redis ${redisKilobytes} kB, ${temporalEvents} events, RSS ${dispatcherMegabytes} + ${campaignsMegabytes} MB`,
      mark: '≤ 1 MB, ≤ 150',
      reached: redisKilobytes <= 1024 && temporalEvents <= 150,
    });
  }
  Object.assign(figures, { footprint: [part.footprint, whole.footprint], tenTimes: times });
}

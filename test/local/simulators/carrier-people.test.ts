import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReplyLine, ReplyRecordLine } from '../../../local/simulators/carrier/replies.js';
import type { Template } from '../../../local/simulators/carrier/templates.js';
import { until } from '../../support/until.js';
import { listen, plainSms, startBench, type Bench, type Listener } from './carrier-support.js';

const template = (code: string, text: string): Template => ({ code, text, class: 'notice' });
const TEXTS: Template[] = [
  template('SMS_ask', '${event}：能来请回“${call}能来”，来不了请回“${call}不来”。'),
  template('SMS_confirmed', '已确认：${event}，请准时。来不了请尽早回“${call}不来”。'),
  template('SMS_which', '请在回复里写明编号，例如“${call}能来”。'),
  template('SMS_over', '${event}不再需要人手，请不要前往。'),
];
/** Beyond every second thought: twenty medians, and forty more. */
const LONG = 100_000;

let replies: Listener;
let bench: Bench | undefined;

beforeEach(async () => {
  replies = await listen();
});
afterEach(async () => {
  replies.close();
  await bench?.close();
  bench = undefined;
});

const start = async (given: Parameters<typeof startBench>[0] = {}): Promise<void> => {
  const people = { replyToAsks: true, replyHesitationMilliseconds: 1000 };
  bench = await startBench({ repliesUrl: replies.url, ...people, ...given });
  await bench.control('PUT', 'templates', TEXTS);
};

const numbers = Array.from({ length: 200 }, (_, index) => `154${String(index).padStart(8, '0')}`);

/** Sends a text to phones, waits until it is read, and lets everybody take their time. */
async function tell(phones: string[], kind: string, call = 'B1', event = '周六防汛演练'): Promise<void> {
  const before = (await bench!.counts()).receipts.reported!;
  const templateParam = JSON.stringify(kind === 'SMS_over' ? { event } : { event, call });
  const parameters = { templateCode: kind, templateParam, phoneNumbers: phones.join(',') };
  await bench!.client.sendSms(plainSms(parameters));
  await until(async () => (await bench!.counts()).receipts.reported === before + phones.length);
  bench!.clock.advance(LONG);
  // What falls due is written within two looks of the agenda; an ordinary reply after them shows that it was.
  const mark = { phone: '15499999999', content: `mark ${before}` };
  await bench!.control('POST', 'replies', { replies: [mark] });
  await until(async () => (await said()).some(({ content }) => content === mark.content));
}

async function said(): Promise<ReplyLine[]> {
  const text = await (await bench!.control('GET', 'replies')).text();
  const lines = text.split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as ReplyRecordLine)
    .filter((line): line is ReplyLine => line.kind === 'reply');
}

const byPeople = async () => (await said()).filter(({ by }) => by === 'temperament');
const gist = (lines: ReplyLine[]) =>
  lines.map(({ phone, content, act }) => `${phone} ${act} ${content}`).sort();
const set = (manners: object) => bench!.control('PATCH', 'people', manners);

describe('people who are asked', () => {
  test('answer as they are: the same for the same seed, in whatever order they are asked', async () => {
    const run = async (phones: string[], given: object = {}) => {
      await start(given);
      for (let from = 0; from < phones.length; from += 50)
        await tell(phones.slice(from, from + 50), 'SMS_ask');
      const answers = gist(await byPeople());
      await bench!.close();
      bench = undefined;
      return answers;
    };
    const first = await run(numbers);
    expect(first.length).toBeGreaterThan(numbers.length * 0.6);
    expect(await run([...numbers].reverse())).toEqual(first);
    expect(await run(numbers, { seed: 2 })).not.toEqual(first);
  });

  test('reach the receiver as the record says', async () => {
    await start({ replyWeights: { yes: 1 } });
    await tell(numbers.slice(0, 20), 'SMS_ask');
    await until(async () => (await bench!.counts()).replies.pushed === 21);
    const posts = replies.heard.filter(({ method }) => method === 'POST');
    const pushed = posts.flatMap(({ body }) => JSON.parse(body) as Record<string, string>[]);
    const lines = await said();
    expect(pushed.map((item) => [item.phone_number, item.content, item.sequence_id]).sort()).toEqual(
      lines.map(({ phone, content, sequence }) => [phone, content, sequence]).sort(),
    );
    expect(lines[0]).toMatchObject({ by: 'temperament', act: 'yes', code: 'B1' });
  });

  test('decide anew about another ask, and do not answer the same one twice', async () => {
    await start({ replyWeights: { yes: 1, no: 1 } });
    await tell(numbers, 'SMS_ask', 'B1');
    const first = await byPeople();
    expect(first).toHaveLength(numbers.length);
    await tell(numbers, 'SMS_ask', 'B1');
    expect(await byPeople()).toHaveLength(numbers.length);
    await tell(numbers, 'SMS_ask', 'C2', '周日清雪');
    const second = (await byPeople()).slice(numbers.length);
    expect(second).toHaveLength(numbers.length);
    for (const { code } of second) expect(code).toBe('C2');
    const yes = (lines: ReplyLine[]) =>
      new Set(lines.filter(({ act }) => act === 'yes').map(({ phone }) => phone));
    const both = [...yes(first)].filter((phone) => yes(second).has(phone));
    expect(both.length).toBeGreaterThan(yes(first).size / 2);
    expect(both.length).toBeLessThan(yes(first).size);
  });

  test('may have a handset that answers everything, also what it knows', async () => {
    await start({ replyWeights: { 'auto-reply': 1 } });
    for (let time = 0; time < 2; time++) await tell(['15400000001'], 'SMS_ask');
    await tell(['15400000001'], 'SMS_over');
    expect((await byPeople()).map(({ act }) => act)).toEqual(['auto-reply', 'auto-reply', 'auto-reply']);
  });

  test('leave other texts to chance', async () => {
    await start({ replyRate: 1, replyWords: ['收到'], replyWeights: { silent: 1 } });
    await tell(['15400000001'], 'SMS_ask');
    await tell(['15400000001'], 'SMS_over');
    await tell(['15400000002'], 'SMS_over');
    const lines = (await said()).filter(({ by }) => by !== 'control');
    expect(lines).toMatchObject([{ phone: '15400000002', by: 'chance', content: '收到' }]);
  });
});

describe('people who are told how it stands', () => {
  test('sometimes say thanks, sometimes drop out; those who were never asked do neither', async () => {
    await start({ replyWeights: { yes: 1 }, replyThanksRate: 0.4, replyDropOutRate: 0.2 });
    await tell(numbers, 'SMS_confirmed');
    expect(await byPeople()).toEqual([]);
    await tell(numbers, 'SMS_ask');
    await tell(numbers, 'SMS_confirmed', 'B1', '周六演练');
    const reactions = (await byPeople()).slice(numbers.length);
    const count = (wanted: string) => reactions.filter(({ act }) => act === wanted).length;
    // Four and two in ten of 200, within three standard deviations.
    expect(Math.abs(count('got-it') - 80)).toBeLessThan(21);
    expect(Math.abs(count('dropping-out') - 40)).toBeLessThan(17);
    expect(count('got-it') + count('dropping-out')).toBe(reactions.length);
    for (const line of reactions) if (line.act === 'dropping-out') expect(line.code).toBe('B1');
    await tell(numbers, 'SMS_over');
    expect((await byPeople()).slice(numbers.length + reactions.length)).not.toContainEqual(
      expect.objectContaining({ act: 'dropping-out' }),
    );
  });

  test('name the code when they are asked to, and only if they had said anything', async () => {
    await start({ replyWeights: { no: 1, silent: 1 } });
    await tell(numbers, 'SMS_ask');
    const spoke = (await byPeople()).map(({ phone }) => phone);
    await tell(numbers, 'SMS_which');
    const named = (await byPeople()).slice(spoke.length);
    expect(named.map(({ phone }) => phone).sort()).toEqual(spoke.sort());
    for (const { content, code } of named) {
      expect(content.normalize('NFKC').toUpperCase().replaceAll(' ', '')).toContain('B1');
      expect(code).toBe('B1');
    }
  });
});

describe('the control of people', () => {
  test('switches them off and on, also those who were about to answer', async () => {
    await start({ replyToAsks: false, replyWeights: { yes: 1 } });
    await tell(['15400000001'], 'SMS_ask');
    expect(await byPeople()).toEqual([]);
    expect(await (await set({ replyToAsks: true })).json()).toMatchObject({ replyToAsks: true });
    await tell(['15400000002'], 'SMS_ask');
    expect(await byPeople()).toHaveLength(1);
    await set({ replyHesitationMilliseconds: LONG });
    await tell(numbers, 'SMS_ask', 'C2');
    const quick = (await byPeople()).length;
    expect(quick).toBeGreaterThan(0.3 * numbers.length);
    expect(quick).toBeLessThan(0.7 * numbers.length);
    await set({ replyToAsks: false });
    bench!.clock.advance(4 * LONG);
    await tell(['15400000004'], 'SMS_ask', 'D3');
    expect(await byPeople()).toHaveLength(quick);
  });

  test('changes what it names and nothing else', async () => {
    await start();
    const before = (await (await bench!.control('GET', 'people')).json()) as object;
    const replyWeights = { no: 1 };
    expect(await (await set({ replyWeights, replyThanksRate: 0 })).json()).toEqual({
      ...before,
      replyWeights,
      replyThanksRate: 0,
    });
    await tell(numbers.slice(0, 20), 'SMS_ask');
    expect((await byPeople()).map(({ act }) => act)).toEqual(Array(20).fill('no'));
    expect((await bench!.counts()).acts).toEqual({ no: 20 });
  });

  test.each([
    ['an unknown temperament', { replyWeights: { cheerful: 1 } }, 'cheerful'],
    ['weights of nothing', { replyWeights: { yes: 0 } }, 'at least one above 0'],
    ['a setting that is none of theirs', { seed: 3 }, 'seed'],
  ])('refuses %s', async (_, manners, named) => {
    await start();
    const answer = await set(manners);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(named);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { alertsView } from '../../apps/cli/views/alert.js';
import { wordsOf } from '../../apps/cli/words.js';
import { dispatchAlerts } from '../../dispatch/dispatch-alerts.js';
import {
  ALERT_CAUSES,
  alertsToTell,
  clearAlert,
  raiseAlert,
  type Alert,
  type AlertDetail,
} from '../../ledger/alerts.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { OVERDUE_REASONS } from '../../ledger/overdue.js';
import { statementOf } from '../../ledger/statement.js';
import { alerts, tellAlerts } from '../../office/alerts.js';
import { ALERT_WORDS, DETAIL_KEYS, detailText, subjectText } from '../../office/alert-words.js';
import { OVERDUE_MEANING } from '../../office/overdue.js';
import { addStandingTexts } from '../../office/standing-texts.js';
import { KEYS, NOW, phoneOf } from '../support/cast.js';
import { openTestDesk } from '../support/desk.js';
import { launch } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await database.begin((sql) => addStandingTexts(sql, NOW));
const desk = await openTestDesk(city);

/** 张蔷 keeps it running, 郑明 is its head; both have a phone and a mail address. */
await database`UPDATE operator SET role = 'operator', person_id = ${city.id('张蔷')} WHERE name = 'auditor'`;
const head = (person: number | null) =>
  database`UPDATE operator SET role = 'head', person_id = ${person} WHERE name = 'office'`;

beforeEach(async () => {
  await city.reset();
  await database`TRUNCATE alert`;
  await head(null);
  desk.email.restart();
  desk.sms.restart();
  at(0);
});

const MINUTE = 60_000;
function at(minutes: number): Date {
  const now = new Date(NOW.getTime() + minutes * MINUTE);
  clock.set(now);
  desk.clock.set(now);
  return now;
}

const DOWN: Alert = { cause: 'engine down', subject: 'redis', detail: { code: 'ECONNREFUSED' } };
const raise = (minutes: number, alert: Partial<Alert> = {}) =>
  raiseAlert(database, { ...DOWN, ...alert }, at(minutes));
const clear = (minutes: number) => clearAlert(database, DOWN, at(minutes));
const tellAt = async (minutes: number): Promise<string[]> => {
  at(minutes);
  desk.email.restart();
  await tellAlerts({ database, clock });
  await dispatchAlerts(desk);
  return desk.email.calls.map(({ messages }) => (messages[0] as { subject?: string }).subject!);
};
/** The carrier has approved the text that phones get. */
const approve = () =>
  database`
    INSERT INTO template_review (template_id, provider, state, carrier_code, changed_at)
    SELECT id, 'aliyun', 'approved', 'SMS_154000077', created_at FROM template
    WHERE code = 'office-alert' ORDER BY version DESC LIMIT 1
    ON CONFLICT (template_id, provider) DO UPDATE SET state = 'approved', carrier_code = excluded.carrier_code`;
const OPENED = '运行提醒：引擎停止（redis）';
const OVER = '已恢复：引擎停止（redis）';

describe('an alert', () => {
  test('is told once, with what it means and what to do', async () => {
    await raise(0);
    expect(await tellAt(0)).toEqual([OPENED]);
    const { text } = desk.email.calls[0]!.messages[0]!;
    expect(text).toContain('代码 ECONNREFUSED');
    expect(text).toContain(ALERT_WORDS['engine down'].mend.zh);
    for (const minutes of [1, 59, 61, 600]) {
      await raise(minutes);
      expect(await tellAt(minutes)).toEqual([]);
    }
  });

  test('is told again when it has changed, once an hour at most', async () => {
    await raise(0);
    await tellAt(0);
    await raise(1, { detail: { code: 'WRONGPASS' } });
    expect(await tellAt(1)).toEqual([]);
    expect(await tellAt(60)).toEqual([OPENED]);
    expect(desk.email.calls[0]!.messages[0]!.text).toContain('WRONGPASS');
    expect(await tellAt(200)).toEqual([]);
  });

  test('that is over is told to be over, once it has been for a while', async () => {
    await raise(0);
    await tellAt(0);
    await clear(20);
    expect(await tellAt(29)).toEqual([]);
    expect(await tellAt(30)).toEqual([OVER]);
    expect(await tellAt(300)).toEqual([]);
    await raise(400);
    expect(await tellAt(400)).toEqual([OPENED]);
  });

  test('of what only happened is not told to be over, and does not wait to be', async () => {
    await raise(0, { cause: 'approval lapsed', subject: 'run 12', detail: {} });
    expect(await tellAt(0)).toEqual(['运行提醒：审批逾期（活动 12）']);
    await clearAlert(database, { cause: 'approval lapsed', subject: 'run 12' }, at(20));
    expect(await tellAt(30)).toEqual([]);
    expect(await alertsToTell(database, at(31))).toEqual([]);
  });

  test('that comes and goes is one alert, told once', async () => {
    await raise(0);
    await tellAt(0);
    for (let minutes = 1; minutes < 90; minutes += 9) {
      await clear(minutes);
      expect(await tellAt(minutes)).toEqual([]);
      await raise(minutes + 8);
      expect(await tellAt(minutes + 8)).toEqual([]);
    }
    expect(await database`SELECT FROM alert`).toHaveLength(1);
  });

  test('that would only repeat another does not open while that one is open, nor open again', async () => {
    const because = [{ cause: 'provider stopped', subject: 'aliyun' }] as const;
    const repeating = { cause: 'overdue messages', subject: 'run 1: provider stopped', detail: {} } as const;
    await raise(0, { ...because[0], detail: {} });
    await raiseAlert(database, { ...repeating, because }, at(0));
    expect(await tellAt(0)).toHaveLength(1);
    await clearAlert(database, because[0], at(1));
    await raiseAlert(database, { ...repeating, because }, at(2));
    await clearAlert(database, repeating, at(3));
    await raise(4, { ...because[0], detail: {} });
    await raiseAlert(database, { ...repeating, because }, at(5));
    const open = await database`SELECT cause FROM alert WHERE cleared_at IS NULL`;
    expect(open).toEqual([{ cause: 'provider stopped' }]);
  });

  test('that was over before anybody was told is told to nobody', async () => {
    await raise(0);
    await clear(0);
    expect(await tellAt(30)).toEqual([]);
  });

  test('waits for somebody to be told, and is not lost meanwhile', async () => {
    await database`UPDATE operator SET person_id = NULL WHERE name = 'auditor'`;
    await raise(0);
    expect(await tellAt(0)).toEqual([]);
    await head(city.id('郑明'));
    // Nobody keeps it running who could be told: whoever answers for the office is.
    expect(await tellAt(1)).toEqual([OPENED]);
    await database`UPDATE operator SET person_id = ${city.id('张蔷')} WHERE name = 'auditor'`;
  });

  test('of money is told to the head too', async () => {
    await head(city.id('郑明'));
    await raise(0, { cause: 'budget near its end', subject: '2026-08', detail: { percent: 90 } });
    expect(await tellAt(0)).toHaveLength(2);
    await raise(0);
    expect(await tellAt(0)).toEqual([OPENED]);
  });

  test('is told once by two sweepers at once', async () => {
    await raise(0);
    const told = await Promise.all([tellAlerts({ database, clock }), tellAlerts({ database, clock })]);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
    await dispatchAlerts(desk);
    expect(desk.email.calls).toHaveLength(1);
  });

  test('is told with the note of it or not at all: a sweeper that dies between has done neither', async () => {
    await raise(0);
    await database`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$`;
    await database`CREATE TRIGGER killed BEFORE UPDATE OF told ON alert FOR EACH ROW EXECUTE FUNCTION die()`;
    await expect(tellAlerts({ database, clock })).rejects.toThrow('killed');
    await database`DROP FUNCTION die CASCADE`;
    expect(await database`SELECT FROM message`).toHaveLength(0);
    expect(await tellAt(0)).toEqual([OPENED]);
  });

  test('reaches phones too once the carrier has approved its text, in values it takes', async () => {
    await approve();
    await raise(0, {
      cause: 'provider stopped',
      subject: 'aliyun',
      detail: { code: 'isv.AMOUNT_NOT_ENOUGH', until: '【很长】'.repeat(20) },
    });
    await tellAt(0);
    expect(desk.sms.calls).toHaveLength(1);
    expect(desk.sms.reached()).toEqual(['张蔷']);
    expect(desk.sms.calls[0]!.messages[0]!.text).toContain('代码 isv AMOUNT_NOT_ENOUGH');
  });

  test('goes out beside a campaign under way, and both are on balanced statements', async () => {
    const launched = await launch(city, { email: 'flood-mail', cap: { perDay: 1, perWeek: null } });
    for (const subject of ['redis', 'temporal', 'sms-bulk', 'aliyun']) await raise(0, { subject });
    expect(await tellAt(0)).toHaveLength(4);
    const runs = await database<{ id: number }[]>`SELECT id FROM run ORDER BY id`;
    expect(runs).toHaveLength(2);
    for (const { id } of runs)
      expect(await statementOf(database, id, 'tangshan/')).toMatchObject({ balanced: true });
    expect((await statementOf(database, launched.run.id, 'tangshan/')).steps[0]).toMatchObject({ sent: 0 });
  });

  test('reaches who has opted out of texts too: it is their duty, and an alert nobody hears is none', async () => {
    await approve();
    await addOptOut(database, {
      channel: 'sms',
      addressHash: KEYS.fingerprint('phone', phoneOf('张蔷')),
      source: 'clerk',
      now: NOW,
    });
    await raise(0);
    expect(await tellAt(0)).toEqual([OPENED]);
    expect(desk.sms.calls).toHaveLength(1);
    const rows = await database`SELECT reason FROM message WHERE channel = 'sms'`;
    expect(rows).toEqual([{ reason: null }]);
  });
});

describe('the list', () => {
  test('shows what is open, with what it means; with all, what is over', async () => {
    await raise(0);
    await raise(0, { cause: 'lane stopped', subject: 'sms-bulk', detail: {} });
    await clear(1);
    const open = await alerts(office, office.actor('office'), { openOnly: true, limit: 9 });
    expect(open.map(({ subject }) => subject)).toEqual(['sms-bulk']);
    const all = await alerts(office, office.actor('office'), { openOnly: false, limit: 9 });
    expect(all.map(({ subject }) => subject)).toEqual(['sms-bulk', 'redis']);
    const view = alertsView(all, wordsOf('both'));
    expect(view).toContain('✗ [');
    expect(view).toContain(ALERT_WORDS['lane stopped'].mend.en);
    expect(view).toContain('✓ [');
    expect(alertsView([], wordsOf('zh'))).toBe('没有告警');
  });

  test('is not for those who work for a part', async () => {
    const asked = alerts(office, office.actor('clerk'), { openOnly: true, limit: 9 });
    expect(await refusalOf(asked)).toEqual({ kind: 'not-allowed', reasons: ['whole-office-only'] });
  });
});

test.each(ALERT_CAUSES)('%s has words that fit a mail', (cause) => {
  const { name, meaning, mend, readers } = ALERT_WORDS[cause];
  expect(readers.length).toBeGreaterThan(0);
  for (const { zh, en } of [name, meaning, mend]) expect(zh && en).toMatch(/^[^\n]{2,500}$/);
});

test('a detail is one line, a dash where there is none', () => {
  expect(detailText({ detail: {} })).toBe('—');
  expect(detailText({ detail: { waiting: 200, code: 'x' } })).toBe('代码 x，积压至少 200 份');
});

/** Every part there is, by its type: one that is added must stand here, and have words. */
const WHOLE: Required<AlertDetail> = {
  ...{ code: 'X.Y', health: 'failing', waiting: 5, percent: 80, without: '75%', missing: 2, run: 12 },
  ...{ day: '2026-08-01', skipped: 'nobody', state: 'unsynced', until: '2026-08-01 09:00' },
  ...{ reason: 'not taken', template: 'flood', version: 3, provider: 'aliyun', schedules: 3 },
};

test('each part of a detail is said in words, and what is not known is left out', () => {
  expect([...DETAIL_KEYS].sort()).toEqual(Object.keys(WHOLE).sort());
  expect(detailText({ detail: WHOLE })).toBe(
    '活动 12，模板 flood，第 3 版，服务商 aliyun，原因：在队列中无人领取：发送进程不工作，代码 X.Y，表现：常出错，积压至少 5 份，' +
      '已达 80%，无回执占比 75%，缺少 2 条，日期 2026-08-01，原因：没有人符合受众条件，或没有人欠报，状态：尚未同步，期限 2026-08-01 09:00，日程 3 个',
  );
  expect(detailText({ detail: { run: 12, reason: null, code: null } })).toBe('活动 12');
  expect(detailText({ detail: { reason: '含有链接' } })).toBe('原因：含有链接');
});

test.each([
  ['run 12', '活动 12'],
  ['run 12: not taken', '活动 12：在队列中无人领取'],
  ['run 12: other', '活动 12：other'],
  ['template flood v3 at aliyun', '模板 flood 第 3 版（aliyun）'],
  ['pushes', '回执和上行'],
  ['replies', '待处理的回复'],
  ['redis', 'redis'],
])('what an alert is about is said in words too: %s', (subject, said) => {
  expect(subjectText({ subject })).toBe(said);
});

test.each(OVERDUE_REASONS)('overdue for %s is said without its code', (reason) => {
  expect(detailText({ detail: { reason } })).toBe(`原因：${OVERDUE_MEANING[reason].zh}`);
});

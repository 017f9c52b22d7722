import { describe, expect, test } from '@jest/globals';
import { OFFICE_SETTINGS } from '../../office/settings.js';
import { KEPT_APART, refuseOutside, rehearsalSettings, TAKEN_OVER } from '../../rehearsal/settings.js';
import { DESK_SETTINGS } from '../../workers/desk.js';

const space = {
  databaseUrl: 'postgres://muster:x@127.0.0.1:5000/muster',
  redisUrl: 'redis://:x@127.0.0.1:5001/0',
  close: () => Promise.resolve(),
};
const simulators = { carrier: '127.0.0.1:5002', relay: '127.0.0.1:5003' };

/** An office that is connected to everything. */
const office = {
  DATABASE_URL: 'postgres://muster@ledger.example.org/muster',
  REDIS_URL: 'redis://queue.example.org',
  TEMPORAL_ADDRESS: 'temporal.example.org:7233',
  DATA_KEY: 'key',
  SMS_ENDPOINT: 'dysmsapi.aliyuncs.com',
  SMS_PROTOCOL: 'HTTPS',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'real',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'real',
  ALIBABA_CLOUD_ACCESS_KEY_ID_2: 'real',
  SMTP_URL: 'smtps://office:x@mail.example.org',
  SMTP_URL_2: 'smtps://office:x@mail2.example.org',
  PUSH_TOKEN: 'token',
  SEND_WINDOW: '09:00-18:00',
  SMS_SIGN_NAME: '唐山应急',
};

test('of the office only its rules are taken over, and nothing that leads anywhere', () => {
  const settings = rehearsalSettings(office, space, simulators);
  expect(settings).toMatchObject({
    DATA_KEY: 'key',
    SEND_WINDOW: '09:00-18:00',
    SMS_SIGN_NAME: '唐山应急',
    DATABASE_URL: space.databaseUrl,
    SMS_ENDPOINT: '127.0.0.1:5002',
    SMTP_URL: 'smtp://127.0.0.1:5003',
  });
  expect(JSON.stringify(settings)).not.toMatch(/example|aliyuncs|real|_2/);
});

test('of every setting of office and desk it is decided whether it is taken over', () => {
  const decided = [...TAKEN_OVER, ...KEPT_APART];
  expect([...decided].sort()).toEqual([...new Set([...OFFICE_SETTINGS, ...DESK_SETTINGS])].sort());
});

test('each rule of the office holds in its rehearsals', () => {
  const rules = {
    ...{ SEND_WINDOW_PROMOTION: '10:00-12:00', EXPIRY_NOTICE_HOURS: '5', EXPIRY_PROMOTION_HOURS: '6' },
    ...{ EXPIRY_VERIFICATION_HOURS: '2', SMS_CARRIER_CAP_PER_DAY: '7', APPROVAL_AUDIENCE: '8' },
    ...{ APPROVAL_COST_FEN: '9', APPROVAL_HOURS: '10', PORTAL_URL: 'https://wishes.invalid' },
  };
  expect(rehearsalSettings({ ...office, ...rules }, space, simulators)).toMatchObject(rules);
});

describe('the last guard', () => {
  const good = {
    DATABASE_URL: space.databaseUrl,
    REDIS_URL: space.redisUrl,
    SMS_ENDPOINT: simulators.carrier,
    SMTP_URL: 'smtp://127.0.0.1:5003',
  };

  test('lets this machine pass', () => {
    expect(() => refuseOutside(good)).not.toThrow();
  });

  test.each(Object.keys(good) as (keyof typeof good)[])('refuses %s elsewhere', (name) => {
    const elsewhere =
      name === 'SMS_ENDPOINT' ? 'dysmsapi.aliyuncs.com' : good[name].replace('127.0.0.1', '10.0.0.9');
    expect(() => refuseOutside({ ...good, [name]: elsewhere })).toThrow(name);
  });

  test('a simulator that is not on this machine is refused when the settings are made', () => {
    expect(() =>
      rehearsalSettings(office, space, { ...simulators, carrier: 'dysmsapi.aliyuncs.com' }),
    ).toThrow('SMS_ENDPOINT');
  });
});

import { describe, expect, jest, test } from '@jest/globals';
import {
  ConfigError,
  loadConfig,
  loadConfigOrExit,
  type Environment,
  type SettingName,
} from '../../runtime/config.js';
import { sections, settings } from '../../runtime/config/settings.js';

const key = Buffer.alloc(32, 7).toString('base64');

function problemsOf(environment: Environment, ...names: SettingName[]) {
  try {
    loadConfig(environment, names);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const wrong = (environment: Environment, ...names: SettingName[]) =>
  problemsOf(environment, ...names).map(({ name }) => name);

describe('what is read', () => {
  test('only what was asked for, in camel case and typed', () => {
    const environment = {
      DATABASE_URL: 'postgres://muster@db/muster',
      LEASE_SECONDS: '90',
      PUSH_TOKEN: 'short',
    };
    expect(loadConfig(environment, ['DATABASE_URL', 'LEASE_SECONDS', 'SMS_PART_PRICE_FEN'])).toEqual({
      databaseUrl: 'postgres://muster@db/muster',
      leaseSeconds: 90,
      smsPartPriceFen: 4.5,
    });
  });

  test('every default is a value its own setting allows', () => {
    const defaulted = Object.entries(settings).filter(([, { fallback }]) => fallback !== undefined);
    expect(wrong({}, ...defaulted.map(([name]) => name as SettingName))).toEqual([]);
    expect(defaulted.length).toBeGreaterThan(20);
  });

  test('an empty value counts as not set', () => {
    expect(loadConfig({ LOG_LEVEL: '', MUSTER_OPERATOR: '' }, ['LOG_LEVEL', 'MUSTER_OPERATOR'])).toEqual({
      logLevel: 'info',
      musterOperator: undefined,
    });
  });

  test.each([
    ['HTTP_ADDRESS', '[::1]:0', { host: '::1', port: 0 }],
    ['HTTP_ADDRESS', '0.0.0.0:8470', { host: '0.0.0.0', port: 8470 }],
    ['SEND_WINDOW', '07:30-21:00', { from: '07:30', to: '21:00' }],
    ['SEND_WINDOW', 'always', null],
    ['CAP_NOTICES_PER_DAY', '5', 5],
    ['CAP_NOTICES_PER_DAY', 'none', null],
    ['MAIL_FROM', '集结号 <office@muster.invalid>', '集结号 <office@muster.invalid>'],
    ['SMS_ENDPOINT', '127.0.0.1:9100', '127.0.0.1:9100'],
    ['SMTP_URL', 'smtp://127.0.0.1:2525', 'smtp://127.0.0.1:2525'],
    ['EMAIL_BULK_CALLS_PER_SECOND', '0', 0],
    ['DATA_KEY', key, key],
  ] as const)('%s=%s', (name, text, value) => {
    expect(Object.values(loadConfig({ [name]: text }, [name]))).toEqual([value]);
  });
});

describe('what is refused', () => {
  test.each([
    ['DATABASE_URL', 'mysql://muster@db/muster'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['TEMPORAL_ADDRESS', '127.0.0.1'],
    ['TEMPORAL_ADDRESS', '127.0.0.1:0'],
    ['DATA_KEY', Buffer.alloc(16).toString('base64')],
    ['DATA_KEY', 'not base64 at all'],
    ['SMS_PROVIDER', 'carrier-pigeon'],
    ['SMS_ENDPOINT', 'https://dysmsapi.aliyuncs.com'],
    ['SMS_SIGN_NAME', '【集结号】'],
    ['SMTP_URL', 'http://mail.invalid'],
    ['MAIL_FROM', '志愿者办公室'],
    ['MAIL_FROM', 'a@b.invalid\r\nBcc: c@d.invalid'],
    ['PUSH_TOKEN', 'only-23-characters-long'],
    ['PUSH_TOKEN', 'twenty-four characters!!'],
    ['HTTP_ADDRESS', '127.0.0.1:65536'],
    ['LOG_LEVEL', 'verbose'],
    ['SMS_OPEN_CALLS', '0'],
    ['SMS_OPEN_CALLS', '1.5'],
    ['SMS_OPEN_CALLS', ' 16'],
    ['SMS_PART_PRICE_FEN', '4,5'],
    ['RECONCILE_NONCE_SECONDS', '1801'],
    ['SEND_WINDOW', '20:00-08:00'],
    ['SEND_WINDOW', '8:00-20:00'],
    ['CAP_NOTICES_PER_DAY', '0'],
  ] as const)('%s=%s', (name, text) => {
    expect(wrong({ [name]: text }, name)).toEqual([name]);
  });

  test('all of them at once, each with what was read and what is allowed, Chinese and English', () => {
    const [lease, redis] = problemsOf({ LEASE_SECONDS: 'soon' }, 'LEASE_SECONDS', 'REDIS_URL');
    expect(lease).toEqual({
      name: 'LEASE_SECONDS',
      read: '"soon"',
      allowed: { zh: '1 到 3600 的整数（秒）', en: 'a whole number from 1 to 3600 (seconds)' },
    });
    expect(redis).toMatchObject({ name: 'REDIS_URL', read: null });
    const { message } = new ConfigError([lease!, redis!]);
    expect(message).toContain('配置有 2 处需要改正');
    expect(message).toContain('2 settings must be mended');
    expect(message).toContain(
      'LEASE_SECONDS\n    读到 read:    "soon"\n    允许 allowed: 1 到 3600 的整数（秒）',
    );
    expect(message).toContain('未设置 / not set');
  });

  test('a program started with them says so on stderr and ends with code 78', () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    expect(() => loadConfigOrExit({}, ['DATABASE_URL'])).toThrow('exit 78');
    expect(stderr.mock.calls.flat().join('')).toContain('DATABASE_URL\n    读到 read:    未设置 / not set');
    expect(loadConfigOrExit({}, ['LOG_LEVEL'])).toEqual({ logLevel: 'info' });
    stderr.mockRestore();
    exit.mockRestore();
  });

  test.each(
    Object.entries(settings)
      .filter(([, { secret }]) => secret)
      .map(([name]) => name as SettingName),
  )('%s is never shown', (name) => {
    const [problem] = problemsOf({ [name]: '  hunter2 ' }, name);
    expect(new ConfigError([problem!]).message).not.toContain('hunter2');
    expect(problem?.read).toContain('10 characters');
  });

  test('what can hold a password is a secret', () => {
    // But for the one address that everybody is told.
    const telling = Object.keys(settings).filter((name) =>
      /(?<!PORTAL)(_URL|_SECRET|_KEY|_TOKEN)$/.test(name),
    );
    expect(telling.filter((name) => !settings[name as SettingName].secret)).toEqual([]);
    expect(telling).toHaveLength(7);
  });
});

describe('settings that only a choice needs', () => {
  const names = ['SMS_PROVIDER', 'SMS_SIGN_NAME', 'ALIBABA_CLOUD_ACCESS_KEY_ID'] as const;

  test('are needed with that choice, also when it is the default', () => {
    expect(wrong({}, ...names)).toEqual(['SMS_SIGN_NAME', 'ALIBABA_CLOUD_ACCESS_KEY_ID']);
    expect(wrong({ SMS_PROVIDER: 'aliyun' }, 'SMS_SIGN_NAME')).toEqual(['SMS_SIGN_NAME']);
  });

  test('are empty without it', () => {
    expect(loadConfig({ SMS_PROVIDER: 'inert' }, names)).toMatchObject({ smsSignName: '' });
  });

  test('are checked whenever they are set', () => {
    expect(wrong({ EMAIL_PROVIDER: 'inert', MAIL_FROM: 'nobody' }, 'MAIL_FROM')).toEqual(['MAIL_FROM']);
  });
});

describe('settings that are wrong together', () => {
  test.each([
    ['LEASE_SECONDS', { LEASE_SECONDS: '10' }],
    ['LEASE_SECONDS', { SEND_TIMEOUT_MILLISECONDS: '60000' }],
    [
      'RECONCILE_FIRST_WAIT_SECONDS',
      { RECONCILE_FIRST_WAIT_SECONDS: '900', RECONCILE_BOUND_SECONDS: '1200' },
    ],
    ['RECONCILE_FIRST_WAIT_SECONDS', { RECONCILE_BOUND_SECONDS: '30' }],
    ['SEND_WINDOW_PROMOTION', { SEND_WINDOW: '06:00-08:00', SEND_WINDOW_PROMOTION: '08:00-20:00' }],
    ['REQUEUE_AFTER_SECONDS', { REQUEUE_AFTER_SECONDS: '1', SWEEP_INTERVAL_MILLISECONDS: '2000' }],
  ] as const)('%s in %j', (name, environment) => {
    expect(wrong(environment, name)).toEqual([name]);
  });

  test.each([
    [{ MAIL_DKIM_DOMAIN: 'a.invalid' }, ['MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE']],
    [{ MAIL_DKIM_SELECTOR: 'm1' }, ['MAIL_DKIM_SELECTOR']],
    [{ MAIL_DKIM_KEY_FILE: 'dkim.pem' }, ['MAIL_DKIM_KEY_FILE']],
    [
      { MAIL_DKIM_SELECTOR: 'm1', MAIL_DKIM_KEY_FILE: 'dkim.pem' },
      ['MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE'],
    ],
    [{ MAIL_DKIM_DOMAIN: 'a.invalid', MAIL_DKIM_SELECTOR: 'm1' }, ['MAIL_DKIM_KEY_FILE']],
    [{ MAIL_DKIM_DOMAIN: 'a.invalid', MAIL_DKIM_KEY_FILE: 'dkim.pem' }, ['MAIL_DKIM_SELECTOR']],
    [{ MAIL_DKIM_DOMAIN: '', MAIL_DKIM_SELECTOR: '', MAIL_DKIM_KEY_FILE: '' }, []],
    [{ MAIL_DKIM_DOMAIN: 'a.invalid', MAIL_DKIM_SELECTOR: 'm1', MAIL_DKIM_KEY_FILE: 'dkim.pem' }, []],
  ])('the three of DKIM in %j', (environment, expected) => {
    expect(wrong(environment, 'MAIL_DKIM_DOMAIN', 'MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE')).toEqual(
      expected,
    );
    // Whoever asks for one of them is told as well.
    if (expected.length === 2) expect(wrong(environment, 'MAIL_DKIM_DOMAIN')).toEqual(expected);
  });

  test('name both, and their values', () => {
    const [problem] = problemsOf({ LEASE_SECONDS: '5' }, 'LEASE_SECONDS');
    expect(problem?.read).toBe('"5" · SEND_TIMEOUT_MILLISECONDS "10000"');
    expect(problem?.allowed.en).toBe('longer than SEND_TIMEOUT_MILLISECONDS');
  });

  test('are not looked at by a process that asks for neither', () => {
    expect(wrong({ LEASE_SECONDS: '5' }, 'LOG_LEVEL')).toEqual([]);
  });

  test('are not blamed when one is wrong by itself', () => {
    expect(wrong({ LEASE_SECONDS: 'soon' }, 'LEASE_SECONDS', 'SEND_TIMEOUT_MILLISECONDS')).toEqual([
      'LEASE_SECONDS',
    ]);
  });
});

describe('misspelt names', () => {
  test.each([
    ['LEASE_SECOND', 'LEASE_SECONDS'],
    ['LAESE_SECONDS', 'LEASE_SECONDS'],
    ['lease_seconds', 'LEASE_SECONDS'],
    ['SMS_BULK_CALL_PER_SECONDS', 'SMS_BULK_CALLS_PER_SECOND'],
    ['MAIL_FORM', 'MAIL_FROM'],
    ['MUSTER_OPERATR', 'MUSTER_OPERATOR'],
  ] as const)('%s is taken for %s', (variable, name) => {
    const [problem] = problemsOf({ [variable]: '5' }, name);
    expect(problem).toMatchObject({ name: variable, read: '"5"' });
    expect(problem?.allowed.en).toContain(`did you mean ${name}`);
  });

  test('a misspelt secret is not shown either', () => {
    expect(problemsOf({ PUSH_TOKN: 'hunter2' }, 'PUSH_TOKEN')[0]?.read).not.toContain('hunter2');
  });

  test.each([
    ['an unknown name far from ours', { LEASE: '5', SOME_SECONDS: '1' }],
    ['a near name beside the right one', { LEASE_SECONDS: '60', LEASE_SECOND: '5' }],
    ['another setting of ours', { SMS_BULK_CALLS_PER_SECOND: '9' }],
    ['a near name that is empty', { LEASE_SECOND: '' }],
  ])('%s is no error', (_, environment) => {
    expect(wrong(environment, 'LEASE_SECONDS', 'SMS_URGENT_CALLS_PER_SECOND')).toEqual([]);
  });
});

test('every setting stands in one section, is described in both languages, and names its unit', () => {
  const listed = sections.flatMap((section) => Object.entries(section.settings));
  expect(listed.map(([name]) => name).sort()).toEqual(Object.keys(settings).sort());
  for (const [name, { kind, about }] of listed) {
    expect(about.zh).toMatch(/[一-鿿]/);
    expect(about.en).toMatch(/^[ -~…【】]{10,}$/);
    if (kind.allowed.en.includes('seconds)')) expect(name).toMatch(/_(MILLI)?SECONDS$/);
  }
});

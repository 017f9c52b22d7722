import { describe, expect, jest, test } from '@jest/globals';
import { providersOf } from '../../providers/configured.js';
import { DESK_SETTINGS, openDesk } from '../../workers/desk.js';
import { systemClock } from '../../runtime/clock.js';
import { ConfigError, loadConfig, type Environment } from '../../runtime/config.js';

const OFFICE = {
  DATABASE_URL: 'postgres://muster@127.0.0.1/muster',
  REDIS_URL: 'redis://127.0.0.1:1',
  DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'first',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
  SMS_SIGN_NAME: '唐山应急',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'notice@muster.invalid',
};
const SECOND = { ALIBABA_CLOUD_ACCESS_KEY_ID_2: 'other', ALIBABA_CLOUD_ACCESS_KEY_SECRET_2: 'secret' };

/** Names and weights of the providers that these settings make. */
async function made(more: Environment): Promise<{ sms: string[]; email: string[] }> {
  const { sms, email } = providersOf(loadConfig({ ...OFFICE, ...more }, DESK_SETTINGS), systemClock);
  const shown = [sms, email].map((all) => all.map(({ name, weight }) => `${name} ${weight}`));
  await Promise.all([...sms, ...email].map((provider) => provider.close()));
  return { sms: shown[0]!, email: shown[1]! };
}

describe('the settings of a second account', () => {
  test.each<[Environment, string[], string[]]>([
    [{}, ['aliyun 100'], ['smtp 100']],
    [SECOND, ['aliyun 50', 'aliyun-2 50'], ['smtp 100']],
    [{ ...SECOND, SMS_WEIGHT_2: '0', SMS_SIGN_NAME_2: '应急' }, ['aliyun 100', 'aliyun-2 0'], ['smtp 100']],
    [{ SMTP_URL_2: 'smtp://127.0.0.1:2', SMTP_WEIGHT_2: '30' }, ['aliyun 100'], ['smtp 70', 'smtp-2 30']],
    [{ ...SECOND, SMS_PROVIDER: 'inert', EMAIL_PROVIDER: 'inert' }, ['inert 100'], ['inert 100']],
  ])('%j', async (more, sms, email) => {
    expect(await made(more)).toEqual({ sms, email });
  });

  test.each(['ALIBABA_CLOUD_ACCESS_KEY_ID_2', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET_2'])(
    'belong together: %s alone is refused, and its value is not shown',
    (name) => {
      const wrong = () => loadConfig({ ...OFFICE, [name]: 'half-an-account' }, DESK_SETTINGS);
      expect(wrong).toThrow(ConfigError);
      expect(wrong).toThrow(/ALIBABA_CLOUD_ACCESS_KEY_SECRET_2/);
    },
  );

  test('are no secret to the office, which knows of the account by its key alone', () => {
    const office = loadConfig({ ALIBABA_CLOUD_ACCESS_KEY_ID_2: 'other' }, ['ALIBABA_CLOUD_ACCESS_KEY_ID_2']);
    expect(office).toEqual({ alibabaCloudAccessKeyId2: 'other' });
  });
});

describe('the settings of DKIM', () => {
  const dkim = { MAIL_DKIM_DOMAIN: 'muster.invalid', MAIL_DKIM_SELECTOR: 'm1' };
  // Where a program would end, the test goes on.
  const stopped = (more: Environment): string => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    try {
      expect(() => openDesk('test', { environment: { ...OFFICE, ...more } })).toThrow('exit 78');
      return stderr.mock.calls.flat().join('');
    } finally {
      stderr.mockRestore();
      exit.mockRestore();
    }
  };

  test('one without the others stops a process before it has begun', () => {
    const said = stopped({ ...dkim });
    expect(said).toContain('MAIL_DKIM_KEY_FILE');
    expect(said).toContain('与 MAIL_DKIM_DOMAIN 一起写，或都不写');
    expect(said).toContain('given together with MAIL_DKIM_DOMAIN, or not at all');
  });

  test('so does a key that is not there, in words and not among lines of our code', () => {
    const said = stopped({ ...dkim, MAIL_DKIM_KEY_FILE: '/nowhere/dkim.pem' });
    expect(said).toContain('"/nowhere/dkim.pem"：没有这个文件（ENOENT） / there is no such file (ENOENT)');
    expect(said).toContain('PEM 格式的 RSA 私钥文件');
    expect(said).not.toMatch(/\n +at /);
  });
});

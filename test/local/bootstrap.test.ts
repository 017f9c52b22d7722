import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asset } from '../../runtime/root.js';
import { Checkout } from './checkout.js';

describe('the machine', () => {
  const check = async (version: string, platform: string): Promise<void> => {
    const machine = (await import(asset('local', 'bootstrap', 'machine.mjs'))) as {
      checkMachine(version: string, platform: string): void;
    };
    machine.checkMachine(version, platform);
  };

  test.each(['20.19.0', '22.1.0', '24.0.0'])('Node %s will do', (version) => check(version, 'linux'));

  test.each(['18.20.4', '20.18.9'])('Node %s is refused with what is needed', async (version) => {
    await expect(check(version, 'linux')).rejects.toThrow(
      /需要 Node 20\.19[\s\S]*Node 20\.19 or newer is needed/,
    );
  });

  test('Windows is sent to WSL', async () => {
    await expect(check('24.0.0', 'win32')).rejects.toThrow('WSL');
  });
});

describe('the bootstrap', () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => checkout.remove());

  test('installs and builds the first time, says so on stderr, and leaves stdout to the program', async () => {
    const ended = await checkout.run(['demo', '--people', '100']);
    expect(ended).toMatchObject({ code: 0, stdout: 'local/demo --people 100\n' });
    expect(ended.stderr).toMatch(/正在安装依赖[\s\S]*npm talks[\s\S]*done[\s\S]*正在编译/);
    expect(checkout.asked()).toEqual([expect.stringContaining('ci --include=dev'), 'run --silent build']);
  });

  test('does nothing and says nothing when nothing has changed', async () => {
    await checkout.run(['demo']);
    checkout.asked();
    expect(await checkout.run(['demo'])).toEqual({ code: 0, stdout: 'local/demo \n', stderr: '' });
    expect(checkout.asked()).toEqual([]);
  });

  test('builds again when a source changed, and not when a test did', async () => {
    await checkout.run(['demo']);
    checkout.asked();
    checkout.write('test/source.test.ts', 'test');
    await checkout.run(['demo']);
    expect(checkout.asked()).toEqual([]);
    checkout.write('source.ts', 'export const one = 1 + 0;');
    await checkout.run(['demo']);
    expect(checkout.asked()).toEqual(['run --silent build']);
  });

  test('installs again when the lock file changed', async () => {
    await checkout.run(['demo']);
    checkout.asked();
    checkout.write('package-lock.json', '{"lockfileVersion":3,"packages":{}}');
    await checkout.run(['demo']);
    expect(checkout.asked()).toHaveLength(2);
  });

  test('a failed step stops with its code, and is done again next time', async () => {
    const failed = await checkout.run(['demo'], { NPM_FAILS: 'build' });
    expect(failed).toMatchObject({ code: 9, stdout: '' });
    expect(failed.stderr).toMatch(/正在编译.*失败，原因见上 \/ failed, the reason is above/);
    checkout.asked();
    expect(await checkout.run(['demo'])).toMatchObject({ code: 0 });
    expect(checkout.asked()).toEqual(['run --silent build']);
  });

  test('two at once install and build once', async () => {
    const both = await Promise.all([checkout.run(['demo']), checkout.run(['demo'])]);
    expect(both.map((ended) => ended.code)).toEqual([0, 0]);
    expect(checkout.asked()).toHaveLength(2);
  });

  test('test prepares the engines and hands its arguments to Jest', async () => {
    const ended = await checkout.run(['test', 'ledger', '--verbose']);
    expect(ended).toMatchObject({ code: 0, stdout: 'local/prepare \njest ledger --verbose\n' });
  });

  test('check stops at the first step that fails', async () => {
    const ended = await checkout.run(['check'], { NPM_FAILS: 'lint' });
    expect(ended).toMatchObject({ code: 9, stdout: '' });
    expect(ended.stderr).toMatch(/\[1\/3\] 类型 \/ types：通过[\s\S]*\[2\/3\] 规范 \/ lint：没有通过/);
    expect(ended.stderr).not.toContain('[3/3]');
  });

  test('check passes when all three do', async () => {
    const ended = await checkout.run(['check']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('[3/3] 测试 / tests：通过');
  });

  test('an exit code is passed on', async () => {
    checkout.write('dist/local/demo.js', 'process.exit(42)');
    expect(await checkout.run(['demo'])).toMatchObject({ code: 42 });
  });

  test('a signal is passed on once, and the program’s own end is awaited', async () => {
    checkout.write(
      'dist/local/demo.js',
      `let times = 0;
       process.on('SIGINT', () => { times++; setTimeout(() => { console.log('stopped', times); process.exit(130) }, 200) });
       console.log('up'); setInterval(() => undefined, 1000);`,
    );
    const ended = await checkout.run(['demo'], {}, (text, signal) => {
      if (text.includes('up')) for (let times = 0; times < 3; times++) signal('SIGINT');
    });
    expect(ended).toMatchObject({ code: 130, stdout: 'up\nstopped 1\n' });
  });

  test('an unknown command is told which there are', async () => {
    const ended = await checkout.run(['toString']);
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('demo|start|faults|bench|muster|test|check'),
    });
    expect(checkout.asked()).toEqual([]);
  });

  describe('muster', () => {
    const printer = 'console.log(process.env.DATABASE_URL, process.env.LOG_LEVEL)';
    const runningStack = (supervisor: number): void =>
      checkout.write(
        '.muster/stack/stack.json',
        JSON.stringify({ supervisor, env: { DATABASE_URL: 'postgres://stack', LOG_LEVEL: 'info' } }),
      );
    beforeEach(() => checkout.write('dist/apps/cli/main.js', printer));

    test('talks to the running stack; what is set by hand wins', async () => {
      runningStack(process.pid);
      const ended = await checkout.run(['muster', 'run', 'list'], { LOG_LEVEL: 'debug' });
      expect(ended.stdout).toBe('postgres://stack debug\n');
    });

    test('leaves the stack alone when a database is named', async () => {
      runningStack(process.pid);
      const ended = await checkout.run(['muster'], { DATABASE_URL: 'postgres://mine' });
      expect(ended.stdout).toBe('postgres://mine undefined\n');
    });

    test('says when the stack does not run any more', async () => {
      const gone = await checkout.run(['muster']);
      expect(gone.stdout).toBe('undefined undefined\n');
      runningStack(2 ** 22 + 1);
      const ended = await checkout.run(['muster']);
      expect(ended).toMatchObject({
        stdout: 'undefined undefined\n',
        stderr: expect.stringContaining('npm start'),
      });
    });
  });
});

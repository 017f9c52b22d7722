import { mkdtempSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delimiter } from 'node:path';
import type { EngineSearch } from '../../../local/engines/engine.js';
import { findOnPath } from '../../../local/engines/program.js';

/** A search in a folder of its own, with only the programs a test puts on its PATH. */
export class BareMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'muster-machine-'));
  readonly said: string[] = [];
  readonly search: EngineSearch = {
    environment: { PATH: join(this.folder, 'bin'), HOME: process.env['HOME'] },
    enginesFolder: join(this.folder, 'engines'),
    report: (line) => void this.said.push(line),
  };

  /** Puts a shell script on the PATH. */
  async program(name: string, script: string): Promise<void> {
    const path = join(this.folder, 'bin', name);
    await mkdir(join(this.folder, 'bin'), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
  }

  /** Puts a program of the real machine on the PATH; it finds its own helpers as usual. */
  async borrow(name: string): Promise<void> {
    const real = findOnPath(name, process.env);
    if (!real) throw new Error(`this test needs ${name} on the PATH`);
    const path = (process.env['PATH'] ?? '').split(delimiter).join(':');
    await this.program(name, `PATH='${path}' exec '${real}' "$@"`);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

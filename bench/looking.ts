import { launch } from '../office/launch.js';
import { statement } from '../office/look-up.js';
import { prepare } from '../office/prepare.js';
import { preview } from '../office/preview.js';
import { why } from '../office/why.js';
import { untilDrained } from './office.js';
import type { BenchStack } from './stack.js';
import { median } from './until.js';

/** What looking costs at this size, in milliseconds; the median of several looks. */
export interface LookingFigures {
  /** Plan, audience and preview of a notice by both channels, one text for all. */
  preview: number;
  /** The same with a text by name. */
  previewByName: number;
  /** The statement of a run by both channels to everyone. */
  statement: number;
  /** Why somebody got what they got of it. */
  why: number;
}

const LOOKS = 5;

/** Somebody of the sample city. */
const SOMEBODY = '1000';

/** Looks ahead at a notice to everyone by both channels, sends it, and looks back. */
export async function measureLooking(bench: BenchStack): Promise<LookingFigures> {
  const { office, actor } = bench;
  const ahead = (written: object) =>
    milliseconds(async () => preview(office, actor, await prepare(office, actor, written)));
  const figures = { preview: await ahead(FOR_ALL), previewByName: await ahead(BY_NAME) };
  const { run } = await launch(office, actor, await prepare(office, actor, FOR_ALL));
  await untilDrained(bench, run);
  return {
    ...figures,
    statement: await milliseconds(() => statement(office, actor, run.id)),
    why: await milliseconds(() => why(office, actor, { runId: run.id, person: SOMEBODY })),
  };
}

const notice = (key: string, code: string, variables: Record<string, string>) => ({
  ...{ kind: 'notice', key, title: 'bench', emergency: 'bench', audience: { committees: ['tangshan'] } },
  channels: [
    { channel: 'sms', template: code, variables },
    { channel: 'email', template: `${code}-mail`, variables },
  ],
});
const FOR_ALL = notice('looking', 'flood-warning', { river: '滦河' });
const BY_NAME = notice('looking-by-name', 'safety-notice', {});

async function milliseconds(look: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < LOOKS; round++) {
    const began = performance.now();
    await look();
    taken.push(performance.now() - began);
  }
  return median(taken);
}

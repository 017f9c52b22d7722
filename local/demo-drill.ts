import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { asset } from '../runtime/root.js';

/** In a small city the drill's teams have fewer people: it asks for this share of them all at most. */
const DRILL_SHARE = 0.025;
const LEAST_PLACES = 5;
/** Nobody watches a demo for hours. */
const WAVE_WAIT = '1m';

/**
 * The drill of the examples, for a demo with so many volunteers: with fewer places where the city is small, and a
 * shorter wait. Written into a folder.
 * @returns its file
 */
export async function drillFile(folder: string, people: number): Promise<string> {
  const drill = parseDocument(await readFile(asset('examples', 'call-out-drill.yaml'), 'utf8'));
  const places = Number(drill.get('needed'));
  drill.set('needed', Math.max(LEAST_PLACES, Math.min(places, Math.round(people * DRILL_SHARE))));
  drill.set('wave_wait', WAVE_WAIT);
  const file = join(folder, 'call-out-drill.yaml');
  await writeFile(file, drill.toString());
  return file;
}

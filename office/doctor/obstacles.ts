import type { Sentence } from '../../domain/problem.js';
import { nextFirings } from '../../schedules/firings.js';
import { prepareFiring } from '../launch-scheduled.js';
import type { Office } from '../office.js';
import { problemsOf } from '../refusal.js';
import { declaredSchedules } from '../schedules/declared.js';
import { fine, trouble, type Finding } from './finding.js';

/** Whether each schedule would launch something if it fired now; those with the same in their way are named together. */
export async function examineObstacles(office: Office): Promise<Finding[]> {
  const { entries } = await declaredSchedules(office);
  const inTheWay = new Map<string, { ids: string[]; problems: readonly Sentence[] }>();
  for (const entry of entries) {
    const [next] = nextFirings(entry.firing, office.clock.now(), 1);
    const problems = next ? await problemsOf(() => prepareFiring(office, entry, next)) : [];
    if (problems.length === 0) continue;
    const said = problems.map(({ zh }) => zh).join('；');
    const known = inTheWay.get(said);
    if (known) known.ids.push(entry.id);
    else inTheWay.set(said, { ids: [entry.id], problems });
  }
  if (inTheWay.size === 0)
    return [fine('next firings', ['日程到时都会照常发起', 'every schedule will launch when it fires'])];
  return [...inTheWay.values()].map(obstacleFinding);
}

const obstacleFinding = ({ ids, problems }: { ids: string[]; problems: readonly Sentence[] }): Finding =>
  trouble(
    'warning',
    'next firings',
    [
      `日程到时无法发起：${ids.join('、')}`,
      `schedules will launch nothing when they fire: ${ids.join(', ')}`,
    ],
    [problems.map(({ zh }) => zh).join('；'), problems.map(({ en }) => en).join('; ')],
    { schedules: ids, obstacles: problems.length },
  );

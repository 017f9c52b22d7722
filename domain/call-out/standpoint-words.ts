import type { Sentence } from '../problem.js';
import { FATIGUE_DAYS, type Standpoint } from './ranking.js';

/**
 * Why somebody is asked as early as they are, in words; the parts that bring the most points come first.
 * @param placed the event says where it is; else nobody is nearer than others, and nothing is said of it
 */
export function standpointWords(standpoint: Omit<Standpoint, 'points'>, placed: boolean): Sentence {
  const parts = [
    hours(standpoint),
    ...(placed ? [distance(standpoint)] : []),
    fatigue(standpoint),
    acceptance(standpoint),
  ];
  return { zh: parts.map(({ zh }) => zh).join('，'), en: parts.map(({ en }) => en).join(', ') };
}

function hours({ available }: Pick<Standpoint, 'available'>): Sentence {
  if (available === null) return { zh: '没说过何时能来', en: 'never said when they can come' };
  return available
    ? { zh: '在可出勤时间内', en: 'can come at that time' }
    : { zh: '不在可出勤时间内', en: 'is not free at that time' };
}

function distance({ distance: levels }: Pick<Standpoint, 'distance'>): Sentence {
  if (levels === 0) return { zh: '就在当地', en: 'lives there' };
  return { zh: `相隔 ${levels} 级`, en: `${levels} ${levels === 1 ? 'level' : 'levels'} away` };
}

function fatigue({ askedLately, servedLately }: Pick<Standpoint, 'askedLately' | 'servedLately'>): Sentence {
  if (askedLately === 0 && servedLately === 0)
    return { zh: `近 ${FATIGUE_DAYS} 天没有打扰`, en: `left in peace for ${FATIGUE_DAYS} days` };
  return {
    zh: `近 ${FATIGUE_DAYS} 天询问 ${askedLately} 次、出勤 ${servedLately} 次`,
    en: `asked ${askedLately} and served ${servedLately} times in ${FATIGUE_DAYS} days`,
  };
}

function acceptance({ acceptance: share }: Pick<Standpoint, 'acceptance'>): Sentence {
  const percent = Math.round(share * 100);
  return { zh: `约 ${percent}% 会来`, en: `${percent}% likely to come` };
}

import type { Sentence } from '../../../domain/problem.js';
import type { HonourLine } from '../../../ledger/honours.js';
import type { TenDone } from '../../../office/honour-month.js';
import type { NominationView, TenView } from '../../../office/honour-view.js';
import { table } from '../table.js';
import type { Words } from '../words.js';
import { shownTime } from './time.js';

/** Months of the ten, one a line. */
export function tenMonthsView(months: readonly HonourLine[], { stacked, say }: Words): string {
  if (months.length === 0) return say('还没有推荐', 'nothing has been nominated yet');
  return table(
    [
      ...[stacked('月份', 'month'), stacked('推荐', 'nominated'), stacked('入选', 'picked')],
      ...[stacked('公示', 'under notice'), stacked('公布', 'published'), stacked('表彰', 'rewarded')],
    ],
    months.map((one) => [
      ...[one.month, one.nominated, one.picked, one.noticed],
      ...[shownTime(one.publishedAt), shownTime(one.rewardedAt)],
    ]),
  );
}

const STANDINGS: Record<NominationView['standing'], Sentence> = {
  nominated: { zh: '推荐', en: 'nominated' },
  picked: { zh: '入选', en: 'picked' },
  'under notice': { zh: '公示', en: 'under notice' },
  out: { zh: '因异议撤下', en: 'taken out' },
  published: { zh: '已公布', en: 'published' },
};

/** A month with all that was nominated. */
export function tenView(view: TenView, words: Words): string {
  const { stacked, tell, label, say } = words;
  const lines = table(
    [
      ...[stacked('报送', 'duty'), stacked('推荐单位', 'committee'), stacked('名称', 'title')],
      ...[stacked('类别', 'kind'), stacked('同意公开', 'consent'), stacked('进展', 'standing')],
    ],
    view.nominations.map(({ duty, committee, title, kind, consented, standing, dismissed }) => [
      ...[duty, committee, title, kind, consented ? label('是', 'yes') : label('未写明', 'not stated')],
      tell(STANDINGS[standing]) +
        (dismissed > 0
          ? ` ${label(`异议不成立 ${dismissed} 次`, `${dismissed} objection(s) dismissed`)}`
          : ''),
    ]),
  );
  return [
    headOf(view, words),
    '',
    view.nominations.length === 0 ? say('还没有推荐', 'no nominations yet') : lines,
  ].join('\n');
}

function headOf(
  { month, picked, noticeUntil, provisional, publishedAt, rewardedAt }: TenView,
  { say }: Words,
): string {
  if (rewardedAt)
    return say(`${month} 月评十佳：已公布，已表彰`, `the ten of ${month}: published and rewarded`);
  if (publishedAt)
    return say(`${month} 月评十佳：已公布，待表彰`, `the ten of ${month}: published, to be rewarded`);
  const maybe = provisional ? { zh: '（暂定）', en: ' (provisional)' } : { zh: '', en: '' };
  return picked > 0 && noticeUntil
    ? say(
        `${month} 月评十佳：入选 ${picked} 名，公示到 ${noticeUntil}${maybe.zh}`,
        `the ten of ${month}: ${picked} picked, under public notice until ${noticeUntil}${maybe.en}`,
      )
    : say(`${month} 月评十佳：入选 ${picked} 名`, `the ten of ${month}: ${picked} picked`);
}

/** A month after something was done. */
export function tenDoneView(done: TenDone, words: Words): string {
  if (done.settled.length === 0) return headOf(done, words);
  const numbers = done.settled.join('、');
  const settled = words.say(
    `本办报送 ${numbers} 随之办结`,
    `this settles the office’s own duty ${numbers.replaceAll('、', ', ')}`,
  );
  return `${headOf(done, words)}\n${settled}`;
}

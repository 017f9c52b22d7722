import Table from 'cli-table3';
import type { AnswersVerdict } from './answers.js';
import type { InTime } from './hearing.js';
import type { PlacesVerdict, TellingVerdict } from './places.js';

const PLAIN = { style: { head: [], border: [] } };

/** Seats and answers as people read them; nothing where there was no call-out. */
export const callOutTables = ({
  answers,
  callOuts,
  inTime,
}: {
  answers: AnswersVerdict;
  callOuts: readonly PlacesVerdict[];
  inTime: InTime;
}): string[] =>
  callOuts.length === 0 ? [] : [placesTable(callOuts), answersTable(answers), inTimeLine(inTime)];

const PLACE_HEADINGS = [
  '集结 call-out',
  '需要 needed',
  '询问 asked',
  '已定 placed',
  '同时最多 most at once',
  '超员 oversold',
  '退出 gave back',
  '确认 confirmed',
  '漏/重/无据 wrong',
  '被拒 withheld*',
  '候补 waitlisted',
  '漏/重/无据 wrong',
  '交叉 crossed**',
];

function placesTable(callOuts: readonly PlacesVerdict[]): string {
  const table = new Table({ head: PLACE_HEADINGS, ...PLAIN });
  for (const { run, title, needed, asked, placed, mostAtOnce, oversold, withdrawn, ...more } of callOuts) {
    const { confirmation, waitlist, crossed } = more;
    table.push([
      ...[`${run} ${title}`, needed, asked, placed, mostAtOnce, oversold, withdrawn],
      ...[
        confirmation.texts,
        wrong(confirmation),
        confirmation.withheld,
        waitlist.texts,
        wrong(waitlist),
        crossed,
      ],
    ]);
  }
  return [
    table.toString(),
    '漏/重/无据 wrong = missing / doubled / unfounded',
    '* 有位置，但确认短信被运营商拒收或因退订未发，对账单可查 / has a place, and the carrier or an opt-out refused the word of it',
    '** 确认短信到达时本人已改口 / confirmed by a text that crossed their own withdrawal',
  ].join('\n');
}

const wrong = ({ missing, doubled, unfounded }: TellingVerdict): string =>
  [missing, doubled, unfounded].join(' / ');

const ANSWER_HEADINGS: [string, keyof AnswersVerdict][] = [
  ['回复 replies', 'written'],
  ['已应答 acknowledged', 'acknowledged'],
  ['丢失 lost', 'lost'],
  ['重复 twice', 'twice'],
  ['未处理 unread', 'unread'],
  ['没有结果 unheard', 'unheard'],
  ['读反 misread', 'misread'],
  ['计为答复 answers', 'answers'],
  ['待人工或编号 for a clerk', 'waiting'],
  ['没有送到 unpushed', 'unpushed'],
];

function answersTable(answers: AnswersVerdict): string {
  const table = new Table({ head: ANSWER_HEADINGS.map(([heading]) => heading), ...PLAIN });
  table.push(ANSWER_HEADINGS.map(([, field]) => answers[field]));
  return table.toString();
}

/** A run that was judged while it was still under way says so here. */
const inTimeLine = ({ filled, calm }: InTime): string =>
  [
    filled ? '集结按时满员 call-outs full in time' : '集结没有按时满员 call-outs not full in time',
    calm ? '全部按时处理完 all settled in time' : '没有按时处理完 not all settled in time',
  ].join('; ');

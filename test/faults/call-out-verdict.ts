import { ANSWER_FINDINGS, type AnswerFinding, type AnswersVerdict } from './answers.js';
import type { InTime } from './hearing.js';
import {
  TELLING_FINDINGS,
  TOLD_STEPS,
  type PlacesVerdict,
  type TellingFinding,
  type ToldStep,
} from './places.js';

/** A mark that is not kept, in words. */
interface Broken {
  zh: string;
  en: string;
}

const ANSWER_WORDS: Record<AnswerFinding, Broken> = {
  lost: { zh: '条回复已应答收到却丢失', en: 'answers lost although their push was answered' },
  twice: { zh: '条回复重复计入', en: 'answers counted twice' },
  unread: { zh: '批回复无人处理', en: 'pushes of replies left unread' },
  unheard: { zh: '条明确的回复没有结果', en: 'clear answers came to nothing' },
  misread: { zh: '条回复被读反', en: 'answers read as their opposite' },
};

const STEP_WORDS: Record<ToldStep, Broken> = {
  confirmation: { zh: '确认短信', en: 'confirmations' },
  waitlist: { zh: '候补短信', en: 'words of the waitlist' },
};

const TELLING_WORDS: Record<TellingFinding, Broken> = {
  missing: { zh: '漏发', en: 'missing' },
  doubled: { zh: '重复', en: 'doubled' },
  unfounded: { zh: '无据', en: 'unfounded' },
};

/** What a verdict says of a run's call-outs. */
interface CallOutsJudged {
  answers: AnswersVerdict;
  callOuts: readonly PlacesVerdict[];
  inTime: InTime;
}

/** What is broken about answers and places; also that there were none, for then nothing has been shown. */
export function brokenCallOutMarks({ answers, callOuts, inTime }: CallOutsJudged): Broken[] {
  return [
    ...ANSWER_FINDINGS.filter((finding) => answers[finding] > 0).map((finding) => ({
      zh: `${answers[finding]} ${ANSWER_WORDS[finding].zh}`,
      en: `${answers[finding]} ${ANSWER_WORDS[finding].en}`,
    })),
    ...(callOuts.length > 0 && answers.written === 0 ? [NOBODY_WROTE] : []),
    ...(answers.unpushed > 0 ? [leftBehind(answers.unpushed)] : []),
    ...(inTime.filled ? [] : [NOT_FILLED]),
    ...(inTime.calm ? [] : [NOT_CALM]),
    ...callOuts.flatMap(brokenPlaces),
  ];
}

const NOBODY_WROTE: Broken = {
  zh: '集结期间一条回复也没有写',
  en: 'nobody wrote a reply to any call-out',
};
const NOT_FILLED: Broken = {
  zh: '到时间集结还没有满',
  en: 'time was up before the call-outs were full',
};
const NOT_CALM: Broken = {
  zh: '到时间还有回复或短信没有处理完',
  en: 'time was up before every reply and text was settled',
};

const leftBehind = (count: number): Broken => ({
  zh: `${count} 条回复到最后也没有送到我们这里`,
  en: `${count} replies unpushed at the end`,
});

function brokenPlaces(places: PlacesVerdict): Broken[] {
  const broken: Broken[] = [];
  const must = (wrong: number, zh: string, en: string): void => {
    if (wrong > 0)
      broken.push({ zh: `集结 ${places.run}：${zh} ${wrong}`, en: `call-out ${places.run}: ${wrong} ${en}` });
  };
  if (places.placed === 0)
    broken.push({ zh: `集结 ${places.run}：无人到位`, en: `call-out ${places.run}: nobody placed` });
  must(places.oversold, '超员', 'seats oversold');
  must(places.miscounted, '位置计数相差', 'places miscounted');
  for (const step of TOLD_STEPS) {
    for (const finding of TELLING_FINDINGS) {
      const [of, what] = [STEP_WORDS[step], TELLING_WORDS[finding]];
      must(places[step][finding], `${of.zh}${what.zh}`, `${of.en} ${what.en}`);
    }
  }
  return broken;
}

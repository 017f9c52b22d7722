import type { Basis } from './rules/rule.js';
import type { Stance } from './stances.js';
import { CLEAR, DOUBTFUL, FAINT, FAIR } from './weights.js';

/** What all stances of a reply come to. */
export interface Verdict {
  meaning: Stance['answer'] | 'unclear';
  confidence: number;
  /** The stances that decided. */
  by: readonly Stance[];
}

/** How much a stance counts against another that it was not set against. */
const RANK: Readonly<Record<Basis, number>> = {
  explicit: 4,
  late: 4,
  despite: 4,
  condition: 4,
  doubt: 4,
  desire: 3,
  reason: 2.5,
  frailty: 2.5,
  hint: 0.5,
  accept: 2,
  assent: 2,
  avail: 1,
  noted: 1,
  sign: 0,
  thanks: 0,
  question: 0,
};

/** What was said, sorted by what it is about. */
interface Heard {
  /** Of the writer and of now. */
  answers: readonly Stance[];
  /** The same, but mere signs: 👍, 嗯, 抱歉. */
  signs: readonly Stance[];
  questions: readonly Stance[];
  others: readonly Stance[];
  /** Of another occasion. */
  later: readonly Stance[];
  thanks: readonly Stance[];
}

/** Weighs what was said, in order: the last word counts where it is set against the earlier one. */
export function verdict(all: readonly Stance[]): Verdict {
  const heard = sorted(withoutRetracted(all));
  // 好的，下次一定 agrees to another time.
  if (heard.later.length > 0 && heard.answers.every(onlyAgrees))
    return { meaning: 'no', confidence: FAIR, by: heard.later };
  if (heard.answers.length > 0) return beside(fold(heard.answers), heard);
  return withoutAnswer(heard);
}

function sorted(said: readonly Stance[]): Heard {
  const now = said.filter(({ next }) => !next);
  const own = now.filter(({ about, answer }) => about === 'self' && /yes|no|maybe/.test(answer));
  return {
    answers: own.filter(({ basis }) => basis !== 'sign'),
    signs: own.filter(({ basis }) => basis === 'sign'),
    questions: now.filter(({ answer }) => answer === 'question'),
    others: now.filter(({ about }) => about !== 'self'),
    later: said.filter(({ next }) => next),
    thanks: said.filter(({ answer }) => answer === 'thanks'),
  };
}

const onlyAgrees = ({ basis }: Stance): boolean =>
  basis === 'accept' || basis === 'assent' || basis === 'noted';

/** Without what was said of earlier (本来能来) or taken back (说错了), where something followed. */
function withoutRetracted(all: readonly Stance[]): Stance[] {
  const current = all.slice(
    Math.max(
      0,
      all.findLastIndex(({ mistake }) => mistake),
    ),
  );
  if (current.some(({ answer, past }) => !past && /yes|no|maybe/.test(answer)))
    return current.filter(({ past }) => !past);
  // Only the past was told: 本来能来 lets expect the opposite.
  return current.map((stance) => {
    if (!stance.past || stance.answer === 'question') return stance;
    return { ...stance, answer: stance.answer === 'yes' ? 'no' : stance.answer, weight: FAINT };
  });
}

/** The answers one after the other. */
function fold(answers: readonly Stance[]): Verdict {
  const [first, ...rest] = answers;
  if (!first) return { meaning: 'unclear', confidence: 0, by: [] };
  return rest.reduce<Verdict>(joined, taken(first, first.weight));
}

const taken = (stance: Stance, confidence = Math.max(stance.weight, CLEAR)): Verdict => ({
  meaning: stance.answer,
  confidence,
  by: [stance],
});

/** The stance that counts for what was said so far stands last among those it rests on. */
function joined(sofar: Verdict, stance: Stance): Verdict {
  const before = sofar.by.at(-1) ?? stance;
  if (sofar.meaning === stance.answer) return agreed(sofar, before, stance);
  // 想去，怕请不下假.
  if (stance.basis === 'doubt' && before.basis === 'desire')
    return { meaning: 'maybe', confidence: FAIR, by: [stance] };
  // 能来，可能来不了.
  if (stance.basis === 'doubt' && sofar.meaning === 'yes')
    return {
      meaning: 'maybe',
      confidence: before.basis === 'late' ? FAIR : FAINT,
      by: [...sofar.by, stance],
    };
  // 上午能去，下午不行: both hold, and which hours are asked for is not known here.
  if (onOtherDays(before, stance)) return { meaning: 'maybe', confidence: FAINT, by: [...sofar.by, stance] };
  return stance.turn ? turned(sofar, before, stance) : compared(sofar, before, stance);
}

const agreed = (sofar: Verdict, before: Stance, stance: Stance): Verdict => ({
  ...sofar,
  confidence: Math.max(sofar.confidence, stance.weight),
  by:
    RANK[stance.basis] >= RANK[before.basis]
      ? [...sofar.by, stance]
      : [...sofar.by.slice(0, -1), stance, before],
});

const onOtherDays = (one: Stance, other: Stance): boolean =>
  one.days !== '' && other.days !== '' && one.days !== other.days && one.basis !== 'reason';

const isFaint = ({ weight }: Stance): boolean => weight < DOUBTFUL;
const capped = (sofar: Verdict, most: number): Verdict => ({
  ...sofar,
  confidence: Math.min(sofar.confidence, most),
});

/** 能来，但… / 现在…: the later word counts, unless it only names a difficulty. */
function turned(sofar: Verdict, before: Stance, stance: Stance): Verdict {
  if (isFaint(stance)) return capped(sofar, FAIR);
  switch (stance.basis) {
    case 'reason':
      return despiteReason(sofar, before, stance);
    case 'hint':
      return RANK[before.basis] < RANK.explicit ? taken(stance, FAIR) : capped(sofar, DOUBTFUL);
    case 'frailty':
      return RANK[before.basis] < RANK.explicit ? taken(stance, FAIR) : sofar;
    case 'avail':
    case 'noted':
      return taken(stance, DOUBTFUL);
    case 'accept':
    case 'assent':
      return taken(stance, FAIR);
    default:
      return taken(stance);
  }
}

/** 想去但加班 is a no; 能去但加班 is neither; 能来，不过我三点要接孩子 comes until then. */
function despiteReason(sofar: Verdict, before: Stance, stance: Stance): Verdict {
  if (RANK[before.basis] < RANK.explicit) return taken(stance, FAIR);
  if (sofar.meaning === 'yes' && stance.clocked) return capped(sofar, FAIR);
  return { meaning: 'maybe', confidence: FAINT, by: [stance] };
}

/** Why somebody may stay away. */
const EXPLAINS: ReadonlySet<Basis> = new Set(['reason', 'frailty', 'hint']);

/** Said side by side, nothing sets one against the other: what rests on more counts. */
function compared(sofar: Verdict, before: Stance, stance: Stance): Verdict {
  const difference = RANK[stance.basis] - RANK[before.basis];
  if (onlyAgrees(before) && EXPLAINS.has(stance.basis) && (difference < 0 || isFaint(stance)))
    // 好的，周末出去玩: takes note, perhaps, and names what keeps away.
    return capped(sofar, DOUBTFUL);
  if (isFaint(before) || (difference > 0 && !isFaint(stance))) return taken(stance, atLeastDoubtful(stance));
  return difference === 0 && !isFaint(stance)
    ? equals(sofar, before, stance)
    : outranked(sofar, before, stance);
}

/** What rests on less leaves the answer, and may leave a doubt. */
function outranked(sofar: Verdict, before: Stance, stance: Stance): Verdict {
  if (sofar.meaning !== 'yes' || RANK[stance.basis] > RANK[before.basis]) return sofar;
  // 能来……不，来不了: a bare 不 takes back at least the certainty.
  if (stance.answer === 'no' && stance.basis === 'assent')
    return { meaning: 'no', confidence: FAINT, by: [...sofar.by, stance] };
  // 能来，家里有事: why tell us, if it changes nothing? 晚点到，路远 says why.
  return stance.basis === 'reason' && before.basis !== 'late' ? capped(sofar, DOUBTFUL) : sofar;
}

const atLeastDoubtful = ({ weight }: Stance): number => Math.max(weight, DOUBTFUL);

/** Two answers of the same standing. Of a plain yes and a plain no, one must be asked about. */
function equals(sofar: Verdict, before: Stance, stance: Stance): Verdict {
  if (stance.basis === 'despite' && sofar.meaning === 'maybe') return taken(stance);
  switch (`${sofar.meaning} ${stance.answer}`) {
    case 'yes maybe':
      return taken(stance, before.weight < FAIR ? DOUBTFUL : FAIR);
    case 'maybe no':
      return taken(stance, FAIR);
    case 'maybe yes':
      return taken(stance, DOUBTFUL);
    case 'no maybe':
      return stance.weight > DOUBTFUL ? taken(stance, DOUBTFUL) : sofar;
    default:
      // 我报名，那天要考试，去不了: the yes was already doubted.
      if (stance.answer === 'no' && sofar.confidence <= DOUBTFUL) return taken(stance, FAIR);
      return { meaning: 'no', confidence: FAINT, by: [...sofar.by, stance] };
  }
}

/** The answer in the light of what is said of other people, asked or thanked for beside it. */
function beside(own: Verdict, heard: Heard): Verdict {
  // 我去不了，让我弟弟替我去: whether the brother may come is for a person to decide.
  if (heard.others.some(({ about }) => about === 'stand-in')) return capped(own, FAINT);
  if (own.meaning === 'no') return besideNo(own, heard);
  if (own.meaning !== 'yes') return own;
  // 能来👎: one of them is a slip.
  if (heard.signs.some(({ answer, weight }) => answer === 'no' && weight > FAINT)) return capped(own, FAINT);
  return besideYes(own, heard);
}

/** 几点结束？下午我有事: the reason may be why they ask. */
const besideNo = (own: Verdict, { questions }: Heard): Verdict =>
  questions.length > 0 && own.by.every(({ basis }) => EXPLAINS.has(basis))
    ? { meaning: 'question', confidence: DOUBTFUL, by: questions }
    : own;

function besideYes(own: Verdict, { questions, thanks }: Heard): Verdict {
  // 我能去吗？没培训过: no answer.
  if (questions.length > 0 && own.by.every(({ basis }) => basis === 'avail' || basis === 'noted'))
    return heaviest(questions);
  const agreesOnly = own.by.every(onlyAgrees);
  // 好的，你是谁: agrees to nothing yet.
  if (agreesOnly && questions.some(({ wonders }) => wonders)) return capped(own, DOUBTFUL);
  // 能来，几点不能来: what was agreed to?
  const answered = Math.max(...own.by.map(({ start }) => start));
  if (questions.some(({ hidesNo, start }) => hidesNo && start > answered)) return capped(own, DOUBTFUL);
  // 好的谢谢 may only take note.
  const tookNote = own.by.every(({ basis }) => basis === 'assent' || basis === 'noted');
  if (tookNote && questions.length === 0 && thanks.some(({ basis }) => basis === 'thanks'))
    return { meaning: 'thanks', confidence: DOUBTFUL, by: [...own.by, ...thanks] };
  return own;
}

function withoutAnswer({ questions, others, thanks, signs }: Heard): Verdict {
  if (questions.length > 0) return heaviest(questions);
  if (others.length > 0) return { ...fold(others), confidence: FAINT };
  if (thanks.length === 0) return fold(signs);
  if (signs.length === 0) return heaviest(thanks);
  // 👌谢谢 may only take note; 👌🌹 does not, and 抱歉谢谢 is no thanks.
  const inWords = thanks.some(({ basis }) => basis === 'thanks');
  return inWords && signs.every(({ answer }) => answer === 'yes')
    ? capped(heaviest(thanks), DOUBTFUL)
    : fold(signs);
}

function heaviest(by: readonly Stance[]): Verdict {
  const most = by.reduce((best, stance) => (stance.weight > best.weight ? stance : best));
  return { meaning: most.answer, confidence: most.weight, by };
}

/**
 * From what the schema library found to sentences for the person who wrote the definition: in both languages,
 * with the place, and with the word that was probably meant.
 */
import { z } from 'zod';
import type { Checked, Fault, Problem, Sentence } from '../problem.js';
import { nearest } from './nearest.js';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
type Path = (string | number)[];

/** What the keys of an object are called ("受众条件", "audience condition"). */
const nouns = z.registry<Sentence>();

/** An object that refuses keys it does not know, and says what its keys are called. */
export const closedObject = <Shape extends z.core.$ZodLooseShape>(zh: string, en: string, shape: Shape) =>
  z.strictObject(shape).register(nouns, { zh, en });

/** The message of a check of our own: both languages in the one string the library passes on. */
export const said = (zh: string, en: string): string => `${zh}\n${en}`;

/** Reads a value by a schema. */
export function read<Value>(schema: z.ZodType<Value>, value: unknown): Checked<Value> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(schema, issue, [])) };
}

function problemsOf(schema: Schema, issue: Issue, parent: Path): Problem[] {
  const path = [...parent, ...issue.path.filter((step) => typeof step !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    const owner = objectAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], ...unknownWord(owner, key) }));
  }
  const branch = issue.code === 'invalid_union' ? fittingBranch(issue.errors) : undefined;
  if (branch) return branch.flatMap((inner) => problemsOf(schema, inner, path));
  return [{ path, ...faultOf(issue) }];
}

/** The alternative of a union that fits at its root, so that what is wrong lies inside it. */
const fittingBranch = (branches: Issue[][]): Issue[] | undefined =>
  branches.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys' || code === 'custom'),
  );

/** The object schema at a path, seen through optional fields, lists and unions. */
function objectAt(schema: Schema | undefined, path: Path): z.ZodObject | undefined {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional)
    return objectAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => objectAt(option, path)).find(Boolean);
  if (schema instanceof z.ZodArray) return objectAt(schema.element, path.slice(1));
  if (!(schema instanceof z.ZodObject)) return undefined;
  const [step, ...rest] = path;
  return step === undefined ? schema : objectAt(schema.shape[step] as Schema | undefined, rest);
}

function unknownWord(owner: z.ZodObject | undefined, word: string): Fault {
  const noun = (owner && nouns.get(owner)) ?? { zh: '字段', en: 'field' };
  const known = Object.keys(owner?.shape ?? {});
  const meant = nearest(word, known);
  return meant
    ? {
        reason: 'unknown-word',
        zh: `未知的${noun.zh} “${word}”，是否指 ${meant}？`,
        en: `unknown ${noun.en} “${word}”, did you mean ${meant}?`,
      }
    : {
        reason: 'unknown-word',
        zh: `未知的${noun.zh} “${word}”，可用的有：${known.join('、')}`,
        en: `unknown ${noun.en} “${word}”; known are: ${known.join(', ')}`,
      };
}

/** Sentence by kind of issue; what is not listed keeps the library's English. */
function faultOf(issue: Issue): Fault {
  const [zh, en] = issue.message.split('\n');
  if (zh !== undefined && en !== undefined) return { reason: 'not-as-written', zh, en };
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return { reason: 'missing', zh: '缺少此项，请补上', en: 'is missing; add it' };
  }
  if (issue.code === 'invalid_type') return wrongType(issue.expected, issue.input);
  if (issue.code === 'invalid_value') return notListed(issue.values.map(String), issue.input);
  if (issue.code === 'too_small') return outOfRange('至少', 'at least', issue.minimum, issue.origin);
  if (issue.code === 'too_big') return outOfRange('最多', 'at most', issue.maximum, issue.origin);
  return { reason: issue.code, zh: '填写有误', en: issue.message };
}

const TYPE_NAMES: Record<string, Sentence> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '一组“键: 值”', en: 'a group of “key: value”' },
  record: { zh: '一组“键: 值”', en: 'a group of “key: value”' },
};

/** YAML reads 28.5 and true as number and truth value; a person meant the text. */
function wrongType(expected: string, input: unknown): Fault {
  if (expected === 'string' && typeof input !== 'object') {
    return { reason: 'not-text', zh: '应为文字，请加引号', en: 'must be text; put it in quotes' };
  }
  const name = TYPE_NAMES[expected] ?? { zh: expected, en: expected };
  return { reason: 'wrong-type', zh: `应为${name.zh}`, en: `must be ${name.en}` };
}

function notListed(allowed: string[], input: unknown): Fault {
  const written = typeof input === 'string' ? input : JSON.stringify(input);
  const meant = nearest(written, allowed);
  return {
    reason: 'unknown-word',
    zh: `“${written}” 无效，${meant ? `是否指 ${meant}？` : `只能是 ${allowed.join('、')}`}`,
    en: `“${written}” is not known${meant ? `, did you mean ${meant}?` : `; it must be ${allowed.join(' or ')}`}`,
  };
}

const UNITS: Record<string, Sentence> = {
  string: { zh: '字', en: ' characters' },
  array: { zh: '项', en: ' items' },
};

function outOfRange(zh: string, en: string, limit: number | bigint, origin: string): Fault {
  const unit = UNITS[origin] ?? { zh: '', en: '' };
  if (zh === '至少' && limit === 1 && origin in UNITS) {
    return { reason: 'empty', zh: '不能为空，请填写', en: 'may not be empty; fill it in' };
  }
  return {
    reason: 'out-of-range',
    zh: `${zh} ${limit}${unit.zh && ` ${unit.zh}`}`,
    en: `must be ${en} ${limit}${unit.en}`,
  };
}

/**
 * What a carrier's review will turn away, found before it is asked. The carrier has the last word: what passes here may
 * still be rejected.
 */
import type { Problem } from '../problem.js';
import { templateProblems, tooLong } from './limits.js';
import { smsLength, SMS_LENGTH_LIMIT, smsParts } from './parts.js';
import { substitute } from './placeholders.js';
import type { TemplateContent } from './template.js';
import { ERROR_RULES, languageRule, WARNING_RULES, type Rule } from './template-lint-rules.js';

/** How long a text is with its signature, and what it is billed; no parts: longer than the carrier takes. */
export interface PartCount {
  /** In UTF-16 units. */
  length: number;
  parts: number | null;
}

/** What was found in a template. Errors keep it from being filed and launched; warnings are shown. */
export interface Lint {
  errors: Problem[];
  warnings: Problem[];
  /** SMS only: with every value one character, as long as values usually are, and as long as they may be. */
  parts?: { shortest: PartCount; typical: PartCount; longest: PartCount };
}

/** What a person usually calls them; other values are taken as half as long as they may be. */
const TYPICAL_LENGTHS: Readonly<Record<string, number>> = { name: 3, committee: 12, call: 2 };

/** The text with every value of a length. */
const filled = (
  { text, variables: declared }: TemplateContent,
  lengthOf: (name: string, maxLength: number) => number,
): string => {
  const most = new Map(declared.map(({ name, maxLength }) => [name, maxLength]));
  return substitute(text, (name) => '字'.repeat(lengthOf(name, most.get(name) ?? 0)));
};

const countOf = (sign: string, text: string): PartCount => {
  const length = smsLength(sign, text);
  return { length, parts: length > SMS_LENGTH_LIMIT ? null : smsParts(length) };
};

const longestText = (template: TemplateContent): string => filled(template, (_, maxLength) => maxLength);

const partsOf = (template: TemplateContent, sign: string): NonNullable<Lint['parts']> => ({
  shortest: countOf(
    sign,
    filled(template, () => 1),
  ),
  typical: countOf(
    sign,
    filled(template, (name, maxLength) =>
      Math.min(maxLength, TYPICAL_LENGTHS[name] ?? Math.ceil(maxLength / 2)),
    ),
  ),
  longest: countOf(sign, longestText(template)),
});

const placed = (rules: readonly Rule[], template: TemplateContent): Problem[] =>
  rules.flatMap((rule) => rule(template)).map((fault) => ({ path: ['text'], ...fault }));

/** Everything a review would find in a template; `sign` is the SMS signature without its brackets. */
export function lintTemplate(template: TemplateContent, sign: string): Lint {
  const broken = templateProblems(template, sign);
  if (template.channel !== 'sms') return { errors: broken, warnings: placed([languageRule], template) };
  const longest = longestText(template);
  const overlong = smsLength(sign, longest) > SMS_LENGTH_LIMIT;
  return {
    errors: [
      ...broken,
      ...placed(ERROR_RULES, template),
      ...(overlong && !broken.some(({ reason }) => reason === 'too-long') ? [tooLong(sign, longest)] : []),
    ],
    warnings: placed([...WARNING_RULES, languageRule], template),
    parts: partsOf(template, sign),
  };
}

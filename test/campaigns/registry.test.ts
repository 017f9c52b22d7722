import { expect, test } from '@jest/globals';
import { jsonSchemaOf, KIND_NAMES, type KindName } from '../../campaigns/registry.js';

type Node = { description?: string; properties?: Record<string, Node>; items?: Node };

/** What no definition of a kind can do without. */
const REQUIRED: Record<KindName, string[]> = {
  notice: ['kind', 'title', 'audience', 'channels'],
  'call-out': ['kind', 'title', 'event', 'needed', 'audience'],
  deadline: ['kind'],
  theme: ['kind', 'theme', 'year'],
  meeting: ['kind', 'title', 'place', 'from', 'to'],
  question: ['kind', 'from', 'to', 'subject', 'question', 'due'],
};

/** Paths of the properties that carry no description in both languages. */
const undescribed = (node: Node, path = ''): string[] => [
  ...Object.entries(node.properties ?? {}).flatMap(([name, property]) => [
    ...(/\p{Script=Han}.* \/ .*[a-z]/u.test(property.description ?? '') ? [] : [`${path}.${name}`]),
    ...undescribed(property, `${path}.${name}`),
  ]),
  ...(node.items ? undescribed(node.items, `${path}[]`) : []),
];

test.each(KIND_NAMES)('the published schema of a %s describes every field in both languages', (kind) => {
  const schema = jsonSchemaOf(kind) as Node & { required: string[]; additionalProperties: boolean };
  expect(undescribed(schema)).toEqual([]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(REQUIRED[kind]);
});

import type { Field, Flaw, Form } from '../domain/duties/form.js';
import type { Values } from '../domain/duties/written-values.js';
import { committeesBelow, openProjects, projectsOf, type Nameable } from '../ledger/duties/debtor.js';
import type { Statement } from '../runtime/database.js';

/** Values with what they name found in the ledger; what was not found stays as it was written. */
export interface NamedValues {
  values: Values;
  flaws: Flaw[];
}

/** Finds the committees and projects that were written by code or by name, below or of the committee that owes. */
export async function findNamed(
  sql: Statement,
  form: Form,
  { committee, values, now }: { committee: number; values: Values; now: Date },
): Promise<NamedValues> {
  const found: Record<string, readonly string[]> = {};
  const flaws: Flaw[] = [];
  for (const field of form.fields) {
    const written = values[field.key];
    if (!isNaming(field) || typeof written !== 'object') continue;
    const known = await nameables(sql, field, { committee, written, now });
    const codes = written.map((one) => codeOf(one, known));
    found[field.key] = [...new Set(codes.map((code, at) => code ?? written[at]!))];
    written.forEach((one, at) => codes[at] === undefined && flaws.push(notFound(field, one, known)));
  }
  return { values: { ...values, ...found }, flaws };
}

const isNaming = ({ type }: Field): boolean => type === 'codes' || type === 'projects';

const nameables = (
  sql: Statement,
  { type }: Field,
  { committee, written, now }: { committee: number; written: readonly string[]; now: Date },
): Promise<Nameable[]> =>
  type === 'codes' ? committeesBelow(sql, committee, written) : openProjects(sql, committee, now);

function codeOf(written: string, known: readonly Nameable[]): string | undefined {
  const byCode = known.find(({ code }) => code === written);
  if (byCode) return byCode.code;
  const byName = known.filter(({ name }) => name === written);
  return byName.length === 1 ? byName[0]!.code : undefined;
}

function notFound({ key, zh, en, type }: Field, written: string, known: readonly Nameable[]): Flaw {
  const alike = known.filter(({ name }) => name === written).map(({ code }) => code);
  if (alike.length > 1)
    return {
      ...{ key, reason: 'unknown-word' },
      zh: `“${zh}”：名称“${written}”有 ${alike.length} 个，请写代码：${alike.join('、')}`,
      en: `“${en}”: ${alike.length} are called “${written}”; write the code: ${alike.join(', ')}`,
    };
  return type === 'codes'
    ? {
        ...{ key, reason: 'unknown-word' },
        zh: `“${zh}”：本单位之下没有“${written}”，请写全名或代码`,
        en: `“${en}”: there is no “${written}” below this committee; write its whole name or code`,
      }
    : {
        ...{ key, reason: 'unknown-word' },
        zh: `“${zh}”：本单位没有进行中的项目“${written}”，请先登记项目`,
        en: `“${en}”: this committee has no open project “${written}”; enter it into the register first`,
      };
}

/** Names of what values name, by code, for people to read. */
export async function namesIn(
  sql: Statement,
  form: Form,
  { committee, values }: { committee: number; values: readonly Values[] },
): Promise<Record<string, string>> {
  const named = (type: Field['type']): string[] =>
    form.fields
      .filter((field) => field.type === type)
      .flatMap(({ key }) => values.flatMap((one) => one[key] ?? []))
      .filter((one) => typeof one === 'string');
  const [codes, projects] = [named('codes'), named('projects')];
  const found = [
    ...(codes.length === 0 ? [] : await committeesBelow(sql, committee, codes)),
    ...(projects.length === 0 ? [] : await projectsOf(sql, committee, projects)),
  ];
  return Object.fromEntries(found.map(({ code, name }) => [code, name]));
}

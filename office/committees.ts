import type { Problem, Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { addCommittees, allCommittees, lockCommittees } from '../ledger/committees.js';
import type { NewCommittee } from '../ledger/load-rows.js';
import type { Actor } from '../ledger/operators.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** A committee as a person writes it in a table. */
export interface WrittenCommittee {
  code: string;
  name: string;
  /** In English or Chinese. */
  kind: string;
  /** Code of the committee above; empty: the root. */
  parent: string;
}

/** What a table of committees came to. */
export interface CommitteesAdded {
  added: number;
  /** Were there already, exactly so. */
  unchanged: number;
}

/** Kinds of committee by the words a table may use. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ...['city', 'area', 'sector', 'enterprise', 'school', 'township', 'village'].map(
    (kind) => [kind, kind] as const,
  ),
  ...([
    ['市', 'city'],
    ['县区', 'area'],
    ['行业', 'sector'],
    ['企业', 'enterprise'],
    ['学校', 'school'],
    ['乡镇', 'township'],
    ['村', 'village'],
  ] as const),
]);

/** City, county, township, village. */
const DEEPEST = 4;
const LONGEST_NAME = 60;
/** Part of a path, in which a slash divides. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;

/** What keeps a text from being a committee's code; undefined: nothing. */
export const codeFault = (code: string): Sentence | undefined =>
  CODE.test(code)
    ? undefined
    : {
        zh: `代码 “${code}” 不行：1 到 40 个字母、数字或 -，如 130281`,
        en: `“${code}” cannot be a code: 1 to 40 letters, digits or -, such as 130281`,
      };

/**
 * Adds committees to the tree, in whatever order they are written. All of them or none; those that are there
 * already, exactly so, stay as they are.
 * @throws {Refusal} to those who work for a part; with everything that is wrong, at `[index, field]`
 */
export async function addTree(
  office: Office,
  actor: Actor,
  written: readonly WrittenCommittee[],
): Promise<CommitteesAdded> {
  requireRight(actor, 'keep people');
  requireWholeOffice(actor, '导入组织', 'loading committees');
  const faulty = written.flatMap((one, at) => faultsOf(one, at, written));
  if (faulty.length > 0) throw new Refusal('invalid', faulty);
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    await lockCommittees(sql);
    const growth = new Growth(await allCommittees(sql));
    growth.take(written);
    if (growth.problems.length > 0) throw new Refusal('invalid', growth.problems);
    const { fresh } = growth;
    await addCommittees(sql, fresh);
    const detail = { added: fresh.length };
    const entry = { actor: actor.name, action: 'office committees', subject: 'committees', detail };
    if (fresh.length > 0) await writeAudit(sql, entry, now);
    return { added: fresh.length, unchanged: written.length - fresh.length };
  });
}

/** What is wrong with one row by itself, or in the company of the rows before it. */
function faultsOf(one: WrittenCommittee, at: number, all: readonly WrittenCommittee[]): Problem[] {
  const faults: Problem[] = [];
  const add = (field: keyof WrittenCommittee, reason: string, zh: string, en: string): void => {
    faults.push({ path: [at, field], reason, zh, en });
  };
  const code = codeFault(one.code);
  if (code) add('code', 'code', code.zh, code.en);
  else if (all.findIndex((other) => other.code === one.code) < at)
    add('code', 'repeated', `代码 ${one.code} 重复`, `code ${one.code} is given twice`);
  if (one.name === '' || one.name.length > LONGEST_NAME)
    add('name', 'name', `名称应为 1 到 ${LONGEST_NAME} 字`, `a name has 1 to ${LONGEST_NAME} characters`);
  if (!KINDS.has(one.kind)) {
    const words = [...KINDS.keys()].join('、');
    add('kind', 'kind', `没有类型 “${one.kind}”，可用的有：${words}`, `no kind “${one.kind}”; use ${words}`);
  }
  return faults;
}

/** The tree as it grows by a table, level by level: a parent may stand further down than its child. */
class Growth {
  readonly fresh: NewCommittee[] = [];
  readonly problems: Problem[] = [];
  private readonly known: Map<string, NewCommittee>;

  constructor(tree: readonly NewCommittee[]) {
    this.known = new Map(tree.map((node) => [node.code, node]));
  }

  take(written: readonly WrittenCommittee[]): void {
    let waiting = written.map((one, at) => ({ ...one, at }));
    for (;;) {
      const isReady = ({ parent }: WrittenCommittee): boolean => parent === '' || this.known.has(parent);
      const ready = waiting.filter(isReady);
      if (ready.length === 0) break;
      waiting = waiting.filter((one) => !isReady(one));
      for (const one of ready) this.place(one);
    }
    for (const { at, parent } of waiting) {
      const zh = `没有上级组织 “${parent}”：表里和台账里都没有，或互为上级`;
      const en = `there is no committee “${parent}” above it, neither here nor in the ledger, or they are above each other`;
      this.problems.push({ path: [at, 'parent'], reason: 'unknown-parent', zh, en });
    }
  }

  private place({ at, ...one }: WrittenCommittee & { at: number }): void {
    const before = this.known.get(one.code);
    const node = nodeOf(one, this.known.get(one.parent));
    if (before && isSame(before, node)) return;
    const problem = before ? otherCommittee(before) : misplaced(node);
    if (problem) this.problems.push({ path: [at, before ? 'code' : 'parent'], ...problem });
    if (before) return;
    this.known.set(node.code, node);
    this.fresh.push(node);
  }
}

const nodeOf = ({ code, name, kind }: WrittenCommittee, above: NewCommittee | undefined): NewCommittee => ({
  ...{ code, name, kind: KINDS.get(kind)!, parent: above?.code ?? null },
  ...{ level: (above?.level ?? 0) + 1, path: `${above?.path ?? ''}${code}/` },
});

/** The path says where it hangs. */
const isSame = (one: NewCommittee, other: NewCommittee): boolean =>
  one.name === other.name && one.kind === other.kind && one.path === other.path;

const otherCommittee = ({ code, name, kind, parent }: NewCommittee): Omit<Problem, 'path'> => ({
  reason: 'other-committee',
  zh: `台账里的 ${code} 是 ${name}（${kind}，上级 ${parent ?? '无'}），与表里不同；导入只增加，不修改`,
  en: `${code} is ${name} in the ledger (${kind}, above it ${parent ?? 'nothing'}), not what is written here; loading adds and changes nothing`,
});

function misplaced({ level, kind }: NewCommittee): Omit<Problem, 'path'> | undefined {
  if (level === 1 || kind === 'city') {
    return {
      reason: 'second-root',
      zh: '全市只有一个，开通时已建：其他组织须写上级，类型不能是市',
      en: 'there is one city, made when the office was opened: any other committee has one above it and another kind',
    };
  }
  if (level <= DEEPEST) return undefined;
  return {
    reason: 'too-deep',
    zh: `组织至多 ${DEEPEST} 级（市、县区、乡镇、村）`,
    en: `committees are at most ${DEEPEST} levels deep (city, county, township, village)`,
  };
}

import { officeTime } from '../../domain/calendar/office-day.js';
import type { RosterImport } from '../../ledger/roster/imports.js';
import { refuse, type Refusal } from '../refusal.js';

/** Who did it and when, in both languages. */
const since = (by: string | null, at: Date | null): string =>
  `${by ?? '—'}，${at === null ? '—' : officeTime(at)}`;

/** It cannot be applied: it is in force, was taken back, or was thrown away. */
export function notPlanned({ id, state, appliedBy, appliedAt, undoneBy, undoneAt }: RosterImport): Refusal {
  if (state === 'undone') {
    return refuse(
      'conflict',
      'undone',
      `导入 ${id} 已撤销（${since(undoneBy, undoneAt)}）：如需再导入，请重新 plan`,
      `import ${id} was undone (${since(undoneBy, undoneAt)}): plan the file again to import it`,
    );
  }
  if (state === 'discarded') {
    return refuse(
      'conflict',
      'discarded',
      `计划 ${id} 已作废（过期，或同一文件有了新的计划）：请重新 plan`,
      `plan ${id} was thrown away (too old, or the file was planned anew): plan it again`,
    );
  }
  return refuse(
    'conflict',
    'already-applied',
    `导入 ${id} 已经生效（${since(appliedBy, appliedAt)}），没有再做一次`,
    `import ${id} is in force already (${since(appliedBy, appliedAt)}); nothing was done again`,
  );
}

/** It cannot be undone: it is not in force. */
export function notApplied({ id, state, undoneBy, undoneAt }: RosterImport): Refusal {
  return state === 'undone'
    ? refuse(
        'conflict',
        'already-undone',
        `导入 ${id} 已经撤销过（${since(undoneBy, undoneAt)}）`,
        `import ${id} was undone already (${since(undoneBy, undoneAt)})`,
      )
    : refuse(
        'conflict',
        'not-applied',
        `导入 ${id} 没有生效，不需要撤销`,
        `import ${id} is not in force: there is nothing to undo`,
      );
}

/** The same file has been applied under another number. */
export const sameFileApplied = ({ id, appliedBy, appliedAt }: RosterImport): Refusal =>
  refuse(
    'conflict',
    'file-applied',
    `这个文件已作为导入 ${id} 生效（${since(appliedBy, appliedAt)}），没有再做一次`,
    `this very file is in force as import ${id} (${since(appliedBy, appliedAt)}); nothing was done again`,
  );

/** Committees named. */
const LISTED = 5;

/** It touches committees beyond the operator's part of the tree. */
export function beyondScope(committees: readonly { code: string; name: string }[]): Refusal {
  const named = committees.slice(0, LISTED).map(({ code, name }) => `${code} ${name}`);
  const more = committees.length > LISTED ? '…' : '';
  return refuse(
    'not-allowed',
    'beyond-scope',
    `涉及 ${committees.length} 个不归您管辖的组织：${named.join('、')}${more}；请由上级操作员执行`,
    `it touches ${committees.length} committees beyond your part of the tree: ${named.join(', ')}${more}; an operator above you may do it`,
  );
}

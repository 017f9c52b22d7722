import { describe, expect, test } from '@jest/globals';
import { approvalUntil, mayApprove, needsApproval } from '../../../domain/plan/approval.js';
import type { Plan } from '../../../domain/plan/plan.js';

describe('what needs somebody else', () => {
  const limits = { audience: 1000, costFen: 10_000 };

  test.each<[string, { audience: number; costFen: number }, boolean]>([
    ['neither large nor dear', { audience: 1000, costFen: 10_000 }, false],
    ['large', { audience: 1001, costFen: 0 }, true],
    ['dear', { audience: 1, costFen: 10_001 }, true],
  ])('%s', (_, run, needed) => {
    expect(needsApproval(run, limits)).toBe(needed);
  });

  test.each([
    [{ audience: 0, costFen: null }, true],
    [{ audience: null, costFen: 0 }, true],
    [{ audience: null, costFen: null }, false],
  ])('0 is always and null never: %j', (always, needed) => {
    expect(needsApproval({ audience: 1, costFen: 0 }, always)).toBe(needed);
  });
});

describe('the time to agree', () => {
  const now = new Date('2026-08-01T01:00:00Z');
  const planned = (expiresAt: string | null) => ({ steps: [{ expiresAt }] }) as unknown as Plan;

  test.each([
    ['so many hours', null, '2026-08-03T01:00:00.000Z'],
    ['never longer than its messages are worth sending', '2026-08-01T13:00:00Z', '2026-08-01T13:00:00.000Z'],
    ['not as long as they might be', '2026-09-01T13:00:00Z', '2026-08-03T01:00:00.000Z'],
  ])('is %s', (_, expiresAt, until) => {
    expect(approvalUntil(planned(expiresAt), { now, hours: 48 }).toISOString()).toBe(until);
  });
});

describe('who may agree', () => {
  const city = { author: 'office', scopePath: 'tangshan/' };
  const county = { author: 'clerk', scopePath: 'tangshan/luannan/' };
  const operator = (name: string, role: string, scopePath = 'tangshan/') => ({ name, role, scopePath });

  test.each([
    ['a head of the whole', operator('head', 'head'), city, true],
    ['not a clerk of the whole', operator('deputy', 'clerk'), city, false],
    ['not the author, head or not', operator('office', 'head'), city, false],
    ['not an auditor', operator('auditor', 'auditor'), city, false],
    ['the head of the part', operator('chief', 'head', 'tangshan/luannan/'), county, true],
    ['a head above it', operator('head', 'head'), county, true],
    ['a clerk of the whole for a part', operator('office', 'clerk'), county, true],
    ['not a clerk of the same part', operator('other', 'clerk', 'tangshan/luannan/'), county, false],
    ['not a head of another part', operator('chief', 'head', 'tangshan/qianxi/'), county, false],
    ['not a head below', operator('chief', 'head', 'tangshan/luannan/'), city, false],
  ])('%s', (_, approver, run, may) => {
    expect(mayApprove(approver, run)).toBe(may);
  });
});

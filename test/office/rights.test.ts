import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { ROLES, type Actor, type Role } from '../../ledger/operators.js';
import { Refusal } from '../../office/refusal.js';
import { hasRight, requireRight, RIGHTS, type Right } from '../../office/rights.js';
import { asset } from '../../runtime/root.js';

/** Written out by hand: whoever changes the table says so twice. */
const EXPECTED: Record<Right, Record<Role, boolean>> = {
  look: roles('clerk', 'head', 'county clerk', 'auditor', 'operator'),
  'read the log': roles('clerk', 'head', 'county clerk', 'auditor', 'operator'),
  'see people': roles('clerk', 'head', 'county clerk', 'auditor'),
  unmask: roles('clerk', 'head', 'county clerk'),
  'run campaigns': roles('clerk', 'head', 'county clerk'),
  approve: roles('clerk', 'head'),
  'set budgets': roles('head'),
  'keep people': roles('clerk', 'head', 'county clerk'),
  'keep templates': roles('clerk', 'head'),
  'keep running': roles('clerk', 'head', 'operator'),
  'admit operators': roles('head'),
};

function roles(...having: Role[]): Record<Role, boolean> {
  return Object.fromEntries(ROLES.map((role) => [role, having.includes(role)])) as Record<Role, boolean>;
}

const cases = (Object.keys(RIGHTS) as Right[]).flatMap((right) =>
  ROLES.map((role) => [role, right, EXPECTED[right][role]] as const),
);

test.each(cases)('%s: %s: %p', (role, right, allowed) => {
  const actor = { name: 'somebody', role };
  expect(hasRight(actor, right)).toBe(allowed);
  const asking = () => requireRight(actor, right);
  if (allowed) expect(asking).not.toThrow();
  else expect(asking).toThrow(Refusal);
});

/** Functions of the office that show nothing of the ledger and change nothing of it, whoever is handed to them. */
const ONLY_THINK = [
  'actor.ts replyScope',
  'actor.ts requireWholeOffice',
  'actor.ts worksForAll',
  'launch.ts newRun',
  'look-up.ts mayLookAt',
  'person.ts shownName',
  'rights.ts hasRight',
  'rights.ts requireRight',
];

/** Functions that work with the ledger and are asked by no operator, or before there is one. */
const NOBODY_ASKS: Record<string, string> = {
  'launch.ts writeDown': 'part of launching; a rehearsal begins with it too, in its copy',
  'templates.ts viewed': 'part of what shows templates',
  'overdue.ts sweepOverdue': 'a round of the sweeper',
  'actor.ts actorNamed': 'finds who asks',
  'doctor.ts examine': 'must answer when there is no ledger to look an operator up in; counts and codes only',
  'chased-launch.ts owedBy': 'part of planning what chases, which asks for the right',
  'doctor/checks.ts examineReaders': 'part of the doctor',
  'doctor/schedules.ts examineFirings': 'part of the doctor',
  'doctor/calendar.ts examineCalendar': 'part of the doctor',
  'doctor/lag.ts examineLag': 'part of the doctor',
  'doctor/launches.ts examineLaunches': 'part of the doctor',
  'doctor/database.ts examineDatabase': 'part of the doctor',
  'doctor/obstacles.ts examineObstacles': 'part of the doctor',
  'doctor/temporal.ts examineTemporal': 'part of the doctor',
  'launch-scheduled.ts launchScheduled':
    'a schedule fires; goes through prepare and launch as an operator with their rights',
  'launch-scheduled.ts prepareFiring': 'the same',
  'launch-scheduled.ts launchFiring': 'the same',
  'launch-planned.ts launchPlanned':
    'a theme comes to one of its launches; goes through prepare and launch as who launched the theme',
  'office.ts openOffice': 'connects',
  'open.ts openFirst': 'there is no operator yet',
  'person.ts maskedPhone': 'masks',
  'person.ts wantedBy': 'reads a text',
  'approval.ts tellDecisions': 'a round of the sweeper',
  'preview/step-cost.ts stepCost': 'part of a preview or a launch, in the bounds of who asked for it',
  'replan-tell.ts tellReplan': 'part of planning anew, and of agreeing to it',
  'replan-tell.ts tellReplans': 'a round of the sweeper',
  'preview/bill.ts billOf': 'reckons with figures the preview has found',
  'budget.ts countFinished': 'a round of the sweeper',
  'budget.ts forecastBudget': 'reckons for a preview or a launch',
  'preview/channel.ts boundChannel': 'reads a template',
  'preview/channel.ts previewChannel': 'reckons with figures the preview has found',
  'roster/rows.ts withRoster': 'reads a file',
  'roster/staging.ts rowContext': 'part of planning a roster',
  'roster/staging.ts stageRoster': 'part of planning a roster',
  'schedules/states.ts scheduleStates': 'part of the doctor',
  'schedules/sync.ts syncAtStart': 'a process starts',
  'schedules/sync.ts syncAfterChange': 'part of changing what schedules rest on',
  'rejected-templates.ts refuseStillRejected': 'part of steering',
  'reviewers.ts reviewersOf': 'reads the settings',
  'record-answer.ts recordAnswer': 'part of answering, by an operator or on a person’s page',
  'runs.ts askProgress': 'where a workflow stands, of a run that was looked up for somebody before',
};

interface Found {
  /** `file.ts name` */
  id: string;
  file: string;
  name: string;
  parameters: string[];
}

/** Every exported function of office/, with the text of its parameters. */
function exportedFunctions(): Found[] {
  const root = asset('office');
  const files = (readdirSync(root, { recursive: true }) as string[]).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
  );
  return files.flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const found: Found[] = [];
    const add = (name: string, from: ts.SignatureDeclaration): void =>
      void found.push({
        ...{ id: `${file} ${name}`, file, name },
        parameters: from.parameters.map((parameter) => parameter.getText(source)),
      });
    for (const statement of source.statements) {
      if (!ts.canHaveModifiers(statement)) continue;
      if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
      if (ts.isFunctionDeclaration(statement)) add(statement.name!.text, statement);
      if (ts.isVariableStatement(statement))
        for (const { name, initializer } of statement.declarationList.declarations)
          if (initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)))
            add(name.getText(source), initializer);
    }
    return found;
  });
}

const functions = exportedFunctions();
const takesActor = ({ parameters }: Found): boolean => parameters.some((text) => /\bActor\b/.test(text));
const takesOffice = ({ parameters }: Found): boolean =>
  parameters.some((text) => /: (Pick<)?Office\b/.test(text));

/** Stands for anything, and does not let itself be called: whoever reaches for the ledger before the right is caught. */
class Touched extends Error {}
const untouchable: unknown = new Proxy(() => undefined, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => '' : untouchable),
  apply() {
    throw new Touched('the ledger was reached for');
  },
});
const nobody = { name: 'nobody', role: 'nobody', scopePath: 'tangshan/', maySeePersonalData: true };

/** What a function answers somebody whose role has no right at all. */
async function asNobody({ file, name, parameters }: Found): Promise<unknown> {
  const module = (await import(`../../office/${file.replace(/\.ts$/, '.js')}`)) as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const given = parameters.map((text) => (/\bActor\b/.test(text) ? nobody : untouchable));
  try {
    return await module[name]!(...given);
  } catch (error) {
    return error;
  }
}

const guarded = functions.filter((one) => takesActor(one) && !ONLY_THINK.includes(one.id));

describe('whoever asks the office something is asked for a right before anything else', () => {
  test.each(guarded.map((one) => [one.id, one] as const))('%s', async (_, one) => {
    const answer = await asNobody(one);
    expect(answer).toBeInstanceOf(Refusal);
    expect((answer as Refusal).problems.map(({ reason }) => reason)).toEqual(['no-right']);
  });

  test('the search sees them: some are known by name', () => {
    const ids = guarded.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'why.ts why',
        'steer.ts steer',
        'roster/apply.ts applyRoster',
        'launch.ts launch',
      ]),
    );
    expect(ids.length).toBeGreaterThan(40);
  });

  test('a function that forgets is found', async () => {
    const forgetful = (office: { read: () => unknown }, _actor: Actor): unknown => office.read();
    expect(() => forgetful(untouchable as { read: () => unknown }, nobody as unknown as Actor)).toThrow(
      Touched,
    );
  });
});

test('what takes the office and no operator is known, with the reason', () => {
  const found = functions.filter((one) => takesOffice(one) && !takesActor(one)).map(({ id }) => id);
  expect(found.filter((id) => !Object.hasOwn(NOBODY_ASKS, id))).toEqual([]);
});

test('what is exempt is there', () => {
  const ids = new Set(functions.map(({ id }) => id));
  expect([...ONLY_THINK, ...Object.keys(NOBODY_ASKS)].filter((id) => !ids.has(id))).toEqual([]);
});

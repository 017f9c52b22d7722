import { beforeEach, describe, expect, test } from '@jest/globals';
import { THEME_TEMPLATES } from '../../campaigns/theme/texts.js';
import { moveRun } from '../../ledger/runs.js';
import { setMonthBudget } from '../../office/budget.js';
import { examineLaunches } from '../../office/doctor/launches.js';
import { launch } from '../../office/launch.js';
import { launchPlanned } from '../../office/launch-planned.js';
import { prepare } from '../../office/prepare.js';
import { NOW } from '../support/cast.js';
import { settleDutyTexts } from '../support/deadlines.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { flood, openTestOffice } from './office.js';

const office = await openTestOffice();
const { database, clock, city } = office;
const clerk = office.actor('office');
await settleDutyTexts(city);
for (const [at, template] of THEME_TEMPLATES.entries())
  await addApproved(database, newTemplate(template), {
    ...{ carrierCode: template.channel === 'sms' ? `SMS_1543800${10 + at}` : null, now: NOW },
  });

const DAY = new Date('2026-12-04T01:00:00Z');
const { key: _key, ...notice } = flood;
let theme: number;

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
  const written = {
    ...{ kind: 'theme', theme: 'constitution-day', year: 2026 },
    launches: [{ key: 'street-day', day: 1, time: '09:00', definition: notice }],
  };
  theme = (await launch(office, clerk, await prepare(office, clerk, written))).run.id;
  await moveRun(database, { runId: theme, to: 'running', now: NOW });
  clock.set(DAY);
});

const budget = (yuan: string) => setMonthBudget(office, office.actor('head'), { month: '2026-12', yuan });
const found = async () =>
  (await examineLaunches(office)).map(({ verdict, watch }) => [verdict, watch?.alerts]);

describe('what a theme launches', () => {
  test('is launched once, in the name of whoever launched the theme', async () => {
    const first = await launchPlanned(office, theme, 'street-day');
    expect(first).toEqual({ runId: expect.any(Number) });
    expect(await launchPlanned(office, theme, 'street-day')).toEqual(first);
    expect(await found()).toEqual([['ok', []]]);
  });

  test('and is refused is told of until it is launched by hand', async () => {
    await budget('0.01');
    expect(await launchPlanned(office, theme, 'street-day')).toEqual({ skipped: 'refused' });
    expect(await found()).toEqual([
      [
        'warning',
        [
          {
            subject: `run ${theme} street-day`,
            detail: { day: '2026-12-04', skipped: 'refused', run: theme },
          },
        ],
      ],
    ]);
    const [finding] = await examineLaunches(office);
    const [, key] = /key: (\S+)，/.exec(finding!.mend!.zh)!;
    await budget('5000');
    await launch(office, clerk, await prepare(office, clerk, { ...notice, key }));
    expect(await found()).toEqual([['ok', []]]);
  });

  test('and is refused goes with its theme', async () => {
    await budget('0.01');
    await launchPlanned(office, theme, 'street-day');
    await moveRun(database, { runId: theme, to: 'closed', now: DAY });
    const [finding] = await examineLaunches(office);
    expect(finding!.watch).toMatchObject({ subjects: [`run ${theme} street-day`], alerts: [] });
  });
});

import { expect, test } from '@jest/globals';
import { THEME_TEMPLATES } from '../../campaigns/theme/texts.js';
import { prepare } from '../../office/prepare.js';
import { NOW } from '../support/cast.js';
import { settleDutyTexts } from '../support/deadlines.js';
import { speaksFor } from '../support/questions.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice();
await settleDutyTexts(office.city);
for (const [at, template] of THEME_TEMPLATES.entries())
  await addApproved(office.database, newTemplate(template), {
    ...{ carrierCode: template.channel === 'sms' ? `SMS_1543700${10 + at}` : null, now: NOW },
  });

const audienceOf = async (more: object = {}): Promise<number> => {
  const definition = { kind: 'theme', theme: 'constitution-day', year: 2026, ...more };
  return (await prepare(office, office.actor('office'), definition)).audience;
};

test('the audience of a theme for which no committee owes anything is whom it orders, or it would seem to have grown', async () => {
  const ordered = await audienceOf();
  const [{ speaking }] = await office.database<[{ speaking: number }]>`
    SELECT count(DISTINCT committee_id) AS speaking FROM contact_role r JOIN committee c ON c.id = r.committee_id
    WHERE c.parent_id = ${office.city.committee('tangshan')}`;
  expect(speaking).toBeGreaterThan(1);
  expect(ordered).toBe(speaking);
});

test('somebody who speaks for two committees is one person in it', async () => {
  const before = await audienceOf({ theme: 'lei-feng-day', year: 2027 });
  await speaksFor(office.city, '何军', { code: 'qianxi', role: 'liaison' });
  expect(await audienceOf({ theme: 'lei-feng-day', year: 2027 })).toBe(before - 1);
});

test('that of one that reminds volunteers is all of them', async () => {
  const everyone = await audienceOf({
    volunteers: {
      audience: { committees: ['tangshan'] },
      channels: [{ channel: 'sms', template: 'flood', variables: { river: '滦河' } }],
    },
  });
  expect(everyone).toBeGreaterThan(await audienceOf());
});

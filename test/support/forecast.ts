import { forecastStep } from '../../ledger/preview.js';
import type { Database } from '../../runtime/database.js';
import { NOW, type City } from './cast.js';

/** Who of the whole city would not get a mail now, by reason. */
export async function previewForecast(
  database: Database,
  city: City,
  template: string,
): Promise<{ reason: string; people: number }[]> {
  const { channel, id: templateId } = city.template(template);
  const { channels } = await forecastStep(
    database,
    {
      kind: 'send',
      audience: { committees: ['tangshan'] },
      class: 'notice',
      cap: { perDay: null, perWeek: null },
      channels: [
        {
          channel,
          templateId,
          variables: { river: '滦河' },
          personal: ['name'],
          uses: { name: 1, committee: 0, call: 0, question: 0, page: 0 },
        },
      ],
    },
    { bounds: { scopePath: 'tangshan/', officeDay: '2026-08-01' }, now: NOW, samples: 0 },
  );
  return channels[0]!.exclusions;
}

import { expect, test } from '@jest/globals';
import { capTable } from '../../local/simulators/carrier/settings.js';
import { skippedTime } from '../../rehearsal/place.js';
import { states } from '../support/launch.js';
import { openMuster } from './muster.js';
import { ended, floodNotice, stateOf, workflowOf } from './notices.js';

/** Of a sending step, whatever its audience (design §5). */
const MOST_EVENTS = 150;
const LONG_MILLISECONDS = 60_000;

// The carrier takes one text an hour for each phone, by its own clock: none but the first of this test.
const caps = capTable.parse({ notice: { hour: 1 } });
const muster = await openMuster({ place: skippedTime, carrier: { caps } });
await muster.work();
muster.dispatch();
muster.sweep();

test(
  'phones that are held up keep nobody from the second way, and expire',
  async () => {
    await muster.place.skipToHour(9);
    await ended(muster, (await muster.launch(floodNotice('first'))).run);
    await muster.place.skipToHour(9);
    const { run } = await muster.launch(floodNotice('held-up', { in_turn: '2h', expires_after: '6h' }));
    await ended(muster, run);
    const [mail] = await muster.database<{ hours: number }[]>`
      SELECT extract(epoch FROM m.changed_at - r.launched_at)::float8 / 3600 AS hours
      FROM run r JOIN occurrence o ON o.run_id = r.id JOIN message m ON m.occurrence_id = o.id
      WHERE r.id = ${run.id} AND m.channel = 'email' AND m.state = 'sent'`;
    expect(mail!.hours).toBeLessThan(0.1);
    expect(await states(muster.city, { run })).toMatchObject({ 孙静: 'expired: expired' });
    expect(await stateOf(muster, run)).toBe('closed');
    const { events } = await workflowOf(muster, run).fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(2 * MOST_EVENTS);
  },
  LONG_MILLISECONDS,
);

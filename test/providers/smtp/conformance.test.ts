import { describeProvider } from '../conformance.js';
import { startRelayHarness } from './relay.js';

describeProvider('smtp', startRelayHarness, { farSide: true, called: 'smtp' });
describeProvider(
  'smtp without PIPELINING',
  (patience) => startRelayHarness(patience, { pipelining: false }),
  { farSide: true, called: 'smtp' },
);
// A second relay is the same provider under another name, here one that wants a login.
describeProvider(
  'smtp-2',
  (patience) =>
    startRelayHarness(
      patience,
      { user: 'office', password: 'of the second relay' },
      { name: 'smtp-2', weight: 40 },
    ),
  { farSide: true, called: 'smtp-2' },
);

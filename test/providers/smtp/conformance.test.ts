import { describeProvider } from '../conformance.js';
import { startRelayHarness } from './relay.js';

describeProvider('smtp', startRelayHarness, { farSide: true });
describeProvider(
  'smtp without PIPELINING',
  (patience) => startRelayHarness(patience, { pipelining: false }),
  {
    farSide: true,
  },
);

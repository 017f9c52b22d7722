import { describeProvider } from '../conformance.js';
import { startCarrierHarness } from './carrier.js';

describeProvider('aliyun', startCarrierHarness, { farSide: true });
